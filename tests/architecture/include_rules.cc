#include "architecture/include_rules.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace flowbridge {

namespace {

constexpr std::string_view kLayersPath = "lib/LAYERS";

struct Layer {
  std::size_t line = 0;
  std::string module;
  std::vector<std::string> allowed;
};

std::vector<Layer> parse_layers(const SourceFile& file) {
  std::vector<Layer> layers;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    const std::string& line = file.lines[i];
    const std::size_t colon = line.find(':');
    if (line.starts_with('#') || colon == std::string::npos) continue;
    Layer layer{.line = i + 1, .module = line.substr(0, colon), .allowed = {}};
    std::istringstream words(line.substr(colon + 1));
    for (std::string word; words >> word;) layer.allowed.push_back(word);
    layers.push_back(std::move(layer));
  }
  return layers;
}

std::vector<Layer> layers_of(const Tree& tree) {
  const SourceFile* file = find_file(tree, kLayersPath);
  return file == nullptr ? std::vector<Layer>() : parse_layers(*file);
}

std::set<std::string, std::less<>> modules_of(const Tree& tree) {
  std::set<std::string, std::less<>> modules;
  for (const auto& [path, file] : tree) {
    if (const std::string_view module = module_of(path); !module.empty()) {
      modules.emplace(module);
    }
  }
  return modules;
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// "base/time.h" → "base"; empty without a slash.
std::string_view first_folder(std::string_view name) {
  const std::size_t slash = name.find('/');
  return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

bool is_generated(std::string_view name) {
  return name.ends_with(".pb.h");
}

/// C++'s own headers are the only ones with neither a folder nor an ending.
bool is_standard(const Include& include) {
  return include.angled && include.name.find_first_of("./") == std::string::npos;
}

bool is_operating_system(const Include& include) {
  static constexpr std::string_view kNames[] = {"fcntl.h",  "netdb.h", "poll.h",  "pthread.h",
                                                "signal.h", "time.h",  "unistd.h"};
  return include.angled &&
         (std::find(std::begin(kNames), std::end(kNames), include.name) != std::end(kNames) ||
          include.name.starts_with("sys/") || include.name.starts_with("netinet/") ||
          include.name.starts_with("arpa/") || include.name.starts_with("linux/"));
}

/// Where the quoted name of an include may be rooted, seen from `path`.
std::vector<std::string> roots_for(std::string_view path) {
  if (path.starts_with("lib/")) return {"lib/"};
  if (path.starts_with("cmd/")) return {"lib/", "cmd/"};
  return {"lib/", "tests/", "cmd/"};
}

std::string resolve(const Tree& tree, std::string_view from, const std::string& name) {
  for (const std::string& root : roots_for(from)) {
    if (find_file(tree, root + name) != nullptr) return root + name;
  }
  return {};
}

void check_form(const Tree& tree, const SourceFile& file, const Include& include,
                Violations& violations) {
  if (include.name.find("../") != std::string::npos || include.name.starts_with("./")) {
    violations.push_back({file.path, include.line,
                          "include \"" + include.name +
                              "\" is relative; root it at lib/, so that "
                              "the text says which module is meant"});
  } else if (!include.angled && !is_generated(include.name) &&
             resolve(tree, file.path, include.name).empty()) {
    violations.push_back(
        {file.path, include.line,
         "include \"" + include.name +
             "\" names no file of ours; quotes are for "
             "headers of this repository, rooted at lib/ (in cmd/ also at cmd/, in "
             "tests/ also at tests/ and cmd/)"});
  } else if (include.angled && !resolve(tree, file.path, include.name).empty()) {
    violations.push_back({file.path, include.line,
                          "include <" + include.name +
                              "> is a header of ours; write it in quotes, "
                              "so that the house stands apart from what it is built on"});
  }
}

/// The header that must come first in a source file; empty if it has none of its own.
std::string own_header(const Tree& tree, std::string_view path) {
  std::string header(path.substr(0, path.rfind('.')));
  header += ".h";
  return find_file(tree, header) == nullptr ? std::string() : header;
}

}  // namespace

Violations check_layers(const Tree& tree, const std::vector<std::string_view>& planned) {
  const std::vector<Layer> layers = layers_of(tree);
  const auto modules = modules_of(tree);
  Violations violations;
  const auto add = [&violations](std::size_t line, std::string reason) {
    violations.push_back({std::string(kLayersPath), line, std::move(reason)});
  };

  std::vector<std::string> above;
  for (const Layer& layer : layers) {
    if (contains(above, layer.module)) add(layer.line, layer.module + " has two lines; keep one");
    for (const std::string& allowed : layer.allowed) {
      if (contains(above, allowed)) continue;
      add(layer.line, layer.module + " may not see " + allowed +
                          ", which is not listed above it; "
                          "arrows only go down, or the modules could not be understood one by one");
    }
    above.push_back(layer.module);

    const bool is_planned =
        std::find(planned.begin(), planned.end(), layer.module) != planned.end();
    if (modules.count(layer.module) == 0 && !is_planned) {
      add(layer.line,
          layer.module + " has a line but no folder lib/" + layer.module + "; remove the line");
    } else if (modules.count(layer.module) != 0 && is_planned) {
      add(layer.line, layer.module +
                          " exists; remove it from kPlannedModules in "
                          "tests/architecture/rules.cc");
    }
  }
  for (const std::string& module : modules) {
    if (!contains(above, module)) {
      add(0, "lib/" + module + " has no line here; say which modules it may include");
    }
  }
  return violations;
}

Violations check_layer_includes(const Tree& tree) {
  std::map<std::string, std::vector<std::string>, std::less<>> allowed;
  for (Layer& layer : layers_of(tree)) allowed[layer.module] = std::move(layer.allowed);

  Violations violations;
  for (const auto& [path, file] : tree) {
    const std::string module(module_of(path));
    if (module.empty()) continue;
    for (const Include& include : includes_of(file)) {
      const std::string_view target = first_folder(include.name);
      if (include.angled || is_generated(include.name) || target == module ||
          contains(allowed[module], target)) {
        continue;
      }
      violations.push_back({path, include.line,
                            module + " may not include \"" + include.name +
                                "\": lib/LAYERS allows "
                                "it no such module; move the code down, or pass what it needs in"});
    }
  }
  return violations;
}

Violations check_header_includes(const Tree& tree) {
  Violations violations;
  for (const auto& [path, file] : tree) {
    if (!is_header(path)) continue;
    for (const Include& include : includes_of(file)) {
      if (is_generated(include.name)) {
        violations.push_back({path, include.line,
                              "generated header " + include.name +
                                  " in a header; include it in "
                                  "the .cc, so that one format does not leak into every reader"});
      }
      const bool wrapper = path == "lib/base/hash_map.h" && include.name.starts_with("absl/");
      if (!path.starts_with("lib/") || !include.angled || wrapper || is_generated(include.name) ||
          is_standard(include) || is_operating_system(include)) {
        continue;
      }
      violations.push_back(
          {path, include.line,
           "third-party header <" + include.name +
               "> in a header of lib/; "
               "include it in the .cc of its adapter, so that it can be replaced"});
    }
  }
  return violations;
}

Violations check_include_form(const Tree& tree) {
  Violations violations;
  for (const auto& [path, file] : tree) {
    if (!is_cpp(path)) continue;
    const std::vector<Include> includes = includes_of(file);
    for (const Include& include : includes) check_form(tree, file, include, violations);
    if (is_header(path)) continue;
    const std::string own = own_header(tree, path);
    if (!own.empty() && (includes.empty() || resolve(tree, path, includes[0].name) != own)) {
      violations.push_back({path, includes.empty() ? 0 : includes[0].line,
                            "include its own header, " + own +
                                ", first: that proves that the header needs "
                                "nothing before it"});
    }
  }
  return violations;
}

}  // namespace flowbridge

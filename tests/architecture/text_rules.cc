#include "architecture/text_rules.h"

#include <algorithm>
#include <cctype>

namespace flowbridge {

namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_host_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.';
}

/// Where people keep their checkouts. What a program is installed to, or opens, is not here.
constexpr std::string_view kHomes[] = {"root", "home", "Users", "work", "workspace"};

/// The absolute path of a checkout or home in this line; empty if there is none.
std::string_view machine_path(std::string_view line) {
  for (std::size_t at = line.find('/'); at != std::string_view::npos; at = line.find('/', at + 1)) {
    // Within a URL or a relative path, something stands before the slash.
    const char before = at == 0 ? ' ' : line[at - 1];
    if (is_host_character(before) || is_one_of(std::string_view(&before, 1), {"/", "_", "}"})) {
      continue;
    }
    const std::string_view rest = line.substr(at + 1);
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) continue;
    const auto home = std::find(std::begin(kHomes), std::end(kHomes), rest.substr(0, slash));
    if (home != std::end(kHomes)) return line.substr(at, slash + 2);
  }
  return {};
}

std::vector<std::string_view> split_host(std::string_view host) {
  std::vector<std::string_view> names;
  for (;;) {
    const std::size_t dot = host.find('.');
    names.push_back(host.substr(0, dot));
    if (dot == std::string_view::npos) return names;
    host.remove_prefix(dot + 1);
  }
}

/// Registries are told by shape, so that private mirrors are found too: a first name that says what
/// the host is for, and a top-level name. Hosts named example are for examples.
bool is_registry_host(std::string_view host) {
  const std::vector<std::string_view> names = split_host(host);
  if (names.size() < 2) return false;
  const std::string_view first = names.front();
  const std::string_view owner = names[names.size() - 2];
  if (owner == "example" ||
      !is_one_of(names.back(), {"com", "dev", "internal", "io", "lan", "local", "net", "org"})) {
    return false;
  }
  if (names.size() == 2) return is_one_of(first, {"crates", "npmjs", "pypi", "rubygems"});
  return is_one_of(first, {"artifactory", "deb", "mirror", "mirrors", "maven", "nexus", "npm",
                           "proxy", "pypi", "snapshot"}) ||
         first.starts_with("registry") || first.starts_with("repo");
}

std::string_view registry_host(std::string_view line) {
  if (line.find('.') == std::string_view::npos) return {};
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = at;
    while (end < line.size() && is_host_character(line[end])) ++end;
    std::string_view host = line.substr(at, end - at);
    while (host.ends_with('.')) host.remove_suffix(1);
    if (is_registry_host(host)) return host;
    at = end + 1;
  }
  return {};
}

/// A reminder without a kind.
std::string_view bare_reminder(std::string_view line) {
  if (find_word(line, "FIXME") != std::string_view::npos) return "FIXME";
  for (std::size_t at = find_word(line, "TODO"); at != std::string_view::npos;
       at = find_word(line, "TODO", at + 1)) {
    const std::string_view rest = line.substr(at);
    const bool has_kind = rest.starts_with("TODO(perf): ") || rest.starts_with("TODO(soon): ") ||
                          rest.starts_with("TODO(cleanup): ");
    if (!has_kind) return "TODO";
  }
  return {};
}

}  // namespace

Violations check_todos(const Tree& tree) {
  Violations violations;
  for (const auto& [path, file] : tree) {
    if (!is_program_text(file)) continue;
    const std::vector<std::string>& lines = is_cpp(path) ? file.comments : file.lines;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string_view found = bare_reminder(lines[i]);
      if (found.empty()) continue;
      violations.push_back({path, i + 1,
                            "`" + std::string(found) +
                                "` without a kind; write TODO(perf), "
                                "TODO(soon) or TODO(cleanup), a colon and what is to be done"});
    }
  }
  return violations;
}

Violations check_places(const Tree& tree) {
  Violations violations;
  for (const auto& [path, file] : tree) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (const std::string_view found = machine_path(file.lines[i]); !found.empty()) {
        violations.push_back({path, i + 1,
                              "`" + std::string(found) +
                                  "` is a path of one machine; the tree "
                                  "must mean the same on every machine"});
      }
      if (const std::string_view found = registry_host(file.lines[i]); !found.empty()) {
        violations.push_back({path, i + 1,
                              "`" + std::string(found) +
                                  "` is a host of a package registry; "
                                  "packages come from where the machine is told to get them"});
      }
    }
  }
  return violations;
}

}  // namespace flowbridge

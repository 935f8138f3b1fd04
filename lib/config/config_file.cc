#include "config/config_file.h"

#include "base/check.h"
#include "config/help.h"
#include "config/suggest.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

namespace {

/// Where Prometheus has a list, whose entries have keys of their own.
constexpr std::string_view kDestinations = "remote_write";
constexpr std::string_view kExternalLabels = "external_labels";
constexpr std::string_view kGlobal = "global";

/// For who pasted Prometheus's keys into the section of flags.
constexpr std::string_view kListed =
    "; Prometheus's keys stand in a list of destinations, as in - url: http://h:9090/api/v1/write";

constexpr std::string_view kJoined = "; is there a blank behind its colon?";

/// "group_id below kafka": where a key belongs, for one who wrote it elsewhere.
std::string in_its_place(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string::npos) return path + " at the top level";
  return path.substr(dot + 1) + " below " + path.substr(0, dot);
}

/// Walks the tree; whatever is not where it belongs becomes a problem.
class FileReader {
 public:
  FileReader(std::span<const OptionSpec> options, const ConfigFile& file, UnknownNames unknown)
      : options_(options), file_(file), unknown_(unknown) {
    for (const OptionSpec& option : options) {
      paths_.push_back(is_in_file(option) ? key_path(option) : std::string());
    }
  }

  FileValues read() && {
    if (!file_.text) {
      out_.problems.push_back({.where = {},
                               .what = "cannot read " + as_name(file_.text.error().message()),
                               .option = std::string(kConfigFileOption)});
      return std::move(out_);
    }
    const YamlTree tree = parse_yaml_tree(*file_.text);
    for (const TextProblem& problem : tree.problems) {
      // If nothing could be read what it would have set is not missed.
      out_.problems.push_back({.where = place_in_file(file_, problem.at, {}),
                               .what = problem.what,
                               .option = std::string(tree.is_sound ? "" : kConfigFileOption)});
    }
    if (tree.root.kind == YamlKind::kMap) {
      read_keys(tree.root, {});
    } else if (tree.root.kind != YamlKind::kNull) {
      reject_section(tree.root, {}, "expected keys with their values, such as window: 15s");
    }
    return std::move(out_);
  }

 private:
  /// Of the section `path`, which is empty for the file itself.
  void read_keys(const YamlNode& map, const std::string& path) {
    for (std::size_t i = 0; i < map.children.size(); i += 2) {
      read_key(path, map.children[i], map.children[i + 1]);
    }
  }

  void read_key(const std::string& parent, const YamlNode& key, const YamlNode& value) {
    if (key.kind != YamlKind::kScalar) {
      return reject_section(key, parent, "expected a key, which is one text");
    }
    // A dot in a key is no level: one option has one place.
    const bool is_name = !key.text.empty() && key.text.find('.') == std::string::npos;
    const std::string path = parent.empty() ? key.text : parent + "." + key.text;
    const auto option = std::find(paths_.begin(), paths_.end(), path);
    if (path == kExternalLabels) {
      out_.sections.external_labels = handed_on(path, key, value);
    } else if (path == kGlobal) {
      out_.sections.global = handed_on(path, key, value);
    } else if (is_name && option != paths_.end()) {
      read_value(static_cast<std::size_t>(option - paths_.begin()), key, value);
    } else if (is_name && is_section(path)) {
      read_section(path, key, value);
    } else if (unknown_ == UnknownNames::kReject) {
      reject_key(parent, key);
    }
  }

  bool is_section(const std::string& path) const {
    return std::any_of(paths_.begin(), paths_.end(), [section = path + "."](const auto& each) {
      return each.starts_with(section);
    });
  }

  FileSection handed_on(const std::string& path, const YamlNode& key, const YamlNode& value) const {
    return {.where = place_in_file(file_, key.at, path), .value = value};
  }

  void read_section(const std::string& path, const YamlNode& key, const YamlNode& value) {
    if (path == kDestinations && value.kind == YamlKind::kList) {
      out_.sections.destinations = handed_on(path, key, value);
    } else if (value.kind == YamlKind::kMap) {
      read_keys(value, path);
    } else if (value.kind != YamlKind::kNull) {
      reject_section(value, path, "expected keys below it, such as " + children_of(path).front());
    }
  }

  void read_value(std::size_t row, const YamlNode& key, const YamlNode& value) {
    const OptionSpec& option = options_[row];
    FileValue out{.option = row,
                  .where = place_in_file(file_, key.at, paths_[row]),
                  .texts = {},
                  .places = {}};
    if (value.kind == YamlKind::kNull) {
      reject_value(out, key, "has no value");
    } else if (option.type == OptionType::kKeyValues) {
      read_key_values(out, value);
    } else if (value.kind == YamlKind::kScalar) {
      add(out, value, value.text);
    } else if (value.kind == YamlKind::kMap) {
      reject_value(out, value, "has no keys below it");
    } else if (!is_repeatable(option)) {
      reject_value(out, value, "takes one value, not a list");
    } else {
      read_list(out, value);
    }
    if (!out.texts.empty()) out_.values.push_back(std::move(out));
  }

  void read_list(FileValue& out, const YamlNode& list) {
    if (list.children.empty()) reject_value(out, list, "is an empty list");
    for (const YamlNode& item : list.children) {
      if (item.kind == YamlKind::kScalar) {
        add(out, item, item.text);
      } else {
        reject_value(out, item, "holds what is no text");
      }
    }
  }

  void read_key_values(FileValue& out, const YamlNode& map) {
    if (map.kind != YamlKind::kMap) return reject_value(out, map, "takes keys with their values");
    for (std::size_t i = 0; i < map.children.size(); i += 2) {
      const YamlNode& key = map.children[i];
      const YamlNode& value = map.children[i + 1];
      if (key.kind != YamlKind::kScalar || key.text.find('=') != std::string::npos) {
        reject_value(out, key, "has a key that holds a \"=\" or is no text");
      } else if (value.kind == YamlKind::kNull) {
        reject_value(out, key, "has a key without a value, for which '' stands if that is meant");
      } else if (value.kind == YamlKind::kMap) {
        reject_value(out, value, "has keys below a key, of which the dots are no levels");
      } else if (value.kind == YamlKind::kList) {
        reject_value(out, value, "has a list for a value");
      } else {
        add(out, key, key.text + "=" + value.text);
      }
    }
  }

  void add(FileValue& out, const YamlNode& node, std::string text) {
    out.texts.push_back(std::move(text));
    out.places.push_back(place_in_file(file_, node.at, paths_[out.option]));
  }

  /// "group_id:x" is a text, and no key with its value.
  bool is_joined(const YamlNode& node, const std::string& section) const {
    const std::size_t colon = node.text.find(':');
    if (node.kind != YamlKind::kScalar || colon == std::string::npos) return false;
    const std::vector<std::string> keys = children_of(section);
    return std::find(keys.begin(), keys.end(), node.text.substr(0, colon)) != keys.end();
  }

  void reject_section(const YamlNode& node, const std::string& path, const std::string& what) {
    out_.problems.push_back({.where = place_in_file(file_, node.at, path),
                             .what = is_joined(node, path) ? what + std::string(kJoined) : what});
  }

  void reject_value(const FileValue& out, const YamlNode& node, const std::string& what) {
    const OptionSpec& option = options_[out.option];
    out_.problems.push_back({.where = place_in_file(file_, node.at, paths_[out.option]),
                             .what = what + "; expected " + key_usage(option),
                             .option = std::string(option.name)});
  }

  void reject_key(const std::string& parent, const YamlNode& key) {
    const std::string shown = parent.empty() ? shown_key(key) : parent + "." + shown_key(key);
    const Guess guess = guess_key(parent, key.text);
    out_.problems.push_back(
        {.where = place_in_file(file_, key.at, shown),
         .what = "unknown key" + (is_joined(key, parent) ? std::string(kJoined) : guess.hint),
         .option = guess.option});
  }

  struct Guess {
    std::string hint;
    std::string option;
  };

  /// What an unknown key was probably meant for: a key of its own section before any other.
  Guess guess_key(const std::string& parent, const std::string& key) const {
    const std::vector<std::string> siblings = children_of(parent);
    const std::string sibling(nearest(key, {siblings.begin(), siblings.end()}));
    if (!sibling.empty()) {
      const std::string path = parent.empty() ? sibling : parent + "." + sibling;
      return {.hint = is_same_but_for_spelling(key, sibling)
                          ? "; it is spelled " + sibling + " here"
                          : did_you_mean(sibling),
              .option = option_at(path)};
    }
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < options_.size(); ++i) {
      if (paths_[i].empty()) continue;
      names.push_back(options_[i].name);
      if (!options_[i].alias.empty()) names.push_back(options_[i].alias);
    }
    const OptionSpec* meant = find_option(options_, nearest(key, names));
    if (meant == nullptr) {
      return {.hint = std::string(parent == kDestinations ? kListed : ""), .option = {}};
    }
    return {.hint = did_you_mean(in_its_place(key_path(*meant))),
            .option = std::string(meant->name)};
  }

  std::string option_at(const std::string& path) const {
    const auto found = std::find(paths_.begin(), paths_.end(), path);
    if (found == paths_.end()) return {};
    return std::string(options_[static_cast<std::size_t>(found - paths_.begin())].name);
  }

  /// The keys of a section, each once, in the order of the table.
  std::vector<std::string> children_of(const std::string& section) const {
    const std::string prefix = section.empty() ? "" : section + ".";
    std::vector<std::string> children;
    for (const std::string& path : paths_) {
      if (path.empty() || !path.starts_with(prefix)) continue;
      const std::string rest = path.substr(prefix.size());
      std::string child = rest.substr(0, rest.find('.'));
      if (std::find(children.begin(), children.end(), child) != children.end()) continue;
      children.push_back(std::move(child));
    }
    return children;
  }

  const std::span<const OptionSpec> options_;
  const ConfigFile& file_;
  const UnknownNames unknown_;
  /// Of each option the path of its key; empty if it has none.
  std::vector<std::string> paths_;
  FileValues out_;
};

}  // namespace

FileValues read_config_file(std::span<const OptionSpec> options, const ConfigFile& file,
                            UnknownNames unknown) {
  return FileReader(options, file, unknown).read();
}

std::string place_in_file(const ConfigFile& file, const TextPosition& at, std::string_view key) {
  const std::string place = as_name(file.name) + ":" + in_words(at);
  return key.empty() ? place : place + " (" + std::string(key) + ")";
}

}  // namespace flowbridge

// Any configuration file: every value of it is used, or there are problems that a person can read.
// Settings are the same when they are written as a file again, or as flags.

#include "base/check.h"
#include "base/utf8.h"
#include "config/settings.h"
#include "fuzz/targets.h"
#include "support/config_file_text.h"

#include <algorithm>

namespace flowbridge {
namespace {

/// A path of kYamlDepthMax keys, all of them escaped.
constexpr std::size_t kProblemBytesMax = 4000;

Sources file_alone(std::string_view text) {
  Sources sources;
  sources.file = ConfigFile{.name = "f.yaml", .text = std::string(text)};
  return sources;
}

void check_problems(const std::vector<Problem>& problems) {
  for (const Problem& problem : problems) {
    const std::string line = format_problems({problem});
    FB_CHECK(!problem.what.empty() && line.size() <= kProblemBytesMax && is_utf8(line));
    FB_CHECK(std::none_of(line.begin(), line.end() - 1, [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    }));
    FB_CHECK(problem.option.empty() || find_option(option_table(), problem.option) != nullptr);
    FB_CHECK(problem.where.starts_with("f.yaml:") || problem.where.starts_with("--"));
  }
}

/// Of the scalars that are no keys.
std::size_t values_in(const YamlNode& node) {
  if (node.kind == YamlKind::kScalar) return 1;
  const bool is_map = node.kind == YamlKind::kMap;
  std::size_t values = 0;
  for (std::size_t i = is_map ? 1 : 0; i < node.children.size(); i += is_map ? 2 : 1) {
    values += values_in(node.children[i]);
  }
  return values;
}

void check_nothing_is_lost(std::string_view text, const ConfigFile& file) {
  const FileValues read = read_config_file(option_table(), file, UnknownNames::kReject);
  if (!read.problems.empty()) return;
  std::size_t used = 0;
  for (const auto& section :
       {read.sections.destinations, read.sections.external_labels, read.sections.global}) {
    if (section) used += values_in(section->value);
  }
  for (const FileValue& value : read.values) {
    FB_CHECK(!value.texts.empty() && value.texts.size() == value.places.size());
    used += value.texts.size();
  }
  FB_CHECK(used == values_in(parse_yaml_tree(text).root));
}

void check_same(const Sources& sources, const Settings& settings) {
  const LoadedSettings again = load_settings(sources);
  FB_CHECK(again.problems.empty() && again.settings == settings);
}

void check_settings(const LoadedSettings& loaded) {
  // What is no option has no other form.
  if (!loaded.sections.empty()) return;
  const auto text = config_file_text(loaded.values, ListStyle::kList);
  if (text && text->size() <= kYamlBytesMax) check_same(file_alone(*text), loaded.settings);
  Sources flags;
  for (std::size_t i = 0; i < loaded.values.size(); ++i) {
    for (const std::string& each : loaded.values[i].texts) {
      const std::string flag = flag_name(option_table()[i]);
      // An empty value stands alone; "--flag=" is a mistake.
      if (!each.empty()) {
        flags.arguments.push_back(flag + "=" + each);
      } else {
        flags.arguments.insert(flags.arguments.end(), {flag, each});
      }
    }
  }
  check_same(flags, loaded.settings);
}

}  // namespace

void fuzz_yaml_config(std::string_view text) {
  Sources sources = file_alone(text);
  check_nothing_is_lost(text, *sources.file);
  LoadedSettings loaded = load_settings(sources);
  check_problems(loaded.problems);
  check_problems(loaded.warnings);
  FB_CHECK(load_settings(sources).problems == loaded.problems);
  if (!loaded.problems.empty()) {
    // What must be given may be all that is missing.
    sources.arguments = {"--brokers=kafka", "--topic=flows", "--asn=64496",
                         "--remote-write.url=http://h/write"};
    loaded = load_settings(sources);
    check_problems(loaded.problems);
  }
  if (loaded.problems.empty()) check_settings(loaded);
}

}  // namespace flowbridge

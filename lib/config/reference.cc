#include "config/reference.h"

#include "config/help.h"
#include "config/option_table.h"

#include <optional>

namespace flowbridge {

namespace {

constexpr std::string_view kPreface =
    R"(<!-- Generated from lib/config/option_table.cc. Do not edit: change the table, then run the
     golden tests with UPDATE_GOLDEN=1. -->

# Options

Every option can be given as a flag (`--window=30s` or `--window 30s`) or as an environment variable
(`FLOWBRIDGE_WINDOW=30s`). A flag goes before a variable, a variable before the default. A variable
that is empty counts as not set; one that begins with `FLOWBRIDGE_` and names no option is an error.

Durations are whole numbers with the units `w`, `d`, `h`, `m`, `s`, `ms`: `15s`, `1h30m`. Sizes are
bytes, or whole numbers with `KiB`, `MiB`, `GiB`, `TiB`: `10GiB`.

`flowbridge check-config` says what is wrong with a configuration, all at once; `flowbridge
print-config` shows every value and where it comes from.
)";

std::string code(const std::string& text) {
  return "`" + text + "`";
}

std::string bullet(const std::string& title, const std::string& text) {
  return "- " + title + ": " + text + "\n";
}

std::string default_bullet(const OptionSpec& option) {
  if (!option.missing.empty()) return "- Required\n";
  if (option.default_text.empty()) return bullet("Default", default_and_limits(option));
  return bullet("Default", code(std::string(option.default_text)));
}

std::string limits_bullet(const OptionSpec& option) {
  // Without a fixed default the limits stand behind the note already.
  if (option.default_text.empty() || option.minimum.empty()) return {};
  std::string text = "from " + code(std::string(option.minimum));
  if (!option.maximum.empty()) text += " to " + code(std::string(option.maximum));
  return bullet("Limits", text);
}

std::string choices_bullet(const OptionSpec& option) {
  const bool has_choices =
      option.type == OptionType::kChoice || option.type == OptionType::kChoiceList;
  if (!has_choices) return {};
  std::string text;
  for (const std::string_view choice : choices(option)) {
    if (!text.empty()) text += ", ";
    text += code(std::string(choice));
  }
  return bullet(option.type == OptionType::kChoice ? "One of" : "Any of", text);
}

std::string repeat_bullet(const OptionSpec& option) {
  if (!is_repeatable(option)) return {};
  if (option.type == OptionType::kKeyValues) {
    return "- The flag may be repeated; the variable holds one `key=value` on each line\n";
  }
  return "- Several values are separated by commas, and the flag may be repeated\n";
}

std::string entry(const OptionSpec& option) {
  std::string text = "\n### " + code(flag_usage(option)) + "\n\n" + wrapped(option.prose, 0) + "\n";
  text += default_bullet(option) + limits_bullet(option) + choices_bullet(option);
  text += repeat_bullet(option) + bullet("Variable", code(environment_name(option)));
  if (!option.alias.empty()) {
    text += bullet("Alias, as in flow-exporter", code("--" + std::string(option.alias)));
  }
  return text;
}

}  // namespace

std::string options_reference() {
  std::string page(kPreface);
  std::optional<OptionGroup> group;
  for (const OptionSpec& option : option_table()) {
    if (group != option.group) page += "\n## " + std::string(group_title(option.group)) + "\n";
    group = option.group;
    page += entry(option);
  }
  return page;
}

}  // namespace flowbridge

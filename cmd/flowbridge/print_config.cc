#include "config/settings.h"
#include "flowbridge/command.h"

#include <algorithm>
#include <cstdio>

namespace flowbridge {

namespace {

constexpr std::size_t kNameColumns = 26;
constexpr std::size_t kSectionColumns = 48;
constexpr std::size_t kValueColumns = 40;

/// `text`, and blanks up to the next column, at least two.
std::string padded(std::string text, std::size_t columns) {
  text.resize(std::max(columns, text.size() + 2), ' ');
  return text;
}

/// Without a value, it says so.
std::string line(const std::string& name, std::string text, const std::string& where) {
  if (text.empty()) text = "(none)";
  return name + padded(text, kValueColumns) + where + "\n";
}

std::string line(const OptionSpec& option, const OptionValue& value) {
  const bool has_note = value.texts.empty() && !option.default_note.empty();
  return line(padded(std::string(option.name), kNameColumns),
              has_note ? "(" + std::string(option.default_note) + ")" : shown_value(option, value),
              value.where);
}

}  // namespace

int print_config_command(const Sources& sources) {
  const LoadedSettings loaded = load_settings(sources);
  for (std::size_t i = 0; i < loaded.values.size(); ++i) {
    const OptionSpec& option = option_table()[i];
    if (loaded.destinations_are_listed && is_of_one_destination(option)) continue;
    std::fputs(line(option, loaded.values[i]).c_str(), stdout);
  }
  for (const ShownSetting& each : loaded.sections) {
    std::fputs(line(padded(each.name, kSectionColumns), each.text, each.where).c_str(), stdout);
  }
  std::fputs(format_problems(loaded.warnings).c_str(), stderr);
  if (!loaded.problems.empty()) return usage_error(loaded.problems);
  return kExitOk;
}

}  // namespace flowbridge

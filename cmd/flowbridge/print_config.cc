#include "config/settings.h"
#include "flowbridge/command.h"

#include <algorithm>
#include <cstdio>

namespace flowbridge {

namespace {

constexpr std::size_t kNameColumns = 26;
constexpr std::size_t kValueColumns = 40;

/// `text`, and blanks up to the next column, at least two.
std::string padded(std::string text, std::size_t columns) {
  text.resize(std::max(columns, text.size() + 2), ' ');
  return text;
}

std::string line(const OptionSpec& option, const OptionValue& value) {
  const bool has_note = value.texts.empty() && !option.default_note.empty();
  std::string text =
      has_note ? "(" + std::string(option.default_note) + ")" : shown_value(option, value);
  if (text.empty()) text = "(none)";
  return padded(std::string(option.name), kNameColumns) + padded(text, kValueColumns) +
         value.where + "\n";
}

}  // namespace

int print_config_command(const Sources& sources) {
  const LoadedSettings loaded = load_settings(sources);
  for (std::size_t i = 0; i < loaded.values.size(); ++i) {
    std::fputs(line(option_table()[i], loaded.values[i]).c_str(), stdout);
  }
  if (!loaded.problems.empty()) return usage_error(loaded.problems);
  return kExitOk;
}

}  // namespace flowbridge

#include "config/help.h"

#include <algorithm>
#include <optional>

namespace flowbridge {

namespace {

constexpr std::size_t kFlagIndent = 2;
constexpr std::size_t kProseIndent = 6;
/// Where variables stand, unless the flag needs the room: behind it, or in a line of their own.
constexpr std::size_t kVariableColumn = 52;

std::string heading(const OptionSpec& option) {
  std::string line = std::string(kFlagIndent, ' ') + flag_usage(option);
  if (!is_in_environment(option)) return line + "\n";
  const std::string variable = environment_name(option);
  const std::size_t column = std::max(kVariableColumn, line.size() + 2);
  if (column + variable.size() > kHelpColumns) {
    line += "\n" + std::string(kVariableColumn, ' ');
  } else {
    line.resize(column, ' ');
  }
  return line + variable + "\n";
}

std::string prose(const OptionSpec& option) {
  std::string text(option.prose);
  if (option.type == OptionType::kKeyValues) {
    text += " May be repeated; the variable holds one on each line.";
  }
  if (!option.missing.empty()) {
    text += " Required.";
  } else if (option.type != OptionType::kBoolean && option.type != OptionType::kKeyValues) {
    text += " Default: " + default_and_limits(option) + ".";
  }
  if (!option.alias.empty()) text += " Also --" + std::string(option.alias) + ".";
  return text;
}

}  // namespace

std::string options_help(std::span<const OptionSpec> options) {
  std::string out;
  std::optional<OptionGroup> group;
  for (const OptionSpec& option : options) {
    if (group != option.group) {
      out += "\n" + std::string(group_title(option.group)) + ":\n";
      group = option.group;
    }
    out += heading(option) + wrapped(prose(option), kProseIndent);
  }
  return out;
}

std::string default_and_limits(const OptionSpec& option) {
  const std::string_view fallback =
      option.default_note.empty() ? option.default_text : option.default_note;
  std::string text(fallback.empty() ? "none" : fallback);
  const std::string minimum(option.minimum);
  const std::string maximum(option.maximum);
  if (!minimum.empty() && !maximum.empty()) return text + " (" + minimum + " to " + maximum + ")";
  if (!minimum.empty()) return text + " (" + minimum + " or more)";
  if (!maximum.empty()) return text + " (" + maximum + " or less)";
  return text;
}

std::string flag_usage(const OptionSpec& option) {
  if (option.type == OptionType::kBoolean) return flag_name(option);
  if (option.type == OptionType::kRange) {
    return flag_name(option) + "[=<" + std::string(option.placeholder) + ">]";
  }
  const std::string more = option.type == OptionType::kChoiceList ? ",..." : "";
  return flag_name(option) + "=<" + std::string(option.placeholder) + more + ">";
}

std::string key_usage(const OptionSpec& option) {
  const std::string path = key_path(option);
  const std::string key = path.substr(path.rfind('.') + 1) + ": ";
  if (option.type == OptionType::kBoolean) return key + "true or false";
  std::string_view value = option.placeholder;
  if (option.type == OptionType::kKeyValues) {
    const std::size_t equals = std::min(value.find('='), value.size());
    const std::string_view rest = value.substr(std::min(equals + 1, value.size()));
    return key + "{<" + std::string(value.substr(0, equals)) + ">: <" + std::string(rest) + ">}";
  }
  if (!is_repeatable(option)) return key + "<" + std::string(value) + ">";
  constexpr std::string_view kMore = ",...";
  const std::size_t more = std::min(value.find(kMore), value.size());
  const std::string_view rest = value.substr(std::min(more + kMore.size(), value.size()));
  return key + "[<" + std::string(value.substr(0, more)) + ">, ...]" + std::string(rest);
}

std::string wrapped(std::string_view text, std::size_t indent) {
  std::string out;
  std::string line(indent, ' ');
  bool empty = true;
  const auto end_line = [&] {
    out += line + "\n";
    line.assign(indent, ' ');
    empty = true;
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (!empty && line.size() + 1 + word.size() > kHelpColumns) end_line();
    if (!empty) line += ' ';
    line += word;
    empty = false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!empty) end_line();
  return out;
}

}  // namespace flowbridge

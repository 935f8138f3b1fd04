// What follows from a row of the option table.

#include "base/check.h"
#include "config/option_table.h"

#include <algorithm>
#include <cctype>

namespace flowbridge {

const OptionSpec* find_option(std::span<const OptionSpec> options, std::string_view name) {
  if (name.empty()) return nullptr;
  const auto found = std::find_if(options.begin(), options.end(), [name](const OptionSpec& option) {
    return option.name == name || option.alias == name;
  });
  return found == options.end() ? nullptr : &*found;
}

std::string flag_name(const OptionSpec& option) {
  return "--" + std::string(option.name);
}

std::string environment_name(const OptionSpec& option) {
  std::string name(kEnvironmentPrefix);
  for (const char c : option.name) {
    const bool separator = c == '.' || c == '-';
    name += separator ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

bool is_in_environment(const OptionSpec& option) {
  return option.places != OptionPlaces::kNowhere;
}

std::string key_path(const OptionSpec& option) {
  if (!option.key.empty()) return std::string(option.key);
  std::string path(option.name);
  std::replace(path.begin(), path.end(), '-', '_');
  return path;
}

bool is_in_file(const OptionSpec& option) {
  return option.places == OptionPlaces::kEverywhere;
}

std::string_view implied_text(const OptionSpec& option) {
  if (option.type == OptionType::kBoolean) return "true";
  return option.type == OptionType::kRange ? ":" : "";
}

bool is_repeatable(const OptionSpec& option) {
  switch (option.type) {
    case OptionType::kTextList:
    case OptionType::kChoiceList:
    case OptionType::kKeyValues:
      return true;
    case OptionType::kText:
    case OptionType::kUnsigned:
    case OptionType::kDuration:
    case OptionType::kSize:
    case OptionType::kBoolean:
    case OptionType::kRange:
    case OptionType::kChoice:
      return false;
  }
  FB_CHECK(false);
}

std::vector<std::string_view> choices(const OptionSpec& option) {
  std::vector<std::string_view> out;
  std::string_view rest = option.placeholder;
  while (true) {
    const std::size_t bar = std::min(rest.find('|'), rest.size());
    out.push_back(rest.substr(0, bar));
    if (bar == rest.size()) return out;
    rest.remove_prefix(bar + 1);
  }
}

std::string_view group_title(OptionGroup group) {
  switch (group) {
    case OptionGroup::kConfiguration:
      return "Configuration";
    case OptionGroup::kKafka:
      return "Kafka";
    case OptionGroup::kFlows:
      return "Flows";
    case OptionGroup::kRemoteWrite:
      return "Remote write";
    case OptionGroup::kStorage:
      return "Storage";
    case OptionGroup::kAsNames:
      return "AS names";
    case OptionGroup::kWeb:
      return "Web";
    case OptionGroup::kLogging:
      return "Logging";
    case OptionGroup::kProcess:
      return "Process";
    case OptionGroup::kCommand:
      return "This command";
  }
  FB_CHECK(false);
}

}  // namespace flowbridge

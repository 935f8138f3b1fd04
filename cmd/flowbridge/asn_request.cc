#include "flowbridge/asn_request.h"

#include "base/check.h"
#include "config/values.h"
#include "flowbridge/asn_sources.h"
#include "flowbridge/command.h"
#include "posix/directory.h"

#include <cstdio>
#include <utility>

namespace flowbridge {

namespace {

/// Whether what follows the flag is its value.
bool awaits_value(const std::string& flag, const std::vector<OptionSpec>& options) {
  if (flag.find('=') != std::string::npos) return false;
  const std::size_t name = flag.find_first_not_of('-');
  if (name == std::string::npos) return false;
  const OptionSpec* option = find_option(options, std::string_view(flag).substr(name));
  return option != nullptr && implied_text(*option).empty();
}

void read_own_option(const OptionSpec& option, const OptionValue& value, AsnRequest& request) {
  if (value.texts.empty()) return;
  if (option.name == "json") {
    const Result<bool> json = parse_boolean(value.texts.front());
    if (json) {
      request.json = *json;
    } else {
      request.problems.push_back({.where = value.where, .what = json.error().message()});
    }
  }
  if (option.name == "accept") {
    for (const std::string& text : value.texts) {
      for (const std::string_view name : split_list(text)) request.accepted.emplace_back(name);
    }
  }
}

}  // namespace

std::vector<OptionSpec> options_of_the_bridge(std::initializer_list<std::string_view> names) {
  std::vector<OptionSpec> options;
  for (const std::string_view name : names) {
    const OptionSpec* option = find_option(option_table(), name);
    FB_CHECK(option != nullptr);
    options.push_back(*option);
  }
  return options;
}

OptionSpec asn_json_option(std::string_view prose) {
  return {.name = "json",
          .group = OptionGroup::kCommand,
          .type = OptionType::kBoolean,
          .default_text = "false",
          .prose = prose,
          .places = OptionPlaces::kNowhere};
}

std::vector<std::string> take_operands(std::vector<std::string>& arguments,
                                       const std::vector<OptionSpec>& options) {
  std::vector<std::string> operands;
  std::vector<std::string> rest;
  bool is_value = false;
  for (std::string& argument : arguments) {
    const bool is_flag = argument.starts_with('-');
    const bool is_operand = !is_flag && !is_value;
    is_value = is_flag && awaits_value(argument, options);
    (is_operand ? operands : rest).push_back(std::move(argument));
  }
  arguments = std::move(rest);
  return operands;
}

AsnRequest read_asn_request(const std::vector<OptionSpec>& options, const Sources& sources) {
  AsnRequest request;
  LoadedSettings loaded = load_settings_of(options, sources);
  request.problems = std::move(loaded.problems);
  for (std::size_t i = 0; i < options.size(); ++i) {
    read_own_option(options[i], loaded.values[i], request);
  }
  request.settings = std::move(loaded.settings);
  request.sources = asn_sources(request.settings.as_names);
  request.path = asn_db_path(request.settings);
  return request;
}

std::string no_as_number(std::string_view text) {
  return in_quotes(text) + " is no AS number; write 15169, AS15169 or 6.110";
}

Result<std::unique_ptr<Directory>> open_asn_db(const std::string& path) {
  Result<std::unique_ptr<Directory>> directory = open_existing_directory(path);
  if (!directory && directory.error().code() == ErrorCode::kNotFound) {
    return std::unique_ptr<Directory>();
  }
  return directory;
}

int asn_command_failed(const std::string& what) {
  std::fprintf(stderr, "flowbridge: %s\n", what.c_str());
  return kExitFailed;
}

}  // namespace flowbridge

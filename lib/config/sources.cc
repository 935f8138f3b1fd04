#include "config/sources.h"

#include "base/check.h"
#include "config/addresses.h"
#include "config/command_line.h"

#include <algorithm>
#include <cctype>

namespace flowbridge {

namespace {

/// A list of settings is one per line in the environment: values may hold commas.
std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// A URL may hold a password wherever it was put by mistake.
std::string without_password(const std::string& text) {
  return text.find("://") == std::string::npos ? text : redact_url(text);
}

std::string shown_text(const OptionSpec& option, const std::string& text) {
  switch (option.secrecy) {
    case Secrecy::kPublic:
      return without_password(text);
    case Secrecy::kUrl:
      return redact_url(text);
    case Secrecy::kKeyValues: {
      const std::size_t equals = text.find('=');
      if (equals == std::string::npos) return std::string(kHidden);
      const std::string key = text.substr(0, equals);
      return sounds_secret(key) ? key + "=" + std::string(kHidden)
                                : key + "=" + without_password(text.substr(equals + 1));
    }
  }
  FB_CHECK(false);
}

void read_file(std::span<const OptionSpec> options, const ConfigFile& file, UnknownNames unknown,
               OptionValues& out) {
  FileValues read = read_config_file(options, file, unknown);
  for (FileValue& given : read.values) {
    OptionValue& value = out.values[given.option];
    if (value.source != ValueSource::kDefault) continue;
    value.source = ValueSource::kFile;
    value.where = std::move(given.where);
    value.texts = std::move(given.texts);
    value.places = std::move(given.places);
  }
  out.sections = std::move(read.sections);
  out.problems = std::move(read.problems);
  const OptionSpec* named = find_option(options, kConfigFileOption);
  for (Problem& problem : out.problems) {
    if (!problem.where.empty() || named == nullptr) continue;
    problem.where = out.values[static_cast<std::size_t>(named - options.data())].where;
  }
}

}  // namespace

std::string config_file_path(std::span<const OptionSpec> options, const Sources& sources) {
  const OptionSpec* option = find_option(options, kConfigFileOption);
  if (option == nullptr) return {};
  const Sources named{.arguments = sources.arguments, .environment = sources.environment};
  const OptionValues given = read_options(options, named, UnknownNames::kIgnore);
  const OptionValue& value = given.values[static_cast<std::size_t>(option - options.data())];
  return value.texts.empty() ? std::string() : value.texts.front();
}

OptionValues read_options(std::span<const OptionSpec> options, const Sources& sources,
                          UnknownNames unknown) {
  OptionValues out;
  out.values.resize(options.size());
  CommandLine line = read_command_line(options, sources.arguments);
  EnvironmentValues environment = read_environment(options, sources.environment, unknown);
  for (FlagValue& flag : line.values) {
    OptionValue& value = out.values[flag.option];
    if (value.source == ValueSource::kDefault) value.where = flag.flag;
    value.source = ValueSource::kFlag;
    value.texts.push_back(std::move(flag.text));
  }
  for (VariableValue& variable : environment.values) {
    OptionValue& value = out.values[variable.option];
    if (value.source == ValueSource::kFlag) continue;
    const bool lines = options[variable.option].type == OptionType::kKeyValues;
    value.source = ValueSource::kEnvironment;
    value.where = variable.variable;
    value.texts = lines ? split_lines(variable.text) : std::vector{std::move(variable.text)};
  }
  if (sources.file) read_file(options, *sources.file, unknown, out);
  for (std::size_t i = 0; i < options.size(); ++i) {
    const bool has_default = !options[i].default_text.empty();
    if (out.values[i].source != ValueSource::kDefault || !has_default) continue;
    out.values[i].texts = {std::string(options[i].default_text)};
  }
  // Those of the file stand behind.
  out.problems.insert(out.problems.begin(), environment.problems.begin(),
                      environment.problems.end());
  out.problems.insert(out.problems.begin(), line.problems.begin(), line.problems.end());
  return out;
}

std::string shown_value(const OptionSpec& option, const OptionValue& value) {
  std::string out;
  for (const std::string& text : value.texts) {
    if (!out.empty()) out += ',';
    out += shown_text(option, text);
  }
  return out;
}

bool sounds_secret(std::string_view key) {
  std::string lower(key);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto holds = [&lower](std::string_view word) {
    return lower.find(word) != std::string::npos;
  };
  return holds("password") || holds("secret") || holds("key") || holds("token") ||
         holds("credential") || holds("jaas") || holds("oauthbearer.config");
}

}  // namespace flowbridge

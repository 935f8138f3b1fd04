#include "config/settings_reader.h"

#include "base/check.h"
#include "config/durations.h"

namespace flowbridge {

SettingsReader::SettingsReader(std::vector<OptionValue> values, std::vector<Problem> problems,
                               std::string_view not_missed)
    : values_(std::move(values)), problems_(std::move(problems)) {
  FB_CHECK(values_.size() == option_table().size());
  for (const OptionSpec& option : option_table()) {
    if (option.missing.empty() || !find(option.name).texts.empty()) continue;
    if (option.name == not_missed) continue;
    // A mistyped flag is one mistake, not two, and so is a file that cannot be read.
    const bool known = std::any_of(problems_.begin(), problems_.end(), [&](const Problem& p) {
      return p.option == option.name || p.option == kConfigFileOption;
    });
    if (known) continue;
    problems_.push_back({.where = flag_name(option),
                         .what = std::string(option.missing),
                         .option = std::string(option.name)});
  }
}

const OptionSpec& SettingsReader::option(std::string_view name) {
  const OptionSpec* found = find_option(option_table(), name);
  FB_CHECK(found != nullptr);
  return *found;
}

OptionValue& SettingsReader::find(std::string_view name) {
  return values_[static_cast<std::size_t>(&option(name) - option_table().data())];
}

std::size_t SettingsReader::choice_index(std::string_view name) {
  return checked(name, 0, parse_choice(find(name).texts.front(), choices(option(name))))
      .value_or(0);
}

std::vector<std::size_t> SettingsReader::choice_list(std::string_view name) {
  std::vector<std::size_t> chosen;
  const std::vector<std::string>& texts = find(name).texts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (const std::string_view item : split_list(texts[i])) {
      const auto choice = checked(name, i, parse_choice(item, choices(option(name))));
      if (!choice) continue;
      if (std::find(chosen.begin(), chosen.end(), *choice) != chosen.end()) {
        reject(name, in_quotes(item) + " is given twice", i);
      } else {
        chosen.push_back(*choice);
      }
    }
  }
  return chosen;
}

template <typename T>
T SettingsReader::limited(std::string_view name, Parser<T> parse) {
  const OptionValue& value = find(name);
  if (value.texts.empty()) return T{};
  const OptionSpec& spec = option(name);
  const Limits limits{.minimum = spec.minimum, .maximum = spec.maximum};
  return checked(name, 0, parse_within(value.texts.front(), parse, limits)).value_or(T{});
}

Duration SettingsReader::duration(std::string_view name) {
  return limited<Duration>(name, parse_duration);
}

std::uint64_t SettingsReader::number(std::string_view name) {
  return limited<std::uint64_t>(name, parse_unsigned);
}

std::uint64_t SettingsReader::size(std::string_view name) {
  return limited<std::uint64_t>(name, parse_size);
}

bool SettingsReader::is(std::string_view name, std::string_view text) {
  const std::vector<std::string>& texts = find(name).texts;
  return texts.size() == 1 && texts.front() == text;
}

void SettingsReader::set_default(std::string_view name, std::string text) {
  OptionValue& value = find(name);
  if (value.texts.empty()) value.texts = {std::move(text)};
}

void SettingsReader::reject(std::string_view name, std::string what, std::size_t text) {
  const OptionValue& value = find(name);
  const bool given = value.source != ValueSource::kDefault;
  const std::string& where = text < value.places.size() ? value.places[text] : value.where;
  problems_.push_back({.where = given ? where : flag_name(option(name)),
                       .what = std::move(what),
                       .option = std::string(name)});
}

}  // namespace flowbridge

#include "config/settings_reader.h"

#include "base/check.h"
#include "config/durations.h"

namespace flowbridge {

SettingsReader::SettingsReader(std::vector<OptionValue> values, std::vector<Problem> problems)
    : values_(std::move(values)), problems_(std::move(problems)) {
  FB_CHECK(values_.size() == option_table().size());
  for (const OptionSpec& option : option_table()) {
    if (option.missing.empty() || !find(option.name).texts.empty()) continue;
    // A mistyped flag is one mistake, not two.
    const bool known = std::any_of(problems_.begin(), problems_.end(),
                                   [&](const Problem& p) { return p.option == option.name; });
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
  return checked(name, parse_choice(find(name).texts.front(), choices(option(name)))).value_or(0);
}

std::vector<std::size_t> SettingsReader::choice_list(std::string_view name) {
  std::vector<std::size_t> chosen;
  for (const std::string& text : find(name).texts) {
    for (const std::string_view item : split_list(text)) {
      const auto choice = checked(name, parse_choice(item, choices(option(name))));
      if (!choice) continue;
      if (std::find(chosen.begin(), chosen.end(), *choice) != chosen.end()) {
        reject(name, in_quotes(item) + " is given twice");
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
  const std::optional<T> parsed = checked(name, parse(value.texts.front()));
  if (!parsed) return T{};
  const OptionSpec& spec = option(name);
  const std::string& text = value.texts.front();
  if (!spec.minimum.empty() && *parsed < parse(spec.minimum).value()) {
    reject(name, in_quotes(text) + " is too little; the least is " + std::string(spec.minimum));
    return T{};
  }
  if (!spec.maximum.empty() && *parsed > parse(spec.maximum).value()) {
    reject(name, in_quotes(text) + " is too much; the most is " + std::string(spec.maximum));
    return T{};
  }
  return *parsed;
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

void SettingsReader::reject(std::string_view name, std::string what) {
  const OptionValue& value = find(name);
  const bool given = value.source != ValueSource::kDefault;
  problems_.push_back({.where = given ? value.where : flag_name(option(name)),
                       .what = std::move(what),
                       .option = std::string(name)});
}

}  // namespace flowbridge

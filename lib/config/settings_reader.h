#pragma once
/// Option values, read one by one into typed settings.
///
/// The step from texts to types that settings.cc is written in: each call names an option and the
/// parser of its values. Mistakes are collected with the place where the value was set; what is
/// returned for them is a default that nobody may use.
///
/// Lifetime: owns the values and problems until they are taken.      Threads: one.
/// Fails:    never; every mistake becomes a Problem. A name that is not in option_table() is a bug.
/// Units:    as the option's.
///
///   SettingsReader reader(std::move(given.values), std::move(given.problems));
///   settings.window = reader.duration("window");
///   settings.topics = reader.list<std::string>("kafka.topics", parse_topic);

#include "base/result.h"
#include "base/time.h"
#include "config/limits.h"
#include "config/option_table.h"
#include "config/problem.h"
#include "config/sources.h"
#include "config/values.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flowbridge {

class SettingsReader {
 public:
  /// Requires: one value for each row of option_table(). Notes what must be given and was not, but
  /// `not_missed`, which may be given in another way.
  SettingsReader(std::vector<OptionValue> values, std::vector<Problem> problems,
                 std::string_view not_missed = {});

  /// An option with one value.
  template <typename T>
  T one(std::string_view name, Parser<T> parse) {
    const OptionValue& value = find(name);
    return value.texts.empty() ? T{} : checked(name, 0, parse(value.texts.front())).value_or(T{});
  }

  /// Absent if there is neither a value nor a default.
  template <typename T>
  std::optional<T> optional(std::string_view name, Parser<T> parse) {
    if (find(name).texts.empty()) return std::nullopt;
    return one<T>(name, parse);
  }

  /// Values separated by commas, over all the times it was given; one given twice is a mistake.
  template <typename T>
  std::vector<T> list(std::string_view name, Parser<T> parse) {
    std::vector<T> out;
    const std::vector<std::string>& texts = find(name).texts;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      for (const std::string_view item : split_list(texts[i])) {
        std::optional<T> parsed = checked(name, i, parse(item));
        if (!parsed) continue;
        if (std::find(out.begin(), out.end(), *parsed) != out.end()) {
          reject(name, in_quotes(item) + " is given twice", i);
        } else {
          out.push_back(std::move(*parsed));
        }
      }
    }
    return out;
  }

  /// One value for each time it was given, commas and all.
  template <typename T>
  std::vector<T> each(std::string_view name, Parser<T> parse) {
    std::vector<T> out;
    const std::vector<std::string>& texts = find(name).texts;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      std::optional<T> parsed = checked(name, i, parse(texts[i]));
      if (parsed) out.push_back(std::move(*parsed));
    }
    return out;
  }

  /// A kChoice; `meanings` has one entry for each of its choices, in their order.
  template <typename T>
  T choice(std::string_view name, std::initializer_list<T> meanings) {
    FB_CHECK(meanings.size() == choices(option(name)).size());
    return *(meanings.begin() + choice_index(name));
  }
  /// A kChoiceList: which were chosen, each once.
  std::vector<std::size_t> choice_list(std::string_view name);

  /// Within the limits of the table.
  Duration duration(std::string_view name);
  std::uint64_t number(std::string_view name);
  std::uint64_t size(std::string_view name);

  /// Whether the value is this one text.
  bool is(std::string_view name, std::string_view text);
  /// Gives an option a default that depends on another.
  void set_default(std::string_view name, std::string text);
  /// `text`: which of the option's texts it is about.
  void reject(std::string_view name, std::string what, std::size_t text = 0);

  std::vector<OptionValue> take_values() && { return std::move(values_); }
  std::vector<Problem> take_problems() && { return std::move(problems_); }

 private:
  static const OptionSpec& option(std::string_view name);
  OptionValue& find(std::string_view name);
  std::size_t choice_index(std::string_view name);

  /// The value, or absent and its error noted.
  template <typename T>
  std::optional<T> checked(std::string_view name, std::size_t text, Result<T> parsed) {
    if (parsed) return std::move(*parsed);
    reject(name, parsed.error().message(), text);
    return std::nullopt;
  }

  template <typename T>
  T limited(std::string_view name, Parser<T> parse);

  std::vector<OptionValue> values_;
  std::vector<Problem> problems_;
};

}  // namespace flowbridge

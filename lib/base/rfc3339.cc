#include "base/rfc3339.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>

namespace flowbridge {

namespace {

constexpr UnixTime kYear9999Ends = unix_ms(253'402'300'799'999);

/// What these digits write; less than any number if one of them is no digit.
int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool is_within(int value, int max) {
  return value >= 0 && value <= max;
}

/// "Z" or "+hh:mm": how far local time is ahead of UTC.
std::optional<Duration> read_zone(std::string_view text) {
  if (text == "Z" || text == "z") return Duration(0);
  const bool is_offset = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
  if (!is_offset) return std::nullopt;
  const int hours = number(text.substr(1, 2));
  const int minutes = number(text.substr(4, 2));
  // An impossible zone must not become a possible time.
  if (!is_within(hours, 23) || !is_within(minutes, 59)) return std::nullopt;
  const Duration ahead = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return text[0] == '-' ? -ahead : ahead;
}

/// "2026-01-02".
std::optional<Duration> read_date(std::string_view text) {
  if (text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = number(text.substr(0, 4));
  const int month = number(text.substr(5, 2));
  const int day = number(text.substr(8, 2));
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch();
}

/// "03:04:05".
std::optional<Duration> read_time_of_day(std::string_view text, const Rfc3339Options& options) {
  if (text[2] != ':' || text[5] != ':') return std::nullopt;
  const int hour = number(text.substr(0, 2));
  const int minute = number(text.substr(3, 2));
  const int second = number(text.substr(6, 2));
  const int second_max = options.leap_second ? 60 : 59;
  if (!is_within(hour, 23) || !is_within(minute, 59) || !is_within(second, second_max)) {
    return std::nullopt;
  }
  return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

}  // namespace

std::optional<UnixTime> read_rfc3339(std::string_view text, const Rfc3339Options& options) {
  constexpr std::size_t kDateSize = 10;
  constexpr std::size_t kTimeSize = 8;
  constexpr std::size_t kFractionAt = kDateSize + 1 + kTimeSize;
  // Local time without a zone ends here, and is what pmacct writes by default.
  if (text.size() <= kFractionAt) return std::nullopt;
  const char between = text[kDateSize];
  if (between != 'T' && between != 't' && (between != ' ' || !options.blank_for_t)) {
    return std::nullopt;
  }
  std::string_view rest = text.substr(kFractionAt);
  const std::optional<int> ms = take_fraction_ms(rest);
  const std::optional<Duration> zone = read_zone(rest);
  if (!ms || !zone) return std::nullopt;
  const std::optional<Duration> midnight = read_date(text.substr(0, kDateSize));
  const std::optional<Duration> of_day =
      read_time_of_day(text.substr(kDateSize + 1, kTimeSize), options);
  if (!midnight || !of_day) return std::nullopt;
  return UnixTime(*midnight + *of_day + Duration(*ms) - *zone);
}

std::string rfc3339(UnixTime time) {
  time = std::clamp(time, UnixTime{}, kYear9999Ends);
  const std::chrono::sys_time<Duration> calendar(time.time_since_epoch());
  const auto day = std::chrono::floor<std::chrono::days>(calendar);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(calendar - day);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return text.data();
}

}  // namespace flowbridge

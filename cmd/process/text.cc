#include "process/text.h"

#include <array>
#include <charconv>
#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <system_error>

namespace flowbridge {
namespace {

struct DurationUnit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<DurationUnit, 5> kUnits = {
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

Error unexpected(const std::string& wanted, std::string_view found) {
  return {ErrorCode::kInvalid, "expected " + wanted + ", found '" + std::string(found) + "'"};
}

/// Takes `digits` digits, and whatever must follow them, off the front.
std::optional<int> take_number(std::string_view& rest, std::size_t digits, std::string_view after) {
  if (rest.size() < digits + after.size()) return std::nullopt;
  int value = 0;
  const char* const end = rest.data() + digits;
  const auto parsed = std::from_chars(rest.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end || value < 0) return std::nullopt;
  if (rest.substr(digits, after.size()) != after) return std::nullopt;
  rest.remove_prefix(digits + after.size());
  return value;
}

/// Milliseconds of ".123…"; digits beyond the third are dropped.
std::optional<Duration> take_fraction(std::string_view& rest) {
  if (rest.empty() || rest.front() != '.') return Duration(0);
  rest.remove_prefix(1);
  std::int64_t ms = 0;
  std::int64_t unit = 100;
  std::size_t digits = 0;
  while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9') {
    ms += (rest[digits] - '0') * unit;
    unit /= 10;
    ++digits;
  }
  if (digits == 0) return std::nullopt;
  rest.remove_prefix(digits);
  return Duration(ms);
}

/// How far the local time is ahead of UTC: "Z", "+01:00", "-05:30".
std::optional<Duration> take_zone(std::string_view& rest) {
  if (rest == "Z" || rest == "z") {
    rest = {};
    return Duration(0);
  }
  if (rest.empty() || (rest.front() != '+' && rest.front() != '-')) return std::nullopt;
  const int sign = rest.front() == '-' ? -1 : 1;
  rest.remove_prefix(1);
  const auto hours = take_number(rest, 2, ":");
  if (!hours) return std::nullopt;
  const auto minutes = take_number(rest, 2, "");
  if (!minutes || !rest.empty() || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * (std::chrono::hours(*hours) + std::chrono::minutes(*minutes));
}

std::optional<UnixTime> parse_rfc3339(std::string_view rest) {
  const auto year = take_number(rest, 4, "-");
  const auto month = year ? take_number(rest, 2, "-") : std::nullopt;
  const auto day = month ? take_number(rest, 2, "T") : std::nullopt;
  const auto hour = day ? take_number(rest, 2, ":") : std::nullopt;
  const auto minute = hour ? take_number(rest, 2, ":") : std::nullopt;
  const auto second = minute ? take_number(rest, 2, "") : std::nullopt;
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const auto fraction = take_fraction(rest);
  const auto zone = fraction ? take_zone(rest) : std::nullopt;
  if (!zone) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const Duration midnight = std::chrono::sys_days(date).time_since_epoch();
  const Duration of_day =
      std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
  return UnixTime(midnight + of_day + *fraction - *zone);
}

}  // namespace

Result<std::int64_t> parse_whole_number(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (text.empty() || text.front() == '-' || parsed.ec != std::errc() || parsed.ptr != end) {
    return unexpected("a whole number", text);
  }
  return value;
}

Result<Duration> parse_duration(std::string_view text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits != std::string_view::npos && digits > 0) {
    const Result<std::int64_t> number = parse_whole_number(text.substr(0, digits));
    for (const DurationUnit& unit : kUnits) {
      if (!number || text.substr(digits) != unit.name) continue;
      if (*number > std::numeric_limits<std::int64_t>::max() / unit.ms) break;
      return Duration(*number * unit.ms);
    }
  }
  return unexpected("a duration like 500ms, 15s, 10m, 6h or 2d", text);
}

Result<UnixTime> parse_time(std::string_view text, UnixTime now) {
  if (text == "now") return now;
  if (const Result<std::int64_t> ms = parse_whole_number(text); ms) return unix_ms(*ms);
  if (text.substr(0, 1) == "-") {
    if (const Result<Duration> ago = parse_duration(text.substr(1)); ago) return now - *ago;
  }
  if (const std::optional<UnixTime> time = parse_rfc3339(text)) return *time;
  return unexpected("now, Unix milliseconds, RFC 3339 or minus a duration (-6h)", text);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace flowbridge

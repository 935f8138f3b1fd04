#include "decode/timestamp.h"

#include <chrono>
#include <cstdint>

namespace flowbridge {
namespace {

// 9999-12-31T23:59:59Z, RFC 3339's last second.
constexpr std::int64_t kLastSecond = 253402300799;
constexpr std::size_t kEpochDigitsMax = 12;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads text from the front; the first thing that does not fit makes it !ok() for good.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  char next() const { return rest_.empty() ? '\0' : rest_.front(); }
  void fail() { ok_ = false; }

  /// Exactly `count` digits.
  int digits(std::size_t count) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value * 10 + digit();
    return static_cast<int>(value);
  }

  void expect(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) {
      ok_ = false;
      return;
    }
    rest_.remove_prefix(1);
  }

  /// One or more digits, at most kEpochDigitsMax.
  std::int64_t seconds() {
    std::int64_t value = 0;
    std::size_t count = 0;
    for (; is_digit(next()); ++count) {
      if (count == kEpochDigitsMax) ok_ = false;
      if (!ok_) return 0;
      value = value * 10 + digit();
    }
    if (count == 0) ok_ = false;
    return value;
  }

  /// An optional dot and one or more digits, in whole milliseconds.
  int fraction_ms() {
    if (next() != '.') return 0;
    rest_.remove_prefix(1);
    if (!is_digit(next())) ok_ = false;
    int value = 0;
    for (int scale = 100; is_digit(next()); scale /= 10) value += digit() * scale;
    return value;
  }

 private:
  int digit() {
    if (!is_digit(next())) {
      ok_ = false;
      return 0;
    }
    const int value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }

  std::string_view rest_;
  bool ok_ = true;
};

std::optional<UnixTime> from_seconds(std::int64_t seconds, int ms) {
  if (seconds < 1 || seconds > kLastSecond) return std::nullopt;
  return unix_ms(seconds * 1000 + ms);
}

std::optional<UnixTime> parse_epoch(std::string_view text) {
  Scanner in(text);
  const std::int64_t seconds = in.seconds();
  const int ms = in.fraction_ms();
  if (!in.ok() || !in.at_end()) return std::nullopt;
  return from_seconds(seconds, ms);
}

/// "Z" or "+hh:mm": how far local time is ahead of UTC, in seconds.
int zone_seconds(Scanner& in) {
  if (in.next() == 'Z' || in.next() == 'z') {
    in.expect("Zz");
    return 0;
  }
  const int sign = in.next() == '-' ? -1 : 1;
  in.expect("+-");
  const int hours = in.digits(2);
  in.expect(":");
  const int minutes = in.digits(2);
  // An impossible zone must not become a possible time.
  if (hours > 23 || minutes > 59) in.fail();
  return sign * (hours * 3600 + minutes * 60);
}

std::optional<UnixTime> parse_rfc3339(std::string_view text) {
  Scanner in(text);
  const int year = in.digits(4);
  in.expect("-");
  const int month = in.digits(2);
  in.expect("-");
  const int day = in.digits(2);
  in.expect("Tt ");
  const int hour = in.digits(2);
  in.expect(":");
  const int minute = in.digits(2);
  in.expect(":");
  const int second = in.digits(2);
  const int ms = in.fraction_ms();
  const int zone = zone_seconds(in);
  if (!in.ok() || !in.at_end()) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return from_seconds(days * 86400 + hour * 3600 + minute * 60 + second - zone, ms);
}

}  // namespace

std::optional<UnixTime> parse_timestamp(std::string_view text) {
  // Both forms begin with digits; only a date has a dash after the fourth.
  if (text.size() > 4 && text[4] == '-') return parse_rfc3339(text);
  return parse_epoch(text);
}

}  // namespace flowbridge

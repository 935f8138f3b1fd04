#include "base/retry_after.h"

#include "base/http_date.h"

#include <algorithm>

namespace flowbridge {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// RFC 9110 §5.6.3: blanks and tabs around a field's value are not part of it.
std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// Any number of digits: what is longer than we would wait is only ever the limit.
Duration parse_seconds(std::string_view digits, Duration longest) {
  constexpr Duration kSecond = 1s;
  Duration::rep seconds = 0;
  for (const char c : digits) {
    seconds = seconds * 10 + (c - '0');
    if (seconds >= longest / kSecond) return longest;
  }
  return seconds * kSecond;
}

}  // namespace

std::optional<Duration> parse_retry_after(std::string_view value, UnixTime now, Duration longest) {
  const std::string_view text = trim(value);
  if (text.empty()) return std::nullopt;
  if (std::all_of(text.begin(), text.end(), is_digit)) return parse_seconds(text, longest);
  const std::optional<UnixTime> date = parse_http_date(text, now);
  if (!date) return std::nullopt;
  if (*date <= now) return Duration(0);
  // Not by their difference: `now` may be so far back that it overflows.
  if (now <= *date - longest) return longest;
  return *date - now;
}

}  // namespace flowbridge

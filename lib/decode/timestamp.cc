#include "decode/timestamp.h"

#include "base/rfc3339.h"

#include <cstddef>
#include <cstdint>

namespace flowbridge {
namespace {

constexpr UnixTime kFirst = unix_ms(1'000);
// Behind 9999-12-31T23:59:59.999Z, RFC 3339's last.
constexpr UnixTime kEnd = unix_ms(253'402'300'800'000);
constexpr std::size_t kEpochDigitsMax = 12;

std::optional<UnixTime> read_epoch(std::string_view text) {
  std::int64_t seconds = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
    if (digits == kEpochDigitsMax) return std::nullopt;
    seconds = seconds * 10 + (text[digits] - '0');
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  const std::optional<int> ms = take_fraction_ms(text);
  if (!ms || !text.empty()) return std::nullopt;
  return unix_ms(seconds * 1000 + *ms);
}

}  // namespace

std::optional<UnixTime> parse_timestamp(std::string_view text) {
  // Both forms begin with digits; only a date has a dash after the fourth.
  const bool dated = text.size() > 4 && text[4] == '-';
  const std::optional<UnixTime> time =
      dated ? read_rfc3339(text, {.blank_for_t = true, .leap_second = true}) : read_epoch(text);
  return time && *time >= kFirst && *time < kEnd ? time : std::nullopt;
}

}  // namespace flowbridge

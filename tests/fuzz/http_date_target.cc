// Retry-After from a hostile receiver: any bytes, at any time of ours.

#include "base/check.h"
#include "base/http_date.h"
#include "base/retry_after.h"
#include "fuzz/targets.h"
#include "remote_write/protocol.h"

#include <cstdint>
#include <cstring>
#include <ctime>
#include <string>
#include <string_view>

namespace flowbridge {
namespace {

// The first form of RFC 9110 §5.6.7, by the C library.
std::string format_fixdate(UnixTime time) {
  const std::time_t seconds = to_ms(time) / 1000;
  std::tm fields{};
  FB_CHECK(gmtime_r(&seconds, &fields) != nullptr);
  char text[64];
  const std::size_t size = std::strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &fields);
  return {text, size};
}

void check_date(std::string_view text, UnixTime now) {
  const std::optional<UnixTime> time = parse_http_date(text, now);
  if (!time) return;
  FB_CHECK(to_ms(*time) % 1000 == 0);
  // Years that four digits cannot write are reached by two digits and a strange `now` only.
  const bool is_writable =
      *time >= unix_ms(-30'610'224'000'000) && *time < unix_ms(253'402'300'800'000);
  if (is_writable) FB_CHECK(parse_http_date(format_fixdate(*time), now) == time);
}

void check_retry_after(std::string_view text, UnixTime now) {
  const std::optional<Duration> wait = parse_retry_after(text, now, kRetryAfterMax);
  if (!wait) return;
  FB_CHECK(*wait >= Duration(0));
  FB_CHECK(*wait <= kRetryAfterMax);
}

}  // namespace

// The first eight bytes are the time of ours, the rest the header's value.
void fuzz_http_date(std::string_view input) {
  std::int64_t now_ms = 0;
  if (input.size() < sizeof(now_ms)) return;
  std::memcpy(&now_ms, input.data(), sizeof(now_ms));
  const std::string_view text = input.substr(sizeof(now_ms));
  check_date(text, unix_ms(now_ms));
  check_retry_after(text, unix_ms(now_ms));
}

}  // namespace flowbridge

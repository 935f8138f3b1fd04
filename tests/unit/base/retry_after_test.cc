#include "base/retry_after.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr Duration kLongest = 1h;
constexpr UnixTime kNow = unix_ms(784'111'777'000);  // Sun, 06 Nov 1994 08:49:37 GMT

void expect_wait(std::string_view value, std::optional<Duration> want) {
  const std::optional<Duration> got = parse_retry_after(value, kNow, kLongest);
  const auto count = [](std::optional<Duration> wait) { return wait ? wait->count() : -1; };
  EXPECT_EQ(count(got), count(want)) << value;
}

TEST(RetryAfter, InSecondsIsReadAndBounded) {
  expect_wait("0", 0s);
  expect_wait("7", 7s);
  expect_wait("007", 7s);
  expect_wait(" \t120 ", 120s);
  expect_wait("3599", 3599s);
  expect_wait("3600", 1h);
  expect_wait("3601", 1h);
  expect_wait("99999999999999999999999999999999", 1h);
}

TEST(RetryAfter, AsADateIsTheTimeUntilThen) {
  expect_wait("Sun, 06 Nov 1994 08:49:37 GMT", 0s);
  expect_wait("Sun, 06 Nov 1994 08:50:07 GMT", 30s);
  expect_wait("Sunday, 06-Nov-94 08:50:07 GMT", 30s);
  expect_wait("Sun Nov  6 08:50:07 1994", 30s);
  expect_wait("Sun, 06 Nov 1994 08:49:07 GMT", 0s);
  expect_wait("Sun, 06 Nov 1994 09:49:36 GMT", 3599s);
  expect_wait("Fri, 31 Dec 9999 23:59:59 GMT", 1h);
}

TEST(RetryAfter, OfAnythingElseIsNothing) {
  for (const std::string_view value :
       {"", " ", "-1", "+1", "1.5", "1s", "0x10", "12 34", "soon", "Sun, 06 Nov 1994", "1\r\n"}) {
    expect_wait(value, std::nullopt);
  }
}

TEST(RetryAfter, DoesNotOverflowAtTheEndsOfTime) {
  constexpr std::string_view kDate = "Sun, 06 Nov 1994 08:49:37 GMT";
  EXPECT_EQ(parse_retry_after(kDate, UnixTime::min(), kLongest), kLongest);
  EXPECT_EQ(parse_retry_after(kDate, UnixTime::max(), kLongest), Duration(0));
  EXPECT_TRUE(parse_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", UnixTime::min(), kLongest));
  EXPECT_TRUE(parse_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", UnixTime::max(), kLongest));
}

TEST(RetryAfter, IsAsLongAsTheCallerAllows) {
  EXPECT_EQ(parse_retry_after("7200", kNow, 24h), Duration(2h));
  EXPECT_EQ(parse_retry_after("7200", kNow, 1min), Duration(1min));
}

}  // namespace
}  // namespace flowbridge

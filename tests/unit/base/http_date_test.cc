#include "base/http_date.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr UnixTime kNow = unix_ms(1'700'000'000'000);  // 2023-11-14

std::int64_t seconds_of(std::string_view text, UnixTime now = kNow) {
  const std::optional<UnixTime> time = parse_http_date(text, now);
  EXPECT_TRUE(time) << text;
  return time ? to_ms(*time) / 1000 : -1;
}

// The example of RFC 9110 §5.6.7.
TEST(HttpDate, IsReadInItsThreeForms) {
  EXPECT_EQ(seconds_of("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777);
  EXPECT_EQ(seconds_of("Sunday, 06-Nov-94 08:49:37 GMT"), 784'111'777);
  EXPECT_EQ(seconds_of("Sun Nov  6 08:49:37 1994"), 784'111'777);
}

TEST(HttpDate, OfLeapDaysLeapSecondsAndTheEpoch) {
  EXPECT_EQ(seconds_of("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
  EXPECT_EQ(seconds_of("Thu, 29 Feb 2024 12:00:00 GMT"), 1'709'208'000);
  EXPECT_EQ(seconds_of("Sat, 31 Dec 2016 23:59:60 GMT"), 1'483'228'800);
  EXPECT_EQ(seconds_of("Tue Feb 29 12:00:00 2000"), 951'825'600);
}

TEST(HttpDate, TwoDigitsOfAYearAreAtMostFiftyYearsAhead) {
  const auto year_of = [](std::string_view text, UnixTime now) {
    return 1970 + seconds_of(text, now) / 31'556'952;
  };
  EXPECT_EQ(year_of("Friday, 15-Jul-73 00:00:00 GMT", kNow), 2073);
  EXPECT_EQ(year_of("Friday, 15-Jul-74 00:00:00 GMT", kNow), 1974);
  EXPECT_EQ(year_of("Friday, 15-Jul-00 00:00:00 GMT", kNow), 2000);
  constexpr UnixTime kEndOfCentury = unix_ms(4'102'444'799'000);  // 2099-12-31
  EXPECT_EQ(year_of("Friday, 15-Jul-00 00:00:00 GMT", kEndOfCentury), 2100);
  EXPECT_EQ(year_of("Friday, 15-Jul-49 00:00:00 GMT", kEndOfCentury), 2149);
  EXPECT_EQ(year_of("Friday, 15-Jul-50 00:00:00 GMT", kEndOfCentury), 2050);
}

TEST(HttpDate, ThatDoesNotExistIsNone) {
  for (const std::string_view text : {"",
                                      "GMT",
                                      "Sun, 06 Nov 1994 08:49:37",
                                      "Sun, 06 Nov 1994 08:49:37 UTC",
                                      "Sun, 06 Nov 1994 08:49:37 GMT ",
                                      " Sun, 06 Nov 1994 08:49:37 GMT",
                                      "Sun, 6 Nov 1994 08:49:37 GMT",
                                      "sun, 06 nov 1994 08:49:37 gmt",
                                      "Son, 06 Nov 1994 08:49:37 GMT",
                                      "Sun, 06 Foo 1994 08:49:37 GMT",
                                      "Sun, 00 Nov 1994 08:49:37 GMT",
                                      "Sun, 31 Nov 1994 08:49:37 GMT",
                                      "Wed, 29 Feb 2023 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 24:00:00 GMT",
                                      "Sun, 06 Nov 1994 08:60:37 GMT",
                                      "Sun, 06 Nov 1994 08:49:61 GMT",
                                      "Sun, 06 Nov 1994 8:49:37 GMT",
                                      "Sun, 06 Nov -994 08:49:37 GMT",
                                      "Sun, 06-Nov-94 08:49:37 GMT",
                                      "Sunday, 06 Nov 1994 08:49:37 GMT",
                                      "Sun Nov 6 08:49:37 1994",
                                      "Sun Nov   6 08:49:37 1994",
                                      "Sun Nov  6 08:49:37 94"}) {
    EXPECT_FALSE(parse_http_date(text, kNow)) << text;
  }
  const std::string_view with_zero("Sun, 06 Nov 1994 08:49:37 GMT\0", 30);
  EXPECT_FALSE(parse_http_date(with_zero, kNow));
}

}  // namespace
}  // namespace flowbridge

#include "process/text.h"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr UnixTime kNow = unix_ms(1'767'225'600'000);  // 2026-01-01T00:00:00Z

TEST(Text, DurationsAreAWholeNumberAndAUnit) {
  EXPECT_EQ(parse_duration("0s").value(), 0ms);
  EXPECT_EQ(parse_duration("500ms").value(), 500ms);
  EXPECT_EQ(parse_duration("15s").value(), 15s);
  EXPECT_EQ(parse_duration("10m").value(), 10min);
  EXPECT_EQ(parse_duration("6h").value(), 6h);
  EXPECT_EQ(parse_duration("2d").value(), 48h);
  for (const std::string_view text :
       {"", "15", "s", "-1s", "1.5s", "1h30m", "1 s", "9223372036854775807d"}) {
    const Result<Duration> duration = parse_duration(text);
    ASSERT_FALSE(duration) << text;
    EXPECT_THAT(duration.error().message(), HasSubstr("'" + std::string(text) + "'"));
  }
}

TEST(Text, TimesAreReadInAllFourForms) {
  EXPECT_EQ(parse_time("now", kNow).value(), kNow);
  EXPECT_EQ(parse_time("1234", kNow).value(), unix_ms(1234));
  EXPECT_EQ(parse_time("-6h", kNow).value(), kNow - 6h);
  EXPECT_EQ(parse_time("2026-01-01T00:00:00Z", unix_ms(0)).value(), kNow);
  EXPECT_EQ(parse_time("2026-01-01T00:00:00.1239Z", unix_ms(0)).value(), kNow + 123ms);
  EXPECT_EQ(parse_time("2026-01-01T01:30:00+01:30", unix_ms(0)).value(), kNow);
  EXPECT_EQ(parse_time("2025-12-31T19:00:00-05:00", unix_ms(0)).value(), kNow);
}

TEST(Text, WhatIsNoTimeIsRefused) {
  for (const std::string_view text :
       {"", "yesterday", "-6", "2026-01-01", "2026-01-01T00:00:00", "2026-02-30T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z", "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00Zx", "2026-1-01T00:00:00Z"}) {
    EXPECT_FALSE(parse_time(text, kNow)) << text;
  }
}

TEST(Text, WholeNumbersAreDigitsOnly) {
  EXPECT_EQ(parse_whole_number("0").value(), 0);
  EXPECT_EQ(parse_whole_number("9223372036854775807").value(), 9223372036854775807);
  for (const std::string_view text : {"", "-1", "+1", "1x", " 1", "9223372036854775808"}) {
    EXPECT_FALSE(parse_whole_number(text)) << text;
  }
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split("", ','), ElementsAre(""));
}

}  // namespace
}  // namespace flowbridge

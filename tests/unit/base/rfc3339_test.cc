#include "base/rfc3339.h"

#include <limits>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr UnixTime kTime = unix_ms(1'767'323'045'000);

TEST(Rfc3339, ReadsZonesAndEitherCase) {
  EXPECT_EQ(read_rfc3339("2026-01-02T03:04:05Z"), kTime);
  EXPECT_EQ(read_rfc3339("2026-01-02t03:04:05z"), kTime);
  EXPECT_EQ(read_rfc3339("2026-01-02T04:04:05+01:00"), kTime);
  EXPECT_EQ(read_rfc3339("2026-01-01T21:34:05-05:30"), kTime);
  EXPECT_EQ(read_rfc3339("2026-01-02T03:04:05-00:00"), kTime);
  EXPECT_EQ(read_rfc3339("2024-02-29T00:00:00Z"), unix_ms(1'709'164'800'000));
}

TEST(Rfc3339, CutsAFractionToMilliseconds) {
  EXPECT_EQ(read_rfc3339("2026-01-02T03:04:05.6Z"), kTime + 600ms);
  EXPECT_EQ(read_rfc3339("2026-01-02T03:04:05.678+00:00"), kTime + 678ms);
  EXPECT_EQ(read_rfc3339("2026-01-02T03:04:05.678999999999999999999Z"), kTime + 678ms);
}

TEST(Rfc3339, ReadsTheYears0000To9999) {
  EXPECT_EQ(read_rfc3339("1970-01-01T00:00:00Z"), unix_ms(0));
  EXPECT_EQ(read_rfc3339("1969-12-31T23:59:59.999Z"), unix_ms(-1));
  EXPECT_EQ(read_rfc3339("0000-01-01T00:00:00Z"), unix_ms(-62'167'219'200'000));
  EXPECT_EQ(read_rfc3339("9999-12-31T23:59:59-23:59"), unix_ms(253'402'387'139'000));
}

TEST(Rfc3339, WhatElseIsWrittenIsReadOnlyWhenAskedFor) {
  EXPECT_FALSE(read_rfc3339("2026-01-02 03:04:05Z"));
  EXPECT_FALSE(read_rfc3339("2026-01-02 03:04:05Z", {.leap_second = true}));
  EXPECT_EQ(read_rfc3339("2026-01-02 03:04:05Z", {.blank_for_t = true}), kTime);
  EXPECT_EQ(read_rfc3339("2026-01-02T03:04:05Z", {.blank_for_t = true}), kTime);

  const UnixTime year = unix_ms(1'483'228'800'000);  // 2017-01-01
  EXPECT_FALSE(read_rfc3339("2016-12-31T23:59:60Z"));
  EXPECT_FALSE(read_rfc3339("2016-12-31T23:59:60Z", {.blank_for_t = true}));
  EXPECT_EQ(read_rfc3339("2016-12-31T23:59:60Z", {.leap_second = true}), year);
  EXPECT_EQ(read_rfc3339("2016-12-31T23:59:60.25Z", {.leap_second = true}), year + 250ms);
  EXPECT_FALSE(read_rfc3339("2016-12-31T23:59:61Z", {.leap_second = true}));
}

TEST(Rfc3339, WhatIsNoTimeIsAbsent) {
  for (const char* text : {"",
                           "2026",
                           "2026-01-02",
                           "2026-01-02T03:04:05",
                           "2026-01-02T03:04Z",
                           "2026-1-02T03:04:05Z",
                           "26-01-02T03:04:05Z",
                           "-026-01-02T03:04:05Z",
                           "2026--0-02T03:04:05Z",
                           "2026-01-02_03:04:05Z",
                           "2026-02-29T00:00:00Z",
                           "2026-00-02T03:04:05Z",
                           "2026-13-02T03:04:05Z",
                           "2026-01-00T03:04:05Z",
                           "2026-01-02T24:00:00Z",
                           "2026-01-02T03:60:05Z",
                           "2026-01-02T03:04:60Z",
                           "2026-01-02T03:04:05.Z",
                           "2026-01-02T03:04:05,5Z",
                           "2026-01-02T03:04:05+0100",
                           "2026-01-02T03:04:05+1:00",
                           "2026-01-02T03:04:05+24:00",
                           "2026-01-02T03:04:05+00:60",
                           "2026-01-02T03:04:05+01",
                           "2026-01-02T03:04:05Zx",
                           " 2026-01-02T03:04:05Z"}) {
    EXPECT_FALSE(read_rfc3339(text)) << text;
    EXPECT_FALSE(read_rfc3339(text, {.blank_for_t = true})) << text;
  }
}

TEST(TakeFractionMs, TakesWhatBelongsToIt) {
  const auto check = [](std::string_view text, std::optional<int> want, std::string_view left) {
    std::string_view rest = text;
    EXPECT_EQ(take_fraction_ms(rest), want) << text;
    EXPECT_EQ(rest, left) << text;
  };
  check("", 0, "");
  check("Z", 0, "Z");
  check(".5", 500, "");
  check(".0019Z", 1, "Z");
  check(".", std::nullopt, ".");
  check(".Z", std::nullopt, ".Z");
}

TEST(Rfc3339, IsWrittenInUtcWithMilliseconds) {
  EXPECT_EQ(rfc3339(unix_ms(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(unix_ms(951'782'399'999)), "2000-02-28T23:59:59.999Z");
  EXPECT_EQ(rfc3339(unix_ms(951'782'400'000)), "2000-02-29T00:00:00.000Z");
  EXPECT_EQ(rfc3339(unix_ms(-1)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(unix_ms(std::numeric_limits<std::int64_t>::max())), "9999-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace flowbridge

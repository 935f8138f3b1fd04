#include "decode/timestamp.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

void check(std::string_view text, std::int64_t ms) {
  const std::optional<UnixTime> time = parse_timestamp(text);
  ASSERT_TRUE(time) << text;
  EXPECT_EQ(to_ms(*time), ms) << text;
}

TEST(Timestamp, SecondsSince1970) {
  check("1795404281.001000", 1795404281001);
  check("1795403700", 1795403700000);
  check("1", 1000);
  check("1.9", 1900);
  check("1.0009", 1000);
  check("1.123456789012345678901234567890", 1123);
  check("253402300799.999", 253402300799999);
}

TEST(Timestamp, Rfc3339WithAZone) {
  check("2026-11-22T22:25:16-05:00", 1795404316000);
  check("2026-11-23T03:25:16Z", 1795404316000);
  check("2026-11-23 03:25:16.123456z", 1795404316123);
  check("2026-11-23t08:55:16+05:30", 1795404316000);
  check("2024-02-29T00:00:00Z", 1709164800000);
  check("2016-12-31T23:59:60Z", 1483228800000);
}

TEST(Timestamp, LocalTimeWithoutAZoneIsNotUnderstood) {
  EXPECT_FALSE(parse_timestamp("2026-11-23 03:15:00"));
  EXPECT_FALSE(parse_timestamp("2026-11-23 03:15:00.123456"));
  EXPECT_FALSE(parse_timestamp("2026-11-23T03:15:00"));
}

TEST(Timestamp, UnsetValuesAreAbsent) {
  for (const char* text : {"", "0", "0.000000", "0000-00-00 00:00:00.000000", "0000-00-00 00:00:00",
                           "0000-00-00T00:00:00Z", "1970-01-01T00:00:00Z"}) {
    EXPECT_FALSE(parse_timestamp(text)) << text;
  }
}

TEST(Timestamp, WhatCannotBeATimeIsAbsent) {
  for (const char* text : {"-1",
                           "1e9",
                           "12.",
                           ".5",
                           "1.5x",
                           "253402300800",
                           "9999999999999",
                           "99999999999999999999999",
                           "2026-13-01T00:00:00Z",
                           "2026-02-30T00:00:00Z",
                           "2026-00-10T00:00:00Z",
                           "2026-11-23T24:00:00Z",
                           "2026-11-23T03:60:00Z",
                           "2026-11-23T03:15:61Z",
                           "2026-11-23T03:15:00+24:00",
                           "2026-11-23T03:15:00+05:60",
                           "2026-11-23T03:15:00+0500",
                           "2026-11-23T03:15:00.Z",
                           "2026-11-23T03:15:00Zx",
                           "2026-11-23T03:15Z",
                           "2026-1-23T03:15:00Z",
                           "1969-12-31T23:59:59Z",
                           "9999-12-31T23:59:59-01:00",
                           "2026-",
                           "2026-11-23"}) {
    EXPECT_FALSE(parse_timestamp(text)) << text;
  }
}

}  // namespace
}  // namespace flowbridge

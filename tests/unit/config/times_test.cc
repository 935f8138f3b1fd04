#include "config/times.h"

#include "config/durations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;

template <typename T>
std::string why_not(const Result<T>& result) {
  return result ? "accepted" : result.error().message();
}

TEST(ParseDuration, ReadsWholeNumbersWithUnitsFromLargeToSmall) {
  const auto check = [](std::string_view text, Duration want) {
    const Result<Duration> duration = parse_duration(text);
    ASSERT_TRUE(duration) << text << ": " << duration.error().message();
    EXPECT_EQ(*duration, want) << text;
  };
  check("0", 0s);
  check("0s", 0s);
  check("500ms", 500ms);
  check("15s", 15s);
  check("90s", 90s);
  check("10m", 10min);
  check("1h30m", 90min);
  check("2d", 48h);
  check("1w", 168h);
  check("1w2d3h4m5s6ms", 219h + 4min + 5s + 6ms);
  check("1h0m", 1h);
  check("36525d", kDurationMax);
}

TEST(ParseDuration, ExplainsEveryOtherSpelling) {
  const auto check = [](std::string_view text, const std::string& message) {
    EXPECT_EQ(why_not(parse_duration(text)), message) << text;
  };
  const std::string expected =
      " is not a duration; expected whole numbers with the units w, d, h, m, s or ms, such as "
      "15s, 10m or 1h30m";
  check("", "is empty; expected a duration such as 15s, 10m or 1h30m");
  check("15", R"("15" has no unit; did you mean 15s?)");
  check("90", R"("90" has no unit; did you mean 90s?)");
  check("-5m", R"("-5m" is negative; expected a duration such as 15s)");
  check("1h30", R"("1h30" is not a duration; did you mean 1h30m?)");
  check("1.5h", R"("1.5h" is not a duration; did you mean 1h30m?)");
  check("0.25s", R"("0.25s" is not a duration; did you mean 250ms?)");
  check("15 s", R"("15 s" is not a duration; did you mean 15s?)");
  check("15S", R"("15S" is not a duration; did you mean 15s?)");
  check("15sec", R"("15sec" is not a duration; did you mean 15s?)");
  check("2 minutes", R"("2 minutes" is not a duration; did you mean 2m?)");
  check("1 hour 5 mins", R"("1 hour 5 mins" is not a duration; did you mean 1h5m?)");
  check("30m1h", R"("30m1h" is not a duration; did you mean 1h30m?)");
  check("5s5s", R"("5s5s" is not a duration; did you mean 10s?)");
  check("36526d", R"("36526d")" + expected);
  check("99999999999999999999h", R"("99999999999999999999h")" + expected);
  check("99999999999999999999",
        R"("99999999999999999999" is longer than 100 years; expected a duration such as 15s)");
  check("15us", R"("15us")" + expected);
  check("s", R"("s")" + expected);
  check("h5", R"("h5")" + expected);
  check("1.2.3s", R"("1.2.3s")" + expected);
  check("1h-5m", R"("1h-5m")" + expected);
  check("5ms5", R"("5ms5")" + expected);
  check("soon", R"("soon")" + expected);
}

TEST(FormatDuration, WritesWhatParseDurationReads) {
  EXPECT_EQ(format_duration(0s), "0s");
  EXPECT_EQ(format_duration(250ms), "250ms");
  EXPECT_EQ(format_duration(90s), "1m30s");
  EXPECT_EQ(format_duration(90min), "1h30m");
  EXPECT_EQ(format_duration(336h), "14d");
  for (const Duration duration : {Duration(1), Duration(61'001), Duration(86'400'001),
                                  Duration(1'234'567'890), Duration(kDurationMax)}) {
    EXPECT_EQ(*parse_duration(format_duration(duration)), duration);
  }
}

TEST(FormatDurationDeathTest, ANegativeDurationIsABug) {
  EXPECT_DEATH(format_duration(Duration(-1)), "check failed");
}

TEST(ParseRfc3339, ReadsZonesAndFractions) {
  const auto check = [](std::string_view text, std::int64_t ms) {
    const Result<UnixTime> time = parse_rfc3339(text);
    ASSERT_TRUE(time) << text << ": " << time.error().message();
    EXPECT_EQ(to_ms(*time), ms) << text;
  };
  check("1970-01-01T00:00:00Z", 0);
  check("2026-01-02T03:04:05Z", 1'767'323'045'000);
  check("2026-01-02t03:04:05z", 1'767'323'045'000);
  check("2026-01-02T04:04:05+01:00", 1'767'323'045'000);
  check("2026-01-01T21:34:05-05:30", 1'767'323'045'000);
  check("2026-01-02T03:04:05.6Z", 1'767'323'045'600);
  check("2026-01-02T03:04:05.678Z", 1'767'323'045'678);
  check("2026-01-02T03:04:05.678999Z", 1'767'323'045'678);
  check("2024-02-29T00:00:00Z", 1'709'164'800'000);
  check("9999-12-31T23:59:59Z", 253'402'300'799'000);
}

TEST(ParseRfc3339, ExplainsEveryOtherSpelling) {
  const auto check = [](std::string_view text, const std::string& message) {
    EXPECT_EQ(why_not(parse_rfc3339(text)), message) << text;
  };
  const std::string expected =
      " is not a time of RFC 3339; expected one from 1970 on, such as 2026-01-02T03:04:05Z";
  check("", "is empty; expected a time such as 2026-01-02T03:04:05Z");
  check("2026-01-02",
        R"("2026-01-02" is not a time of RFC 3339; did you mean 2026-01-02T00:00:00Z?)");
  check("2026-01-02T03:04:05",
        R"("2026-01-02T03:04:05" is not a time of RFC 3339; did you mean 2026-01-02T03:04:05Z?)");
  check("2026-01-02 03:04:05Z",
        R"("2026-01-02 03:04:05Z" is not a time of RFC 3339; did you mean 2026-01-02T03:04:05Z?)");
  check("2026-01-02 03:04:05",
        R"("2026-01-02 03:04:05" is not a time of RFC 3339; did you mean 2026-01-02T03:04:05Z?)");
  for (const std::string text :
       {"1969-12-31T23:59:59Z", "1970-01-01T00:00:00+01:00", "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z",
        "2026-01-02T24:00:00Z", "2026-01-02T03:60:00Z", "2026-01-02T03:04:60Z",
        "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05+1:00", "2026-01-02T03:04:05+24:00",
        "2026-01-02T03:04:05+00:60", "2026-01-02T03:04:05ZZ", "2026-1-2T03:04:05Z",
        "26-01-02T03:04:05Z", "2026-01-02T03:04Z", "yesterday", "1767323045"}) {
    EXPECT_EQ(why_not(parse_rfc3339(text)), '"' + text + '"' + expected);
  }
}

TEST(ParseStartPosition, IsAnEndADurationOrATime) {
  using Kind = StartSetting::Kind;
  EXPECT_EQ(*parse_start_position("earliest"), StartSetting{.kind = Kind::kEarliest});
  EXPECT_EQ(*parse_start_position("latest"), StartSetting{.kind = Kind::kLatest});
  EXPECT_EQ(*parse_start_position("30m"), (StartSetting{.kind = Kind::kAgo, .ago = 30min}));
  EXPECT_EQ(*parse_start_position("2026-01-02T03:04:05Z"),
            (StartSetting{.kind = Kind::kAt, .at = unix_ms(1'767'323'045'000)}));
}

TEST(ParseStartPosition, KnowsWhatOtherProgramsCallTheEnds) {
  for (const std::string_view text : {"oldest", "beginning", "smallest", "erliest", "Earliest"}) {
    EXPECT_THAT(why_not(parse_start_position(text)), HasSubstr("did you mean earliest?")) << text;
  }
  for (const std::string_view text : {"newest", "end", "largest", "now", "lastest"}) {
    EXPECT_THAT(why_not(parse_start_position(text)), HasSubstr("did you mean latest?")) << text;
  }
}

TEST(ParseStartPosition, ExplainsADurationAsADurationAndATimeAsATime) {
  const auto check = [](std::string_view text, const std::string& message) {
    EXPECT_EQ(why_not(parse_start_position(text)), message) << text;
  };
  const std::string expected =
      "expected earliest, latest, a duration such as 30m, or a time such as 2026-01-02T03:04:05Z";
  check("", "is empty; " + expected);
  check("30", R"("30" has no unit; did you mean 30s?)");
  check("-30m", R"("-30m" is negative; expected a duration such as 15s)");
  check("2026-01-02",
        R"("2026-01-02" is not a time of RFC 3339; did you mean 2026-01-02T00:00:00Z?)");
  check("2026-02-30T00:00:00Z", R"("2026-02-30T00:00:00Z" is not a start; )" + expected);
  check("everything", R"("everything" is not a start; )" + expected);
}

}  // namespace
}  // namespace flowbridge

#include "config/as_name_settings.h"

#include "asndb/source.h"
#include "support/result_matchers.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

TEST(AsNameSettings, EverySourceOfTheCacheCanBeConfigured) {
  std::vector<std::string_view> names;
  const std::vector<AsnSource> sources = default_sources();
  for (const AsnSource& source : sources) names.push_back(source.name);
  EXPECT_THAT(names, testing::ElementsAreArray(kAsnSourceNames));
}

TEST(AsNameSettings, ARefreshIsADurationOrOff) {
  EXPECT_EQ(parse_refresh("24h").value(), Duration(24h));
  EXPECT_EQ(parse_refresh("1h").value(), Duration(1h));
  EXPECT_EQ(parse_refresh("off").value(), std::nullopt);
  for (const char* text : {"", "on", "59m", "31d", "24"}) {
    EXPECT_THAT(parse_refresh(text), FailsWith(ErrorCode::kInvalid)) << text;
  }
}

TEST(AsNameSettings, ATimeOfDayHasHoursAndMinutes) {
  EXPECT_EQ(parse_time_of_day("00:00").value(), std::chrono::minutes(0));
  EXPECT_EQ(parse_time_of_day("23:59").value(), std::chrono::minutes(23 * 60 + 59));
  for (const char* text : {"", "4:30", "04:3", "24:00", "04:60", "04.30", "04:30:00", "-1:00"}) {
    EXPECT_THAT(parse_time_of_day(text), FailsWith(ErrorCode::kInvalid)) << text;
  }
}

TEST(AsNameSettings, ASourceIsAKnownNameAndAUrlOrOff) {
  EXPECT_EQ(parse_asn_source("asnames=off").value().url, std::nullopt);
  EXPECT_EQ(parse_asn_source("asnames=file:///a=b").value().url, "file:///a=b");
  for (const char* text : {"", "asnames", "asnames=", "asnames=asn.txt", "asnames=ftp://a/b",
                           "asnames=file://", "asnames=file:///"}) {
    EXPECT_THAT(parse_asn_source(text), FailsWith(ErrorCode::kInvalid)) << text;
  }
  const Result<AsnSourceSetting> unknown = parse_asn_source("asname=off");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message(), testing::HasSubstr("did you mean asnames?"));
}

}  // namespace
}  // namespace flowbridge

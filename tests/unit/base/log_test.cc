#include "base/log.h"

#include "support/log.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;

TEST(Log, FieldsKeepTheirKindWhateverTheIntegerType) {
  EXPECT_TRUE(std::holds_alternative<std::int64_t>(LogField("key", -1).value()));
  EXPECT_TRUE(std::holds_alternative<std::int64_t>(LogField("key", short{1}).value()));
  EXPECT_TRUE(std::holds_alternative<std::uint64_t>(LogField("key", 1u).value()));
  EXPECT_TRUE(std::holds_alternative<std::uint64_t>(LogField("key", std::size_t{1}).value()));
  EXPECT_TRUE(std::holds_alternative<double>(LogField("key", 1.0).value()));
  EXPECT_TRUE(std::holds_alternative<double>(LogField("key", 1.0f).value()));
  EXPECT_TRUE(std::holds_alternative<bool>(LogField("key", true).value()));
  EXPECT_TRUE(std::holds_alternative<std::string_view>(LogField("key", "text").value()));
  EXPECT_TRUE(std::holds_alternative<std::string_view>(LogField("k", std::string("t")).value()));
}

TEST(Log, LevelsAreNamedInLowerCase) {
  EXPECT_STREQ(log_level_name(LogLevel::kDebug), "debug");
  EXPECT_STREQ(log_level_name(LogLevel::kInfo), "info");
  EXPECT_STREQ(log_level_name(LogLevel::kWarn), "warn");
  EXPECT_STREQ(log_level_name(LogLevel::kError), "error");
}

TEST(CapturingLog, KeepsWhatWasSaidAsOneStringPerLine) {
  CapturingLog log;
  log.write(LogLevel::kWarn, "destination is held",
            {{"destination", "mimir"}, {"status", 401}, {"seconds", 1.5}, {"last", false}});
  log.write(LogLevel::kInfo, "started", {});
  EXPECT_THAT(log.lines(),
              ElementsAre("warn destination is held destination=mimir status=401 seconds=1.5 "
                          "last=false",
                          "info started"));
}

TEST(NullLog, TakesEverything) {
  NullLog log;
  log.write(LogLevel::kError, "nobody hears this", {});
}

}  // namespace
}  // namespace flowbridge

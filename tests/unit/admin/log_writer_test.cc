#include "admin/log_writer.h"

#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr MonotonicTime at(std::chrono::microseconds since_start) {
  return MonotonicTime(since_start);
}

TEST(LogLimiter, AdmitsSoManyOfAnEventInAPeriodAndReportsTheRestOnce) {
  LogLimiter limiter({.lines_per_period = 2, .period = 60s});
  EXPECT_TRUE(limiter.admit({"lost", LogLevel::kWarn}, at(0s)));
  EXPECT_TRUE(limiter.admit({"lost", LogLevel::kWarn}, at(1s)));
  EXPECT_FALSE(limiter.admit({"lost", LogLevel::kError}, at(2s)));
  EXPECT_FALSE(limiter.admit({"lost", LogLevel::kWarn}, at(3s)));
  EXPECT_THAT(limiter.ended(at(59s)), IsEmpty());

  const std::vector<HeldBack> reports = limiter.ended(at(60s));
  ASSERT_THAT(reports, SizeIs(1));
  EXPECT_EQ(reports[0].event, "lost");
  EXPECT_EQ(reports[0].level, LogLevel::kError) << "the gravest that was held back";
  EXPECT_EQ(reports[0].count, 2u);
  EXPECT_THAT(limiter.ended(at(60s)), IsEmpty());
  EXPECT_TRUE(limiter.admit({"lost", LogLevel::kWarn}, at(60s)));
}

TEST(LogLimiter, OneEventDoesNotHoldBackAnother) {
  LogLimiter limiter({.lines_per_period = 1, .period = 60s});
  EXPECT_TRUE(limiter.admit({"a", LogLevel::kInfo}, at(0s)));
  EXPECT_FALSE(limiter.admit({"a", LogLevel::kInfo}, at(0s)));
  EXPECT_TRUE(limiter.admit({"b", LogLevel::kInfo}, at(0s)));
}

TEST(LogLimiter, EventsBeyondTheLimitShareOnePlace) {
  LogLimiter limiter({.lines_per_period = 1, .period = 60s});
  for (std::size_t i = 0; i < LogLimiter::kEventsMax; ++i) {
    EXPECT_TRUE(limiter.admit({"event " + std::to_string(i), LogLevel::kInfo}, at(0s)));
  }
  EXPECT_TRUE(limiter.admit({"one more", LogLevel::kInfo}, at(0s)));
  EXPECT_FALSE(limiter.admit({"and one more", LogLevel::kInfo}, at(0s)));
  const std::vector<HeldBack> reports = limiter.all();
  ASSERT_THAT(reports, SizeIs(1));
  EXPECT_EQ(reports[0].event, LogLimiter::kOtherEvents);
}

/// A LogWriter with a clock that the test turns and lines that it reads.
struct Fixture {
  Now now{.wall = unix_ms(1'700'000'000'000), .monotonic = at(0s)};
  std::vector<std::string> lines;

  std::unique_ptr<LogWriter> writer(const LogWriterOptions& options) {
    return std::make_unique<LogWriter>(
        options, [this] { return now; },
        [this](std::string_view line) { lines.emplace_back(line); });
  }
  void pass(Duration duration) {
    now.wall += duration;
    now.monotonic += duration;
  }
};

TEST(LogWriter, WritesWhatIsAtOrAboveItsLevel) {
  Fixture fixture;
  const auto log = fixture.writer({.level = LogLevel::kWarn});
  log->write(LogLevel::kInfo, "not this", {});
  log->write(LogLevel::kWarn, "but this", {{"count", 3}});
  EXPECT_THAT(fixture.lines,
              ElementsAre("time=2023-11-14T22:13:20.000Z level=warn msg=\"but this\" count=3"));
}

TEST(LogWriter, TakesAnotherLevelWhileItIsInUse) {
  Fixture fixture;
  const auto log = fixture.writer({.level = LogLevel::kWarn});
  log->set_level(LogLevel::kDebug);
  log->write(LogLevel::kDebug, "this", {});
  log->set_level(LogLevel::kError);
  log->write(LogLevel::kWarn, "not this", {});
  EXPECT_THAT(fixture.lines, ElementsAre("time=2023-11-14T22:13:20.000Z level=debug msg=this"));
}

TEST(LogWriter, SaysHowMuchItHeldBackWhenThePeriodIsOver) {
  Fixture fixture;
  const auto log = fixture.writer({.limits = {.lines_per_period = 2, .period = 60s}});
  for (int i = 0; i < 5; ++i) log->write(LogLevel::kWarn, "broker is away", {{"try", i}});
  EXPECT_THAT(fixture.lines, ElementsAre(EndsWith("try=0"), EndsWith("try=1")));

  fixture.pass(61s);
  log->write(LogLevel::kInfo, "something else", {});
  EXPECT_THAT(fixture.lines,
              ElementsAre(EndsWith("try=0"), EndsWith("try=1"),
                          "time=2023-11-14T22:14:21.000Z level=warn msg=\"broker is away\" "
                          "suppressed=3",
                          EndsWith("msg=\"something else\"")));
}

TEST(LogWriter, SaysInTheEndWhatItHeldBack) {
  Fixture fixture;
  auto log = fixture.writer({.limits = {.lines_per_period = 1, .period = 60s}});
  log->write(LogLevel::kError, "odd", {});
  log->write(LogLevel::kError, "odd", {});
  log.reset();
  EXPECT_THAT(fixture.lines, ElementsAre(EndsWith("msg=odd"), EndsWith("msg=odd suppressed=1")));
}

TEST(LogWriter, CountsByLevelWhatItHeldBackTooButNotWhatIsBelowTheLevel) {
  Fixture fixture;
  const auto log = fixture.writer({.limits = {.lines_per_period = 1, .period = 60s}});
  log->write(LogLevel::kDebug, "quiet", {});
  for (int i = 0; i < 4; ++i) log->write(LogLevel::kError, "loud", {});
  EXPECT_THAT(log->messages(), ElementsAre(NamedCount{"debug", 0}, NamedCount{"info", 0},
                                           NamedCount{"warn", 0}, NamedCount{"error", 4}));
  EXPECT_EQ(log->messages_held_back(), 3u);
}

TEST(LogWriter, LosesNoMessageOfManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kMessages = 500;
  Mutex mutex;
  std::vector<std::string> lines;
  {
    LogWriter log(
        {.limits = {.lines_per_period = 100, .period = 60s}}, [] { return Now{}; },
        [&](std::string_view line) {
          MutexLock lock(mutex);
          lines.emplace_back(line);
        });
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&log] {
        for (int j = 0; j < kMessages; ++j) log.write(LogLevel::kWarn, "busy", {{"j", j}});
      });
    }
    threads.clear();
    EXPECT_EQ(log.messages()[2].count, std::uint64_t{kThreads * kMessages});
    EXPECT_EQ(log.messages_held_back(), std::uint64_t{kThreads * kMessages} - 100);
  }
  ASSERT_THAT(lines, SizeIs(101));
  EXPECT_THAT(lines.back(), EndsWith("suppressed=1900"));
}

TEST(StderrOutput, WritesTheLineAndNothingElse) {
  const LogOutput output = stderr_output();
  ::testing::internal::CaptureStderr();
  output("level=info msg=\"100% {} %v\"");
  output("");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "level=info msg=\"100% {} %v\"\n\n");
}

}  // namespace
}  // namespace flowbridge

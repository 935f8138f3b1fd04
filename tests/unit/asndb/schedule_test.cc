#include "asndb/schedule.h"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr UnixTime kNow = unix_ms(1'790'000'000'000);
constexpr Duration kDay = 24h;

TEST(Schedule, ASuccessIsFollowedByAPeriodGiveOrTakeATenth) {
  SplitMix64 random(1);
  Duration least = Duration::max();
  Duration most{0};
  for (int i = 0; i < 10'000; ++i) {
    const Duration wait = next_after_success(kNow, kDay, random) - kNow;
    least = std::min(least, wait);
    most = std::max(most, wait);
  }
  EXPECT_GE(least, kDay * 9 / 10);
  EXPECT_LT(least, kDay * 91 / 100);
  EXPECT_LE(most, kDay * 11 / 10);
  EXPECT_GT(most, kDay * 109 / 100);
}

TEST(Schedule, AThousandInstancesStartedTogetherComeBackApart) {
  std::map<std::int64_t, int> by_minute;
  for (std::uint64_t instance = 0; instance < 1'000; ++instance) {
    SplitMix64 random(instance);
    ++by_minute[to_ms(next_after_success(kNow, kDay, random)) / 60'000];
  }
  for (const auto& [minute, count] : by_minute) EXPECT_LE(count, 20) << minute;
}

TEST(Schedule, WaitsAfterFailuresGrowAndStayBelowAnHour) {
  SplitMix64 random(3);
  for (std::uint32_t count = 1; count <= 40; ++count) {
    for (int i = 0; i < 100; ++i) {
      const Duration wait = next_after_failure(kNow, kDay, {.count = count}, random) - kNow;
      EXPECT_GE(wait, kRefreshRetryFirst);
      EXPECT_LE(wait, std::min<Duration>(kRefreshRetryFirst * (1LL << std::min(count, 10u)),
                                         kRefreshRetryLast + kRefreshRetryFirst));
    }
  }
}

TEST(Schedule, WhatAServerAsksForIsKept) {
  SplitMix64 random(4);
  const auto wait = [&random](Duration asked) {
    return next_after_failure(kNow, kDay, {.throttled = true, .asked_wait = asked}, random) - kNow;
  };
  EXPECT_EQ(wait(2200s), 2200s);
  EXPECT_EQ(wait(0s), kRequestGap);
  EXPECT_EQ(wait(1000h), kAskedWaitMax);
}

TEST(Schedule, AThrottledSourceWaitsAMinuteAndThenTwiceAsLong) {
  SplitMix64 random(5);
  const auto wait = [&random](std::uint32_t count) {
    return next_after_failure(kNow, kDay, {.count = count, .throttled = true}, random) - kNow;
  };
  EXPECT_EQ(wait(1), 1min);
  EXPECT_EQ(wait(2), 2min);
  EXPECT_EQ(wait(4), 8min);
  EXPECT_EQ(wait(100), 1h);
}

TEST(Schedule, ARefusedFileIsNotAskedForAtOnce) {
  SplitMix64 random(6);
  for (std::uint32_t count = 1; count < 50; ++count) {
    const Duration wait =
        next_after_failure(kNow, kDay, {.count = count, .refused = true}, random) - kNow;
    EXPECT_GE(wait, kRefusedRetryFirst);
    EXPECT_LE(wait, kDay + kRefusedRetryFirst);
  }
}

TEST(Schedule, TheFirstAttemptIsAtOnceUnlessTheCopyIsYoung) {
  SplitMix64 random(7);
  EXPECT_EQ(first_attempt(kNow, kDay, std::nullopt, std::nullopt, random), kNow);
  EXPECT_EQ(first_attempt(kNow, kDay, kNow - kDay, std::nullopt, random), kNow);
  // A clock that was ahead.
  EXPECT_EQ(first_attempt(kNow, kDay, kNow + 1h, std::nullopt, random), kNow);
  for (int i = 0; i < 1'000; ++i) {
    const UnixTime at = first_attempt(kNow, kDay, kNow - 20h, std::nullopt, random);
    EXPECT_GE(at, kNow);
    EXPECT_LT(at, kNow + 4h);
  }
}

TEST(Schedule, ARestartDoesNotForgetWhatAServerAskedFor) {
  SplitMix64 random(8);
  EXPECT_EQ(first_attempt(kNow, kDay, std::nullopt, kNow + 30min, random), kNow + 30min);
  // Of another clock.
  EXPECT_EQ(first_attempt(kNow, kDay, std::nullopt, kNow + 1000h, random), kNow);
}

TEST(Schedule, AnAttemptOutOfTurnWaitsForNothingButWhatTheServerAskedFor) {
  EXPECT_EQ(attempt_out_of_turn(kNow, std::nullopt), kNow);
  EXPECT_EQ(attempt_out_of_turn(kNow, kNow - 1h), kNow);
  EXPECT_EQ(attempt_out_of_turn(kNow, kNow + 30min), kNow + 30min);
  EXPECT_EQ(attempt_out_of_turn(kNow, kNow + 1000h), kNow) << "of another clock";
}

TEST(Schedule, ATimeOfDayIsTheNextOne) {
  const UnixTime midnight = floor_to(kNow, kDay);
  EXPECT_EQ(next_time_of_day(midnight + 3h, std::chrono::minutes(240)), midnight + 4h);
  EXPECT_EQ(next_time_of_day(midnight + 4h, std::chrono::minutes(240)), midnight + 28h);
  EXPECT_EQ(next_time_of_day(midnight + 5h, std::chrono::minutes(240)), midnight + 28h);
}

}  // namespace
}  // namespace flowbridge

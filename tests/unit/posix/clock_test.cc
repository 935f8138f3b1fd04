#include "posix/clock.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Clock, TheWallShowsACredibleDate) {
  constexpr std::int64_t kYear2020 = 1'577'836'800'000;
  EXPECT_GT(to_ms(read_now().wall), kYear2020);
}

TEST(Clock, TheStopwatchNeverRunsBackwards) {
  MonotonicTime before = read_now().monotonic;
  for (int i = 0; i < 1000; ++i) {
    const MonotonicTime after = read_now().monotonic;
    ASSERT_GE(after, before);
    before = after;
  }
}

TEST(Clock, TheStopwatchIsTheOneThatWaitsUse) {
  const auto before = std::chrono::steady_clock::now();
  const auto ours = to_steady(read_now().monotonic);
  const auto after = std::chrono::steady_clock::now();
  EXPECT_GE(ours, before - std::chrono::microseconds(1));
  EXPECT_LE(ours, after);
}

}  // namespace
}  // namespace flowbridge

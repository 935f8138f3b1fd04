#include "base/backoff.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Backoff, GrowsToItsLastWaitAndNeverShrinksByMoreThanAFifth) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Backoff backoff({}, seed);
    Duration last{0};
    for (int i = 0; i < 30; ++i) {
      const Duration wait = backoff.next({});
      ASSERT_GE(wait.count() * 10, last.count() * 8) << "seed " << seed << " wait " << i;
      ASSERT_LE(wait, 60s) << "seed " << seed;
      last = wait;
    }
    EXPECT_GE(last, 21s) << "seed " << seed;
  }
}

TEST(Backoff, SendersThatFailTogetherComeBackSpread) {
  std::vector<Duration> waits;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Backoff backoff({.first = 10s, .last = 10s}, seed * 77);
    waits.push_back(backoff.next({}));
  }
  const auto [least, most] = std::minmax_element(waits.begin(), waits.end());
  EXPECT_GE(*most - *least, 5s);
}

TEST(Backoff, BeginsAnewAfterASuccess) {
  Backoff backoff({}, 1);
  for (int i = 0; i < 12; ++i) backoff.next({});
  EXPECT_EQ(backoff.attempts(), 12);
  backoff.reset();
  EXPECT_LE(backoff.next({}), 30ms);
}

TEST(Backoff, NeverWaitsLessThanTheReceiverAsksFor) {
  Backoff backoff({}, 1);
  EXPECT_EQ(backoff.next(90s), 90s);
}

}  // namespace
}  // namespace flowbridge

#include "peering/traffic.h"

#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

std::vector<double> one_to(int count) {
  std::vector<double> rates(static_cast<std::size_t>(count));
  std::iota(rates.begin(), rates.end(), 1.0);
  return rates;
}

TEST(Percentile, IsTheNearestRank) {
  // Of 100 it is the 95th, of 20 the 19th, of 10 the 10th, of 1 that one.
  EXPECT_EQ(summarize(one_to(100), 100).p95_bits, 95);
  EXPECT_EQ(summarize(one_to(20), 20).p95_bits, 19);
  EXPECT_EQ(summarize(one_to(21), 21).p95_bits, 20);
  EXPECT_EQ(summarize(one_to(10), 10).p95_bits, 10);
  EXPECT_EQ(summarize(one_to(1), 1).p95_bits, 1);
}

TEST(Percentile, DoesNotDependOnTheOrder) {
  std::vector<double> rates = one_to(100);
  std::swap(rates[3], rates[95]);
  std::swap(rates[0], rates[99]);
  EXPECT_EQ(summarize(rates, 100).p95_bits, 95);
}

TEST(Percentile, CountsWhatIsMissingAsNothing) {
  // Six of a hundred are the highest, so the lowest of them is the 95th; five are above it.
  EXPECT_EQ(summarize(one_to(6), 100).p95_bits, 1);
  EXPECT_EQ(summarize(one_to(5), 100).p95_bits, 0);
  EXPECT_EQ(summarize({}, 100).p95_bits, 0);
  const RateSummary half = summarize(one_to(4), 8);
  EXPECT_EQ(half.average_bits, 10.0 / 8);
  EXPECT_EQ(half.samples, 4U);
}

TEST(Percentile, TakesWhatIsNoRateForNothing) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  const RateSummary summary = summarize({nan, infinite, -5, 8}, 4);
  EXPECT_EQ(summary.p95_bits, 8);
  EXPECT_EQ(summary.average_bits, 2);
  EXPECT_EQ(summary.samples, 4U);
}

TEST(Percentile, IsAtMostTwentyTimesTheAverageAndMayBe) {
  const std::size_t samples = samples_of(30 * kDay);
  ASSERT_EQ(samples, 8640U);
  // All traffic in the samples at the rank and above: the worst that can be.
  const std::vector<double> bursts(433, 7.0);
  const RateSummary worst = summarize(bursts, samples);
  EXPECT_EQ(worst.p95_bits, 7);
  EXPECT_NEAR(p95_bits_max(worst.average_bits, samples), 7, 1e-9);
  EXPECT_EQ(summarize(std::vector<double>(432, 7.0), samples).p95_bits, 0);
  EXPECT_LT(p95_bits_max(1, samples), 20);
}

TEST(Bill, IsOfTheLargerDirection) {
  EXPECT_EQ(billed_bits({.in = {.p95_bits = 3}, .out = {.p95_bits = 4}}), 4);
  EXPECT_EQ(billed_bits({.in = {.p95_bits = 5}, .out = {.p95_bits = 4}}), 5);
}

}  // namespace
}  // namespace flowbridge

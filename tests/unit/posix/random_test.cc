#include "posix/random.h"

#include <set>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Random, DoesNotRepeatItself) {
  constexpr int kDraws = 1000;
  std::set<std::uint64_t> seen;
  std::uint64_t ones = 0;
  std::uint64_t zeros = 0;
  for (int i = 0; i < kDraws; ++i) {
    const std::uint64_t bits = random_u64();
    seen.insert(bits);
    ones |= bits;
    zeros |= ~bits;
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kDraws));
  // Every bit is sometimes set and sometimes not.
  EXPECT_EQ(ones, ~std::uint64_t{0});
  EXPECT_EQ(zeros, ~std::uint64_t{0});
}

}  // namespace
}  // namespace flowbridge

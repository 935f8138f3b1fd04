#include "base/split_mix.h"

#include <set>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

// The first outputs of the published program with state 0: the sequence must never change.
TEST(SplitMix64, IsThePublishedSequence) {
  SplitMix64 random(0);
  EXPECT_EQ(random.next(), 0xe220a8397b1dcdafu);
  EXPECT_EQ(random.next(), 0x6e789e6aa1b965f4u);
  EXPECT_EQ(random.next(), 0x06c45d188009454fu);
  EXPECT_EQ(random.next(), 0xf88bb8a8724c81ecu);
  EXPECT_EQ(mixed(0), SplitMix64(0).next());
}

TEST(SplitMix64, BelowReachesBothEndsOfItsRange) {
  SplitMix64 random(1);
  std::set<std::uint32_t> met;
  for (int i = 0; i < 1000; ++i) met.insert(random.below(5));
  EXPECT_EQ(met, (std::set<std::uint32_t>{0, 1, 2, 3, 4}));
}

TEST(SplitMix64, AFractionIsTheHighBitsOfTheNextNumber) {
  SplitMix64 random(0);
  EXPECT_EQ(random.fraction(), static_cast<double>(0xe220a8397b1dcdafu >> 11) / 9007199254740992.0);
  for (int i = 0; i < 1000; ++i) {
    const double fraction = random.fraction();
    EXPECT_GE(fraction, 0);
    EXPECT_LT(fraction, 1);
  }
}

}  // namespace
}  // namespace flowbridge

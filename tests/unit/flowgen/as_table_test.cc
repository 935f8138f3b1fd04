#include "flowgen/as_table.h"

#include "base/split_mix.h"

#include <cmath>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(AsTable, WellKnownNumbersComeFirst) {
  const AsTable table({.count = 100, .own = Asn(64496)});
  EXPECT_EQ(table.at(0), Asn(15169));
  EXPECT_EQ(table.at(1), Asn(13335));
  EXPECT_EQ(table.at(7), Asn(20940));
}

TEST(AsTable, OurOwnNumberIsLeftOut) {
  const AsTable table({.count = 100, .own = Asn(13335)});
  EXPECT_EQ(table.at(1), Asn(32934));
  for (std::uint32_t rank = 0; rank < table.size(); ++rank) EXPECT_NE(table.at(rank), Asn(13335));
}

TEST(AsTable, ALargerTableBeginsWithTheSmallerOne) {
  const AsTable small({.count = 50, .own = Asn(64496)});
  const AsTable large({.count = 5000, .own = Asn(64496)});
  for (std::uint32_t rank = 0; rank < small.size(); ++rank) {
    EXPECT_EQ(small.at(rank), large.at(rank)) << rank;
  }
}

TEST(AsTable, TheLargestTableHasDistinctPublicNumbers) {
  const AsTable table({.count = kAsCountMax, .own = Asn(64496)});
  std::set<std::uint32_t> numbers;
  for (std::uint32_t rank = 0; rank < table.size(); ++rank) {
    const std::uint32_t number = table.at(rank).value();
    numbers.insert(number);
    const bool reserved = number == 0 || number == 23456 || (number >= 64496 && number < 131072) ||
                          number >= 4200000000;
    EXPECT_FALSE(reserved) << number;
  }
  EXPECT_EQ(numbers.size(), kAsCountMax);
}

TEST(AsTable, RanksAreDrawnByZipfsLaw) {
  constexpr int kDraws = 400'000;
  const AsTable table({.count = 1000, .own = Asn(64496)});
  std::vector<double> met(table.size());
  SplitMix64 draw(1);
  for (int i = 0; i < kDraws; ++i) met.at(table.draw_rank(draw.next())) += 1;
  double harmonic = 0;
  for (int rank = 1; rank <= 1000; ++rank) harmonic += 1.0 / rank;
  for (const std::uint32_t rank : {0u, 1u, 2u, 9u, 99u}) {
    const double want = kDraws / (harmonic * (rank + 1));
    EXPECT_NEAR(met.at(rank), want, 5 * std::sqrt(want)) << rank;
  }
  EXPECT_GT(met.back(), 0);
}

}  // namespace
}  // namespace flowbridge

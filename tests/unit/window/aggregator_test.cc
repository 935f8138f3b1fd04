#include "window/aggregator.h"

#include <map>
#include <random>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

UnixTime tick(int number) {
  return unix_ms(1'700'000'010'000) + number * 15s;
}

TEST(WindowAggregator, AddsUpBySeriesAndWindowAndDrainsInOrder) {
  WindowAggregator pending;
  pending.add(tick(1), SeriesId(9), {10, 1, 1});
  pending.add(tick(0), SeriesId(2), {20, 2, 1});
  pending.add(tick(1), SeriesId(9), {30, 3, 1});
  pending.add(tick(1), SeriesId(0), {40, 4, 1});
  EXPECT_EQ(pending.sums_count(), 3u);
  EXPECT_THAT(pending.drain(),
              ElementsAre(WindowContributions{tick(0), {{SeriesId(2), {20, 2, 1}}}},
                          WindowContributions{
                              tick(1), {{SeriesId(0), {40, 4, 1}}, {SeriesId(9), {40, 4, 2}}}}));
}

TEST(WindowAggregator, IsEmptyAfterADrainAndGoesOn) {
  WindowAggregator pending;
  EXPECT_TRUE(pending.empty());
  for (int i = 0; i < 3; ++i) pending.add(tick(i), SeriesId(1), {1, 1, 1});
  EXPECT_FALSE(pending.empty());
  pending.drain();
  EXPECT_TRUE(pending.empty());
  EXPECT_EQ(pending.sums_count(), 0u);
  EXPECT_THAT(pending.drain(), IsEmpty());
  pending.add(tick(7), SeriesId(1), {5, 1, 1});
  EXPECT_THAT(pending.drain(),
              ElementsAre(WindowContributions{tick(7), {{SeriesId(1), {5, 1, 1}}}}));
}

TEST(WindowAggregator, AgreesWithAMapWhateverTheOrder) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const auto draw = [&](unsigned below) {
      return std::uniform_int_distribution<unsigned>(0, below - 1)(random);
    };
    WindowAggregator pending;
    std::map<UnixTime, std::map<SeriesId, Counts>> model;
    for (int i = 0; i < 300; ++i) {
      const UnixTime at = tick(static_cast<int>(draw(10)));
      const SeriesId series(draw(20));
      const Counts counts{draw(100'000), draw(100), 1};
      pending.add(at, series, counts);
      model[at][series] += counts;
      if (draw(100) > 0) continue;
      std::size_t sums = 0;
      std::vector<WindowContributions> want;
      for (const auto& [window, contributions] : model) {
        WindowContributions& out = want.emplace_back();
        out.tick = window;
        for (const auto& [id, sum] : contributions) out.contributions.push_back({id, sum});
        sums += contributions.size();
      }
      ASSERT_EQ(pending.sums_count(), sums);
      ASSERT_EQ(pending.drain(), want);
      model.clear();
    }
  }
}

}  // namespace
}  // namespace flowbridge

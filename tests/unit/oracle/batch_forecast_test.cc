#include "oracle/batch_forecast.h"

#include "unit/oracle/journal_book.h"

#include <map>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr Offset kEnd = 450;

class OracleForecast : public ::testing::Test {
 protected:
  OracleForecast() { decisions_.grid.change({}, 15s); }

  Forecast all(const std::set<UnixTime>& excluded = {}) {
    return forecaster_.of({.partition = 0, .first = 0, .next = kEnd}, decisions_, excluded);
  }

  static Counts sum(const Forecast& forecast, UnixTime tick) {
    Counts counts;
    const auto window = forecast.windows.find(tick);
    if (window == forecast.windows.end()) return counts;
    for (const auto& [series, cell] : window->second) counts += cell;
    return counts;
  }

  const Truth truth_ = small_truth();
  SeriesIndex index_{truth_.generator};
  Forecaster forecaster_{truth_.generator, index_};
  Decisions decisions_;
  // Early in the traffic: windows after it are open.
  const UnixTime tick_ = floor_to(truth_.generator.start, 15s) + 30s;
};

TEST_F(OracleForecast, BeforeTheFirstTickNothingIsLate) {
  const Forecast forecast = all();
  EXPECT_EQ(forecast.totals.records, static_cast<std::uint64_t>(kEnd));
  EXPECT_EQ(forecast.totals.late_bytes, 0u);
  EXPECT_EQ(forecast.timestamp_max, forecaster_.stamp(0, kEnd - 1));
}

TEST_F(OracleForecast, WhatIsBeforeTheNewestTickCountsInTheFirstOpenWindow) {
  const Forecast on_time = all();
  std::uint64_t before = 0;
  for (const auto& [tick, cells] : on_time.windows) {
    if (tick <= tick_) before += sum(on_time, tick).bytes;
  }
  decisions_.last_tick = tick_;
  const Forecast late = all();
  EXPECT_EQ(late.windows.begin()->first, tick_ + 15s);
  EXPECT_EQ(late.totals.late_bytes, before);
  EXPECT_EQ(sum(late, tick_ + 15s).bytes, before + sum(on_time, tick_ + 15s).bytes);
  EXPECT_EQ(late.totals.bytes, on_time.totals.bytes);
}

TEST_F(OracleForecast, WhatIsLateIsToldByItsReason) {
  const Forecast on_time = all();
  decisions_.last_tick = tick_;
  const Forecast late = all({tick_});
  // The window of the tick was closed without the partition; those before it were not.
  EXPECT_EQ(late.excluded.bytes, sum(on_time, tick_).bytes);
  EXPECT_GT(late.unplanned.bytes, 0u);
  EXPECT_LT(late.unplanned.bytes, late.late.bytes);
}

TEST(OracleGrid, TicksAreMultiplesOfTheWidth) {
  Grid grid;
  grid.change({}, 15s);
  EXPECT_EQ(grid.tick_of(unix_ms(14'999)), unix_ms(15'000));
  EXPECT_EQ(grid.tick_of(unix_ms(15'000)), unix_ms(30'000));
  EXPECT_TRUE(grid.is_tick(unix_ms(30'000)));
  EXPECT_FALSE(grid.is_tick(unix_ms(30'001)));
}

TEST(OracleGrid, ANewWidthBeginsWhereItIsSaidAndCutsTheWindowBeforeIt) {
  Grid grid;
  grid.change({}, 15s);
  grid.change(unix_ms(40'000), 10s);
  EXPECT_EQ(grid.tick_of(unix_ms(30'000)), unix_ms(40'000));
  EXPECT_EQ(grid.tick_of(unix_ms(40'000)), unix_ms(50'000));
  EXPECT_EQ(grid.width_at(unix_ms(40'000)), 15s);
  EXPECT_EQ(grid.width_at(unix_ms(50'000)), 10s);
  grid.change(unix_ms(40'000), 1s);
  EXPECT_EQ(grid.tick_of(unix_ms(40'000)), unix_ms(41'000));
}

}  // namespace
}  // namespace flowbridge

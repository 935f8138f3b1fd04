#include "property/series/history.h"

namespace flowbridge {
namespace {

/// What the histories of a test have met: a property that never saw its case proves nothing.
struct Met {
  std::size_t rollovers = 0;
  std::size_t late_anchors = 0;
  std::size_t forgotten = 0;
  std::size_t folded = 0;
  std::size_t expired = 0;
  std::size_t renamed = 0;
};

Met run_histories(int count, const HistoryOptions& base) {
  constexpr Duration kIdleTimeouts[] = {2 * 60s, 6min, 11min};
  Met met;
  for (int seed = 1; seed <= count && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    HistoryOptions options = base;
    options.idle_timeout = kIdleTimeouts[seed % 3];
    options.limit = base.limit + static_cast<std::size_t>(seed) % 7;
    History history(static_cast<std::uint64_t>(seed), options);
    history.run();
    if (!testing::Test::HasFailure()) history.check();
    met.rollovers += history.rollovers();
    met.late_anchors += history.late_anchors();
    met.forgotten += history.forgotten();
    met.folded += history.folded();
    met.expired += history.expired();
    met.renamed += history.renamed();
  }
  return met;
}

TEST(SeriesHistory, R15EveryWindowIsExactThroughExpiryRevivalFoldingAndForgetting) {
  const Met met = run_histories(60, {});
  EXPECT_GT(met.expired, 100u);
  EXPECT_GT(met.late_anchors, 10u);
  EXPECT_GT(met.folded, 100u);
  EXPECT_GT(met.forgotten, 10u);
}

TEST(SeriesHistory, R16EveryWindowIsExactWhenOneWidthIsAHeartbeatOrMore) {
  run_histories(20, {.width = 60s});
  run_histories(10, {.width = 7s, .ticks = 300});
}

TEST(SeriesHistory, R9EveryWindowIsExactAcrossRollovers) {
  const Met met = run_histories(20, {.remote_as_count = 2, .huge_flows = true});
  EXPECT_GT(met.rollovers, 50u);
}

TEST(SeriesHistory, R25EveryWindowIsExactAcrossChangesOfTheWidth) {
  run_histories(20, {.width_change_percent = 10});
}

TEST(SeriesHistory, R11EveryWindowOfEveryNameIsExactWhileNamesComeAndGo) {
  const Met met = run_histories(60, {.limit = 6, .rename_percent = 10});
  EXPECT_GT(met.renamed, 500u);
  EXPECT_GT(met.late_anchors, 100u);
  EXPECT_GT(met.forgotten, 100u);
  run_histories(20, {.remote_as_count = 3, .huge_flows = true, .rename_percent = 5});
}

}  // namespace
}  // namespace flowbridge

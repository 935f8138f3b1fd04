// R2, R3, R4, R5, R6, R7, R25: whatever the broker, the client and the process do, each record
// counts once, in its own window, and everything goes on.

#include "property/ledger/log_world.h"

namespace flowbridge {
namespace {

/// What the worlds of a test have met: a property that never saw its case proves nothing.
struct Met {
  std::size_t records = 0;
  std::size_t ticks = 0;
  std::size_t late = 0;
  std::size_t exclusions = 0;
  std::size_t crashes = 0;
  std::size_t waits = 0;
};

Met run_worlds(int count, const LogWorldOptions& options) {
  Met met;
  for (int seed = 1; seed <= count && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LogWorld world(static_cast<std::uint64_t>(seed), options);
    world.run(200);
    world.drain();
    if (!testing::Test::HasFailure()) world.check();
    met.records += world.records();
    met.ticks += world.ticks();
    met.late += world.late();
    met.exclusions += world.exclusions();
    met.crashes += world.crashes();
    met.waits += world.waits();
  }
  return met;
}

constexpr Duration kNever = 24h * 365;

TEST(LedgerLog, R4NothingIsLateWhileTimestampsAreWithinLateness) {
  const Met met = run_worlds(300, {.ledger = {.stall_timeout = kNever}});
  EXPECT_EQ(met.late, 0u);
  EXPECT_GT(met.records, 10'000u);
  EXPECT_GT(met.ticks, 5'000u);
  EXPECT_GT(met.crashes, 30u);
  EXPECT_GT(met.waits, 100u);
}

TEST(LedgerLog, R4NothingIsLateWithWindowsNarrowerThanLateness) {
  const Met met = run_worlds(100, {.ledger = {.width = 2s, .stall_timeout = kNever}});
  EXPECT_EQ(met.late, 0u);
}

TEST(LedgerLog, R5OnlyALaneThatWasLeftOutIsLate) {
  const Met met = run_worlds(200, {.ledger = {.stall_timeout = 10s}, .unreachable_percent = 3});
  EXPECT_GT(met.exclusions, 10u);
  EXPECT_GT(met.late, 10u);
}

TEST(LedgerLog, R7LateRecordsCountOnceToo) {
  const Met met =
      run_worlds(200, {.ledger = {.stall_timeout = kNever}, .jitter = 40s, .crash_percent = 3});
  EXPECT_GT(met.late, 100u);
}

TEST(LedgerLog, R25TheWidthChangesAtRestartsAndNothingIsLate) {
  const Met met = run_worlds(
      300, {.ledger = {.stall_timeout = kNever}, .crash_percent = 5, .width_change_percent = 60});
  EXPECT_EQ(met.late, 0u);
  EXPECT_GT(met.crashes, 100u);
}

}  // namespace
}  // namespace flowbridge

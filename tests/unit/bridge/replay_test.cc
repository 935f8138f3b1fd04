#include "bridge/replay.h"

#include "support/result_matchers.h"

namespace flowbridge {
namespace {

constexpr UnixTime kTick = unix_ms(1'700'000'010'000);

struct State {
  Ledger ledger{LedgerOptions{}};
  Accounts accounts;
};

Result<void> restored(const State& state) {
  State again;
  return restore_checkpoint(encode_checkpoint(state.ledger, state.accounts), again.ledger,
                            again.accounts);
}

TickRecord a_tick() {
  return {.tick = kTick, .previous = kTick - 15s, .width = 15s};
}

TEST(Checkpoint, IsTheStateOfLanesAndSeries) {
  State state;
  EXPECT_THAT(restored(state), IsOk());
  ASSERT_THAT(state.ledger.apply(a_tick()), IsOk());
  ASSERT_THAT(state.accounts.apply(a_tick()), IsOk());
  EXPECT_THAT(restored(state), IsOk());
}

// The next tick would be one that is closed already, and end the program.
TEST(Checkpoint, OfTwoTicksIsRefused) {
  State state;
  ASSERT_THAT(state.ledger.apply(a_tick()), IsOk());
  EXPECT_THAT(restored(state), FailsWith(ErrorCode::kCorrupt, "those of different ticks"));
  ASSERT_THAT(state.accounts.apply(a_tick()), IsOk());
  TickRecord next = a_tick();
  next.previous = std::exchange(next.tick, next.tick + 15s);
  ASSERT_THAT(state.ledger.apply(next), IsOk());
  EXPECT_THAT(restored(state), FailsWith(ErrorCode::kCorrupt, "those of different ticks"));
}

TEST(Replay, ATickThatLeavesOutAnUnknownLaneIsRefused) {
  Ledger ledger{LedgerOptions{}};
  TickRecord tick = a_tick();
  tick.excluded = {LaneId(0)};
  EXPECT_THAT(ledger.apply(tick), FailsWith(ErrorCode::kCorrupt, "an unknown lane"));
}

// Whether a series is due is counted in widths.
TEST(Checkpoint, OfATickWithoutAWidthIsRefused) {
  State state;
  TickRecord tick = a_tick();
  tick.width = 0ms;
  ASSERT_THAT(state.ledger.apply(tick), IsOk());
  ASSERT_THAT(state.accounts.apply(tick), IsOk());
  EXPECT_THAT(restored(state), FailsWith(ErrorCode::kCorrupt, "malformed accounts"));
}

}  // namespace
}  // namespace flowbridge

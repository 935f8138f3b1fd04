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
  state.ledger.apply(a_tick());
  ASSERT_THAT(state.accounts.apply(a_tick()), IsOk());
  EXPECT_THAT(restored(state), IsOk());
}

// The next tick would be one that is closed already, and end the program.
TEST(Checkpoint, OfTwoTicksIsRefused) {
  State state;
  state.ledger.apply(a_tick());
  EXPECT_THAT(restored(state), FailsWith(ErrorCode::kCorrupt, "those of different ticks"));
  ASSERT_THAT(state.accounts.apply(a_tick()), IsOk());
  TickRecord next = a_tick();
  next.previous = std::exchange(next.tick, next.tick + 15s);
  state.ledger.apply(next);
  EXPECT_THAT(restored(state), FailsWith(ErrorCode::kCorrupt, "those of different ticks"));
}

// Whether a series is due is counted in widths.
TEST(Checkpoint, OfATickWithoutAWidthIsRefused) {
  State state;
  TickRecord tick = a_tick();
  tick.width = 0ms;
  state.ledger.apply(tick);
  ASSERT_THAT(state.accounts.apply(tick), IsOk());
  EXPECT_THAT(restored(state), FailsWith(ErrorCode::kCorrupt, "malformed accounts"));
}

}  // namespace
}  // namespace flowbridge

// R7, R25: a restart repeats no decision and changes none; a new width waits for open windows.

#include "unit/ledger/ledger_world.h"

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void expect_tick_of(const TickGrid& grid, UnixTime stamp, UnixTime tick) {
  EXPECT_EQ(grid.tick_of(stamp), tick) << to_ms(stamp);
}

TEST(TickGrid, R25AWidthEndsWhereTheNextBegins) {
  const UnixTime zero = kStart;
  TickGrid grid(15s);
  grid.change({zero + 30s, 60s});
  expect_tick_of(grid, zero + 29s, zero + 30s);
  expect_tick_of(grid, zero + 30s, zero + 60s);
  expect_tick_of(grid, zero + 60s, zero + 120s);
  EXPECT_EQ(grid.width_at(zero + 30s), 15s);
  EXPECT_EQ(grid.width_at(zero + 60s), 60s);
  EXPECT_EQ(grid.last_at(zero + 45s), zero + 30s);
  EXPECT_EQ(grid.last_at(zero + 61s), zero + 60s);
  grid.change({zero + 60s, 25s});
  EXPECT_EQ(grid.next(zero + 60s), floor_to(zero + 60s, 25s) + 25s);
  grid.drop_before(zero + 60s);
  EXPECT_THAT(grid.spans(), ElementsAre(GridRecord{UnixTime::min(), 25s}));
}

TEST(TickGrid, R25AWidthThatIsNoMultipleIsCutShortAtTheChange) {
  TickGrid grid(60s);
  grid.change({kStart + 60s, 7s});
  grid.change({kStart + 63s, 60s});
  expect_tick_of(grid, kStart + 62s, kStart + 63s);
  expect_tick_of(grid, kStart + 63s, kStart + 120s);
}

class LedgerRestart : public testing::Test {
 protected:
  /// Two lanes, one window closed, two open.
  void given_open_windows() {
    a_ = world_.lane("a");
    b_ = world_.lane("b");
    for (const LaneId lane : {a_, b_}) {
      world_.read(lane, 1s);
      world_.read(lane, 16s);
      world_.read(lane, 31s);
    }
    ASSERT_THAT(world_.close(), ElementsAre(world_.at(15s)));
    world_.flush();
  }

  /// A ledger with the same history, by checkpoint.
  Ledger restored(const LedgerOptions& options) {
    Ledger ledger(options);
    const Result<void> result = ledger.restore_state(world_.ledger.encode_state());
    EXPECT_TRUE(result) << result.error().message();
    return ledger;
  }

  /// A ledger with the same history, by records.
  Ledger replayed(const LedgerOptions& options) {
    Ledger ledger(options);
    EXPECT_TRUE(ledger.apply(GridRecord{UnixTime::min(), 15s}));
    EXPECT_TRUE(ledger.apply(world_.ledger.lane(a_).identity));
    EXPECT_TRUE(ledger.apply(world_.ledger.lane(b_).identity));
    std::size_t closed = 0;
    for (const BatchRecord& batch : world_.batches) {
      EXPECT_TRUE(ledger.apply(batch));
      if (&batch == &world_.batches[1]) {
        const TickDecision& tick = world_.decisions[closed++];
        const TickRecord record{tick.tick, tick.previous, tick.width, tick.excluded, {}, {}};
        EXPECT_TRUE(ledger.apply(record));
      }
    }
    return ledger;
  }

  LedgerWorld world_{LedgerOptions{.width = 15s, .lateness = 5s}};
  LaneId a_;
  LaneId b_;
};

TEST_F(LedgerRestart, CheckpointAndRecordsGiveTheSameState) {
  given_open_windows();
  EXPECT_EQ(replayed({}).encode_state(), world_.ledger.encode_state());
  EXPECT_EQ(restored({}).encode_state(), world_.ledger.encode_state());
}

TEST_F(LedgerRestart, TheSameTickClosesNext) {
  given_open_windows();
  for (Ledger ledger : {restored({}), replayed({})}) {
    EXPECT_EQ(ledger.adopt_width(), std::nullopt);
    EXPECT_EQ(ledger.closable(world_.now, SeriesLive::kSome), std::nullopt) << "R3: no clock yet";
    assign(ledger, world_.now);
    EXPECT_EQ(ledger.arrive(a_, {2, {world_.at(31s)}}, world_.now).verdict, Verdict::kDuplicate);
    EXPECT_EQ(ledger.arrive(a_, {3, {world_.at(36s)}}, world_.now).verdict, Verdict::kCount);
    EXPECT_EQ(ledger.closable(world_.now, SeriesLive::kSome), std::nullopt) << "b holds";
    EXPECT_EQ(ledger.arrive(b_, {3, {world_.at(35s)}}, world_.now).verdict, Verdict::kCount);
    const std::optional<TickDecision> next = ledger.closable(world_.now, SeriesLive::kSome);
    ASSERT_TRUE(next);
    EXPECT_EQ(next->tick, world_.at(30s));
    EXPECT_EQ(next->previous, world_.at(15s));
  }
}

TEST_F(LedgerRestart, R25ANewWidthBeginsWhenTheOpenWindowsAreClosed) {
  given_open_windows();
  Ledger ledger = restored({.width = 60s});
  EXPECT_EQ(ledger.adopt_width(), (GridRecord{world_.at(45s), 60s}));
  assign(ledger, world_.now);
  std::vector<UnixTime> ticks;
  for (const LaneId lane : {a_, b_}) {
    ASSERT_EQ(ledger.arrive(lane, {3, {world_.at(125s)}}, world_.now).verdict, Verdict::kCount);
  }
  world_.pass(5min);
  ledger.take_batches();
  while (const auto tick = ledger.closable(world_.now, SeriesLive::kSome)) {
    ledger.close(*tick);
    ticks.push_back(tick->tick);
  }
  EXPECT_THAT(ticks, ElementsAre(world_.at(30s), world_.at(45s), world_.at(60s), world_.at(120s)));
}

TEST_F(LedgerRestart, R25ChangedAgainBeforeItBeganTheFirstChangeIsUndone) {
  given_open_windows();
  Ledger first = restored({.width = 60s});
  ASSERT_TRUE(first.adopt_width());
  Ledger second({.width = 20s});
  ASSERT_TRUE(second.restore_state(first.encode_state()));
  EXPECT_EQ(second.encode_state(), first.encode_state());
  EXPECT_EQ(second.adopt_width(), (GridRecord{world_.at(45s), 20s}));
  assign(second, world_.now);
  const Arrival arrival = second.arrive(a_, {3, {world_.at(46s)}}, world_.now);
  EXPECT_EQ(second.place(arrival, std::nullopt).tick, world_.at(60s));
  Ledger third({.width = 20s});
  ASSERT_TRUE(third.restore_state(first.encode_state()));
  ASSERT_TRUE(third.apply(GridRecord{world_.at(45s), 20s}));
  EXPECT_EQ(third.adopt_width(), std::nullopt) << "the journal has it already";
}

TEST(LedgerAlignment, R6ALaneIsReadFarEnoughToCloseAWindowThatIsWiderThanTheNewOnes) {
  LedgerWorld world({.width = 10min});
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  world.flush();
  Ledger ledger({.width = 5s});
  ASSERT_TRUE(ledger.restore_state(world.ledger.encode_state()));
  ASSERT_TRUE(ledger.apply(GridRecord{world.at(20min), 5s}));
  assign(ledger, world.now);
  // In the second window of ten minutes, which ends far beyond eight of five seconds.
  EXPECT_EQ(ledger.arrive(lane, {1, {world.at(601s)}}, world.now).verdict, Verdict::kCount);
}

TEST_F(LedgerRestart, R7AStampBeforeTheNewestTickIsLateEvenIfItsWindowWasCutShort) {
  given_open_windows();
  Ledger ledger = restored({.width = 60s});
  ASSERT_TRUE(ledger.adopt_width());
  assign(ledger, world_.now);
  for (const LaneId lane : {a_, b_}) ledger.arrive(lane, {3, {world_.at(50s)}}, world_.now);
  ledger.take_batches();
  while (const auto tick = ledger.closable(world_.now, SeriesLive::kSome)) ledger.close(*tick);
  ASSERT_EQ(ledger.last_tick(), world_.at(45s));
  const Arrival arrival = ledger.arrive(a_, {4, {world_.at(44s)}}, world_.now);
  const Placement placement = ledger.place(arrival, std::nullopt);
  EXPECT_EQ(placement.tick, world_.at(60s));
  EXPECT_TRUE(placement.late);
}

TEST(LedgerRecords, ContradictionsAreCorrupt) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  Ledger& ledger = world.ledger;
  const auto code = [](const Result<void>& result) {
    return result ? std::optional<ErrorCode>() : result.error().code();
  };
  EXPECT_EQ(code(ledger.apply(LaneRecord{LaneId(5), {"b", 0}, 0})), ErrorCode::kCorrupt);
  EXPECT_EQ(code(ledger.apply(LaneRecord{LaneId(1), {"a", 0}, 0})), ErrorCode::kCorrupt);
  BatchRecord batch;
  batch.lane = LaneId(7);
  EXPECT_EQ(code(ledger.apply(batch)), ErrorCode::kCorrupt);
  batch.lane = lane;
  batch.first = 3;
  EXPECT_EQ(code(ledger.apply(batch)), ErrorCode::kCorrupt);
  ASSERT_TRUE(ledger.apply(GridRecord{world.at(60s), 20s}));
  EXPECT_EQ(code(ledger.apply(GridRecord{world.at(0s), 30s})), ErrorCode::kCorrupt);
  std::string state = ledger.encode_state();
  for (std::size_t size = 0; size < state.size(); ++size) {
    EXPECT_EQ(code(Ledger({}).restore_state(state.substr(0, size))), ErrorCode::kCorrupt) << size;
  }
}

}  // namespace
}  // namespace flowbridge

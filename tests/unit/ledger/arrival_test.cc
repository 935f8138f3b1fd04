// R1, R6, R7: which records count, in which window, and how far a lane may run ahead.

#include "unit/ledger/ledger_world.h"

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(LedgerStamps, R1AStampIsCappedFiveSecondsBeyondTheWall) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.now.wall = world.at(0s);
  Arrival arrival = world.ledger.arrive(lane, {0, {world.at(5s)}}, world.now);
  EXPECT_EQ(arrival.timestamp, world.at(5s));
  EXPECT_FALSE(arrival.clamped);
  arrival = world.ledger.arrive(lane, {1, {world.at(5'001ms)}}, world.now);
  EXPECT_EQ(arrival.timestamp, world.at(5s));
  EXPECT_TRUE(arrival.clamped);
  EXPECT_EQ(world.ledger.event_time(world.now), world.at(5s)) << "R3: the log's clock as well";
}

TEST(LedgerStamps, R1ARecordWithoutAUsableTimestampHasTheLanesNewest) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 2s);
  for (const std::optional<UnixTime>& none :
       {std::optional<UnixTime>(), std::optional(unix_ms(-1)), std::optional(unix_ms(0)),
        std::optional(UnixTime::max())}) {
    const Arrival arrival =
        world.ledger.arrive(lane, {world.ledger.lane(lane).next, {none}}, world.now);
    EXPECT_EQ(arrival.verdict, Verdict::kCount);
    EXPECT_EQ(arrival.timestamp, world.at(2s));
    EXPECT_TRUE(arrival.clamped);
  }
}

TEST(LedgerStamps, R1AFlowsOwnEndCountsOnlyWhenAskedForAndIsClamped) {
  struct Case {
    const char* name;
    TimeSource source;
    Duration end;
    Duration tick;
    bool clamped;
  };
  const Case cases[] = {
      {"kafka ignores it", TimeSource::kKafka, -60s, 15s, false},
      {"the record's end", TimeSource::kRecord, -60s, -45s, false},
      {"five minutes back", TimeSource::kRecord, -300s + 1s, -285s, false},
      {"further back is clamped", TimeSource::kRecord, -1h, -285s, true},
      {"five seconds ahead", TimeSource::kRecord, 6s, 15s, false},
      {"further ahead is clamped", TimeSource::kRecord, 1h, 15s, true},
  };
  for (const Case& it : cases) {
    SCOPED_TRACE(it.name);
    LedgerWorld world({.width = 15s, .time_source = it.source});
    const LaneId lane = world.lane("a");
    const Arrival arrival = world.ledger.arrive(lane, {0, {world.at(1s)}}, world.now);
    const Placement placement = world.ledger.place(arrival, world.at(it.end));
    EXPECT_EQ(placement.tick, world.at(it.tick));
    EXPECT_EQ(placement.clamped, it.clamped);
  }
}

TEST(LedgerArrivals, ARecordCountsOnceAndInOrder) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  EXPECT_EQ(world.arrive(lane, 0, 1s), Verdict::kCount);
  EXPECT_EQ(world.arrive(lane, 0, 1s), Verdict::kDuplicate);
  EXPECT_EQ(world.arrive(lane, 1, 1s), Verdict::kCount);
  EXPECT_EQ(world.arrive(lane, 0, 1s), Verdict::kDuplicate);
  EXPECT_EQ(world.ledger.lane(lane).duplicates, 2u);
  EXPECT_EQ(world.ledger.lane(lane).totals.records, 2u);
}

TEST(LedgerArrivals, AGapIsLookedIntoOnceThenAcceptedAndCounted) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  EXPECT_EQ(world.arrive(lane, 4, 2s), Verdict::kNotNow);
  EXPECT_EQ(world.arrive(lane, 5, 2s), Verdict::kNotNow);
  const std::vector<LaneAction> actions = world.assign();
  ASSERT_THAT(actions, SizeIs(1));
  EXPECT_EQ(actions[0].kind, LaneAction::Kind::kAssign);
  EXPECT_EQ(actions[0].offset, 0) << "the last record that was counted";
  EXPECT_EQ(world.arrive(lane, 4, 2s), Verdict::kCount);
  EXPECT_EQ(world.ledger.lane(lane).totals.empty_offsets, 3u);
  EXPECT_EQ(world.arrive(lane, 7, 2s), Verdict::kNotNow) << "another gap is looked into again";
}

// A transaction's control record after every few records.
TEST(LedgerArrivals, OneReadingLooksIntoAllGapsThatAreInSight) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  for (const Offset offset : {2, 3, 5, 7}) {
    EXPECT_EQ(world.arrive(lane, offset, 2s), Verdict::kNotNow);
  }
  ASSERT_THAT(world.assign(), SizeIs(1));
  for (const Offset offset : {2, 3, 5, 7}) {
    EXPECT_EQ(world.arrive(lane, offset, 2s), Verdict::kCount) << offset;
  }
  EXPECT_EQ(world.ledger.lane(lane).totals.empty_offsets, 3u);
  EXPECT_EQ(world.arrive(lane, 9, 2s), Verdict::kNotNow) << "this one was not seen before";
}

TEST(LedgerArrivals, AGapThatHadARecordWhenItWasFirstSeenIsLookedIntoAgain) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  EXPECT_EQ(world.arrive(lane, 2, 2s), Verdict::kNotNow);
  EXPECT_EQ(world.arrive(lane, 4, 2s), Verdict::kNotNow);
  world.assign();
  EXPECT_EQ(world.arrive(lane, 4, 2s), Verdict::kNotNow) << "2 was there";
  world.assign();
  EXPECT_EQ(world.arrive(lane, 2, 2s), Verdict::kCount);
}

// What comes behind a record that waits is dropped; it must not look like a gap, which a client
// that skips would then make true.
TEST(LedgerAlignment, R6OnlyTheRecordThatWaitsMayGoOn) {
  LedgerWorld world;
  const LaneId other = world.lane("b");
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  world.read(other, 1s);
  EXPECT_EQ(world.arrive(lane, 1, 10min), Verdict::kNotNow);
  for (Duration stamp = 1min; stamp <= 10min; stamp += 1min) {
    world.read(other, stamp);
    world.close();
  }
  EXPECT_FALSE(world.ledger.stop_waiting(lane, 2));
  EXPECT_TRUE(world.ledger.stop_waiting(lane, 1));
  EXPECT_EQ(world.arrive(lane, 1, 10min), Verdict::kCount);
}

// The client had skipped it; when it comes, it has to wait.
TEST(LedgerArrivals, AGapEndsWithARecordThatWaits) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  EXPECT_EQ(world.arrive(lane, 2, 2s), Verdict::kNotNow) << "1 was skipped";
  world.assign();
  EXPECT_EQ(world.arrive(lane, 1, 10min), Verdict::kNotNow) << "too far ahead";
  EXPECT_FALSE(world.ledger.lane(lane).knows_gap(2));
}

TEST(LedgerArrivals, AGapThatWasTheClientsIsFilled) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  EXPECT_EQ(world.arrive(lane, 2, 2s), Verdict::kNotNow);
  world.assign();
  world.read(lane, 2s);
  world.read(lane, 2s);
  EXPECT_EQ(world.ledger.lane(lane).totals.empty_offsets, 0u);
  EXPECT_EQ(world.ledger.lane(lane).totals.records, 3u);
}

TEST(LedgerArrivals, WhatTheBrokerNoLongerHasIsCountedAsLost) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  world.ledger.jump(lane, 11);
  EXPECT_EQ(world.arrive(lane, 11, 1s), Verdict::kNotNow) << "it must be assigned there first";
  ASSERT_THAT(world.assign(), SizeIs(1));
  EXPECT_EQ(world.arrive(lane, 11, 1s), Verdict::kCount);
  world.flush();
  ASSERT_THAT(world.batches, SizeIs(1));
  EXPECT_EQ(world.batches[0].totals.lost_offsets, 10u);
  EXPECT_EQ(world.batches[0].first, 0);
  EXPECT_EQ(world.batches[0].next, 12);
}

TEST(LedgerArrivals, APartitionThatBecameShorterIsReadFromItsNewEnd) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  for (int i = 0; i < 5; ++i) world.read(lane, 1s);
  world.ledger.jump(lane, 2);
  world.assign();
  world.read(lane, 2s);
  world.flush();
  EXPECT_EQ(world.batches[0].next, 3);
  EXPECT_EQ(world.ledger.lane(lane).totals.lost_offsets, 0u);
  EXPECT_EQ(world.ledger.lane(lane).totals.records, 6u);
}

TEST(LedgerArrivals, R7TotalsWithoutFlowsReachTheJournalEvenIfTheLaneStandsWhereItStood) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  ASSERT_EQ(world.ledger.arrive(lane, {0, {world.at(1s)}}, world.now).verdict, Verdict::kCount);
  world.ledger.jump(lane, 0);
  world.flush();
  LaneTotals journalled;
  for (const BatchRecord& batch : world.batches) journalled += batch.totals;
  EXPECT_EQ(journalled, world.ledger.lane(lane).totals);
}

TEST(LedgerArrivals, R7ALateRecordCountsInTheFirstOpenWindow) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  world.read(lane, 36s);
  EXPECT_THAT(world.close(), ElementsAre(world.at(15s), world.at(30s)));
  world.read(lane, 14s);
  EXPECT_TRUE(world.placed.late);
  EXPECT_EQ(world.placed.tick, world.at(45s));
  world.read(lane, 30s);
  EXPECT_FALSE(world.placed.late) << "[30 s, 45 s) is open";
  EXPECT_EQ(world.ledger.lane(lane).totals.late_bytes, 100u);
  EXPECT_EQ(world.ledger.lane(lane).totals.bytes, 400u);
}

TEST(LedgerAlignment, R6ALaneFarAheadWaitsAndGoesOnWhereItStopped) {
  LedgerWorld world({.width = 15s, .lateness = 5s});
  const LaneId fast = world.lane("fast");
  const LaneId slow = world.lane("slow");
  world.read(slow, 1s);
  // The first tick is 15 s; 8 windows, lateness and 5 s beyond it is 145 s.
  world.read(fast, 134s);
  EXPECT_EQ(world.arrive(fast, 1, 135s), Verdict::kNotNow);
  EXPECT_EQ(world.arrive(fast, 2, 136s), Verdict::kNotNow);
  std::vector<LaneAction> actions = world.assign();
  ASSERT_THAT(actions, SizeIs(1));
  EXPECT_EQ(actions[0].kind, LaneAction::Kind::kPause);
  EXPECT_EQ(actions[0].lane, fast);
  EXPECT_THAT(world.assign(), IsEmpty()) << "an action is handed out once";

  world.read(slow, 20s);
  EXPECT_THAT(world.close(), ElementsAre(world.at(15s)));
  actions = world.assign();
  ASSERT_THAT(actions, SizeIs(1));
  EXPECT_EQ(actions[0].kind, LaneAction::Kind::kAssign);
  EXPECT_EQ(actions[0].offset, 0);
  EXPECT_EQ(world.arrive(fast, 1, 135s), Verdict::kCount);
  EXPECT_EQ(world.arrive(fast, 2, 136s), Verdict::kCount);
}

TEST(LedgerAlignment, R6AGapOfHoursInTheLogMakesProgress) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  EXPECT_EQ(world.arrive(lane, 1, 6h), Verdict::kNotNow);
  EXPECT_FALSE(world.ledger.stop_waiting(lane, 1)) << "nothing has closed yet";
  EXPECT_THAT(world.close(), SizeIs(6 * 240 - 1));
  EXPECT_TRUE(world.ledger.stop_waiting(lane, 1));
  EXPECT_EQ(world.arrive(lane, 1, 6h), Verdict::kCount);
  EXPECT_FALSE(world.placed.late);
}

TEST(LedgerAlignment, R6OpenWindowsAreAtMostTenWithTheDefaults) {
  LedgerWorld world;
  const LaneId fast = world.lane("fast");
  const LaneId slow = world.lane("slow");
  world.read(slow, 0s);
  for (Duration stamp = 0s; stamp < 1h; stamp += 1s) {
    world.arrive(fast, world.ledger.lane(fast).next, stamp);
  }
  EXPECT_LE(world.ledger.open_windows(), 10u);
  EXPECT_GE(world.ledger.open_windows(), 9u);
}

// A restart at the journal's limit begins with a pause.
TEST(LedgerAlignment, ALaneThatTheSourceDoesNotKnowIsNotPaused) {
  LedgerWorld world;
  world.ledger.add_lane({"a", 0}, 5);
  world.ledger.set_consuming(false);
  EXPECT_THAT(world.assign(), IsEmpty());
  world.ledger.set_consuming(true);
  const std::vector<LaneAction> actions = world.assign();
  ASSERT_THAT(actions, SizeIs(1));
  EXPECT_EQ(actions[0].kind, LaneAction::Kind::kAssign);
  EXPECT_EQ(actions[0].offset, 5);
}

TEST(LedgerAlignment, WhatIsDroppedWhileWePauseIsReadAgain) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  world.ledger.set_consuming(false);
  EXPECT_EQ(world.arrive(lane, 1, 1s), Verdict::kNotNow);
  world.ledger.set_consuming(true);
  const std::vector<LaneAction> actions = world.assign();
  ASSERT_THAT(actions, SizeIs(1)) << "even if the source was never told to pause";
  EXPECT_EQ(actions[0].kind, LaneAction::Kind::kAssign);
  EXPECT_EQ(actions[0].offset, 0);
}

}  // namespace
}  // namespace flowbridge

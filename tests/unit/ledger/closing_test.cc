// R2, R3, R4, R5: when a window closes, and what holds it.

#include "unit/ledger/ledger_world.h"

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(LedgerClosing, R2ALaneHasPassedATickWhenItsNewestRecordIsLatenessBeyondIt) {
  LedgerWorld world({.width = 15s, .lateness = 5s});
  const LaneId lane = world.lane("a");
  world.read(lane, 3s);
  world.read(lane, 19'999ms);
  EXPECT_THAT(world.close(), IsEmpty());
  world.read(lane, 20s);
  ASSERT_THAT(world.close(), ElementsAre(world.at(15s)));
  EXPECT_EQ(world.decisions[0].previous, world.at(0s));
  EXPECT_EQ(world.decisions[0].width, 15s);
}

TEST(LedgerClosing, R2AnOlderRecordDoesNotTakeTheWatermarkBack) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 3s);
  world.read(lane, 20s);
  world.read(lane, 16s);
  EXPECT_THAT(world.close(), ElementsAre(world.at(15s)));
}

TEST(LedgerClosing, R4ALaneThatIsBehindHoldsTheTick) {
  LedgerWorld world;
  const LaneId fast = world.lane("fast");
  const LaneId slow = world.lane("slow");
  world.read(fast, 50s);
  world.read(slow, 1s);
  EXPECT_THAT(world.close(), IsEmpty());
  EXPECT_THAT(world.ledger.holding(world.now), ElementsAre(slow));
  world.read(slow, 20s);
  EXPECT_THAT(world.close(), ElementsAre(world.at(15s)));
}

TEST(LedgerClosing, R4ANewlyAssignedLaneHoldsTheTickUntilItIsHeardOf) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  world.read(lane, 20s);
  const LaneId added = world.lane("b");
  EXPECT_THAT(world.close(), IsEmpty());
  world.ask_all_at_end({added});
  EXPECT_THAT(world.close(), ElementsAre(world.at(15s)));
}

TEST(LedgerClosing, R4AnIdleLaneNeedsAnAnswerAskedWhenTheLogWasLatenessBeyondTheTick) {
  LedgerWorld world;
  const LaneId busy = world.lane("busy");
  const LaneId idle = world.lane("idle");
  world.read(idle, 1s);
  world.read(busy, 19s);
  // Known to be at its end, but asked too early: a record for the window may still come.
  world.ledger.reach(idle, 1);
  EXPECT_FALSE(world.ask_all_at_end({idle}));
  world.read(busy, 20s);
  EXPECT_THAT(world.close(), IsEmpty());
  EXPECT_TRUE(world.ask_all_at_end({idle}));
  EXPECT_THAT(world.close(), ElementsAre(world.at(15s)));
  // The same answer says nothing about the next tick.
  world.read(busy, 35s);
  EXPECT_THAT(world.close(), IsEmpty());
}

TEST(LedgerClosing, R4ARememberedEndOfPartitionIsNotEnough) {
  LedgerWorld world;
  const LaneId busy = world.lane("busy");
  const LaneId idle = world.lane("idle");
  world.read(idle, 1s);
  world.read(busy, 40s);
  world.ledger.reach(idle, 1);
  EXPECT_THAT(world.close(), IsEmpty());
}

TEST(LedgerClosing, R4AnAnswerThatShowsMoreHoldsTheTick) {
  LedgerWorld world;
  const LaneId busy = world.lane("busy");
  const LaneId behind = world.lane("behind");
  world.read(behind, 1s);
  world.read(busy, 40s);
  ASSERT_TRUE(world.ledger.ask(world.now));
  world.ledger.answer(behind, 2, world.now);
  world.ledger.answered(world.now);
  EXPECT_THAT(world.close(), IsEmpty());
}

TEST(LedgerClosing, R4ControlRecordsAtTheEndDoNotHold) {
  LedgerWorld world;
  const LaneId busy = world.lane("busy");
  const LaneId idle = world.lane("idle");
  world.read(idle, 1s);
  world.ledger.reach(idle, 3);
  world.read(busy, 40s);
  ASSERT_TRUE(world.ledger.ask(world.now));
  world.ledger.answer(idle, 3, world.now);
  EXPECT_THAT(world.close(), SizeIs(2));
}

TEST(LedgerClosing, R4AnUnreachableLaneHoldsForeverWithoutStall) {
  LedgerWorld world({.stall_timeout = 24h * 365});
  const LaneId busy = world.lane("busy");
  world.lane("gone");
  world.read(busy, 1s);
  for (int second = 0; second < 3600; ++second) {
    world.pass(1s);
    world.ask_all_at_end({busy});
    world.ledger.served(world.now);
  }
  EXPECT_THAT(world.close(), IsEmpty());
}

TEST(LedgerClosing, R4WhatArrivesWhileWePauseIsNotTheLanesEnd) {
  LedgerWorld world;
  const LaneId busy = world.lane("busy");
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  world.read(busy, 18s);
  world.ledger.set_consuming(false);
  // Already on its way when we paused: dropped, to be read again. The end the source then tells of
  // is not ours.
  EXPECT_EQ(world.arrive(lane, 1, 2s), Verdict::kNotNow);
  world.ledger.reach(lane, 2);
  world.pass(10s);
  world.ledger.take_actions();
  ASSERT_TRUE(world.ledger.ask(world.now));
  world.ledger.answer(busy, 1, world.now);
  world.ledger.answer(lane, 2, world.now);
  EXPECT_THAT(world.close(), IsEmpty());
  world.ledger.set_consuming(true);
  world.assign();
  world.pass(1s);
  ASSERT_TRUE(world.ledger.ask(world.now));
  world.ledger.answer(busy, 1, world.now);
  world.ledger.answer(lane, 2, world.now);
  EXPECT_THAT(world.close(), IsEmpty());
  world.read(lane, 2s);
  EXPECT_FALSE(world.placed.late);
}

TEST(LedgerClosing, R3TheLogsTimeGoesOnWithoutRecords) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 14s);
  world.pass(6s);
  EXPECT_EQ(world.ledger.event_time(world.now), world.at(20s));
  EXPECT_TRUE(world.ask_all_at_end({lane}));
  EXPECT_THAT(world.close(), ElementsAre(world.at(15s)));
}

TEST(LedgerClosing, R3AWallClockThatJumpsClosesNothing) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 14s);
  for (const Duration jump : {Duration(24h), Duration(-48h)}) {
    world.now.wall += jump;
    EXPECT_EQ(world.ledger.event_time(world.now), world.at(14s));
    EXPECT_FALSE(world.ask_all_at_end({lane}));
    EXPECT_THAT(world.close(), IsEmpty());
  }
}

TEST(LedgerClosing, R3AStartWithEveryLaneAtItsEndGoesByTheWallUntilARecordComes) {
  LedgerWorld world;
  const LaneId a = world.lane("a");
  const LaneId b = world.lane("b");
  world.now.wall = world.at(100s);
  EXPECT_TRUE(world.ask_all_at_end({a}));
  EXPECT_EQ(world.ledger.event_time(world.now), std::nullopt) << "b has not been heard of";
  world.pass(1s);
  EXPECT_TRUE(world.ask_all_at_end({a, b}));
  EXPECT_EQ(world.ledger.event_time(world.now), world.at(101s));
  world.pass(2s);
  EXPECT_EQ(world.ledger.event_time(world.now), world.at(103s));
  world.read(a, 50s);
  EXPECT_EQ(world.ledger.event_time(world.now), world.at(50s)) << "records take over";
}

TEST(LedgerClosing, R3AStartThatFindsRecordsNeverLooksAtTheWall) {
  LedgerWorld world;
  const LaneId a = world.lane("a");
  world.now.wall = world.at(24h);
  ASSERT_TRUE(world.ledger.ask(world.now));
  world.ledger.answer(a, 10, world.now);
  world.ledger.answered(world.now);
  EXPECT_EQ(world.ledger.event_time(world.now), std::nullopt);
  world.read(a, 1s);
  EXPECT_EQ(world.ledger.event_time(world.now), world.at(1s));
}

TEST(LedgerClosing, ASilenceWithoutLiveSeriesIsCrossedInOneStep) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  world.pass(6h);
  world.ask_all_at_end({lane});
  ASSERT_THAT(world.close(SeriesLive::kNone), ElementsAre(world.at(15s), world.at(6h - 15s)));
  EXPECT_EQ(world.decisions[1].previous, world.at(6h - 30s));
}

TEST(LedgerClosing, ASilenceWithLiveSeriesIsClosedTickByTick) {
  LedgerWorld world;
  const LaneId lane = world.lane("a");
  world.read(lane, 1s);
  world.pass(10min);
  world.ask_all_at_end({lane});
  EXPECT_THAT(world.close(), SizeIs(39));
  for (std::size_t i = 1; i < world.decisions.size(); ++i) {
    EXPECT_EQ(world.decisions[i].previous, world.decisions[i - 1].tick);
  }
}

/// One served poll loop: `busy` gives a record each time, the time of which is the log's.
void serve(LedgerWorld& world, LaneId busy, Duration loop) {
  world.pass(loop);
  const auto stamp = std::chrono::duration_cast<Duration>(world.now.monotonic - MonotonicTime(1h));
  world.arrive(busy, world.ledger.lane(busy).next, stamp);
  world.ledger.served(world.now);
}

TEST(LedgerStalls, R5ALaneThatHoldsIsLeftOutAfterTheTimeoutAndNamed) {
  LedgerWorld world({.stall_timeout = 60s});
  const LaneId busy = world.lane("busy");
  const LaneId gone = world.lane("gone");
  serve(world, busy, 1s);
  for (int i = 0; i < 59; ++i) serve(world, busy, 1s);
  EXPECT_THAT(world.close(), IsEmpty());
  serve(world, busy, 1s);
  ASSERT_FALSE(world.close().empty());
  EXPECT_THAT(world.decisions[0].excluded, ElementsAre(gone));
}

TEST(LedgerStalls, R5WhatALaneBringsOfWindowsThatWereClosedWithoutItIsToldApart) {
  LedgerWorld world({.stall_timeout = 60s});
  const LaneId busy = world.lane("busy");
  const LaneId gone = world.lane("gone");
  for (int i = 0; i < 90; ++i) serve(world, busy, 1s);
  ASSERT_FALSE(world.close().empty());
  ASSERT_THAT(world.decisions.back().excluded, ElementsAre(gone));
  const UnixTime first = world.decisions.front().previous;
  const UnixTime last = world.decisions.back().tick;
  const auto place = [&](LaneId lane, UnixTime stamp) {
    const Arrival arrival =
        world.ledger.arrive(lane, {world.ledger.lane(lane).next, {stamp}}, world.now);
    EXPECT_EQ(arrival.verdict, Verdict::kCount);
    return world.ledger.place(arrival, std::nullopt);
  };
  EXPECT_TRUE(place(gone, first).excluded);
  EXPECT_TRUE(place(gone, last - 1ms).excluded);
  EXPECT_FALSE(place(gone, first - 1ms).excluded);
  EXPECT_TRUE(place(gone, first - 1ms).late);
  EXPECT_FALSE(place(gone, last).excluded);
  EXPECT_FALSE(place(busy, first).excluded);
}

TEST(LedgerStalls, R5ALoopCountsAtMostASecond) {
  LedgerWorld world({.stall_timeout = 60s});
  const LaneId busy = world.lane("busy");
  world.lane("gone");
  serve(world, busy, 1s);
  for (int i = 0; i < 59; ++i) serve(world, busy, 10s);
  EXPECT_THAT(world.close(), IsEmpty());
}

TEST(LedgerStalls, R5LoopsShorterThanAMillisecondCountToo) {
  LedgerWorld world({.stall_timeout = 1s});
  const LaneId busy = world.lane("busy");
  world.lane("gone");
  world.read(busy, 1s);
  world.read(busy, 30s);
  for (int i = 0; i < 4001; ++i) {
    world.now.monotonic += std::chrono::microseconds(250);
    world.arrive(busy, world.ledger.lane(busy).next, 30s);
    world.ledger.served(world.now);
  }
  EXPECT_THAT(world.close(), ElementsAre(world.at(15s)));
}

TEST(LedgerStalls, R5TheClockStandsWhileNothingIsServed) {
  LedgerWorld world({.stall_timeout = 60s});
  const LaneId busy = world.lane("busy");
  world.lane("gone");
  serve(world, busy, 1s);
  for (int i = 0; i < 3600; ++i) {
    world.pass(1s);
    world.ledger.served(world.now);
  }
  world.ask_all_at_end({busy});
  EXPECT_THAT(world.close(), IsEmpty()) << "nobody was served: the broker is away, not the lane";
}

TEST(LedgerStalls, R5TheClockStandsWhileWePause) {
  LedgerWorld world({.stall_timeout = 60s});
  const LaneId busy = world.lane("busy");
  world.lane("gone");
  serve(world, busy, 1s);
  world.ledger.set_consuming(false);
  for (int i = 0; i < 600; ++i) {
    world.pass(1s);
    world.ask_all_at_end({busy});
    world.ledger.served(world.now);
  }
  EXPECT_THAT(world.close(), IsEmpty());
}

TEST(LedgerStalls, R5ABrokerThatOnlyAnswersServesNobody) {
  LedgerWorld world({.stall_timeout = 60s});
  const LaneId a = world.lane("a");
  const LaneId b = world.lane("b");
  world.read(a, 1s);
  world.read(b, 1s);
  world.read(b, 2s);
  for (int i = 0; i < 600; ++i) {
    world.pass(1s);
    if (world.ledger.ask(world.now)) {
      world.ledger.answer(a, 100, world.now);
      world.ledger.answer(b, 100, world.now);
      world.ledger.answered(world.now);
    }
    world.ledger.served(world.now);
  }
  EXPECT_THAT(world.close(), IsEmpty()) << "both are behind, neither is being served";
}

TEST(LedgerStalls, R5ALaneThatWaitsForAnotherCountsAsServedWhileTheBrokerAnswersForIt) {
  LedgerWorld world({.stall_timeout = 60s});
  const LaneId ahead = world.lane("ahead");
  const LaneId gone = world.lane("gone");
  world.read(ahead, 1s);
  ASSERT_EQ(world.arrive(ahead, 1, 1h), Verdict::kNotNow);
  for (int i = 0; i < 62; ++i) {
    world.pass(1s);
    ASSERT_TRUE(world.ledger.ask(world.now));
    world.ledger.answer(ahead, 100, world.now);
    world.ledger.served(world.now);
  }
  EXPECT_FALSE(world.close().empty()) << "R6 would otherwise wait forever for what R5 gives up";
  ASSERT_FALSE(world.decisions.empty());
  EXPECT_THAT(world.decisions[0].excluded, ElementsAre(gone));
}

TEST(LedgerStalls, R5ALaneThatGivesARecordAgainHoldsAgain) {
  LedgerWorld world({.stall_timeout = 60s});
  const LaneId busy = world.lane("busy");
  const LaneId slow = world.lane("slow");
  for (int i = 0; i < 62; ++i) serve(world, busy, 1s);
  EXPECT_FALSE(world.close().empty());
  world.read(slow, 1s);
  EXPECT_TRUE(world.placed.late);
  for (int i = 0; i < 30; ++i) serve(world, busy, 1s);
  EXPECT_THAT(world.close(), IsEmpty());
}

}  // namespace
}  // namespace flowbridge

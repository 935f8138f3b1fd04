// The record before a lane's position: how a partition that was cut short or made anew is noticed.

#include "unit/ledger/ledger_world.h"

namespace flowbridge {
namespace {

using ::testing::SizeIs;

/// A lane that has counted offset 0 and is assigned again.
class LedgerTail : public testing::Test {
 protected:
  LedgerTail() {
    lane_ = world_.lane("a");
    world_.read(lane_, 1s);
    world_.flush();
    world_.ledger.read_again(lane_, 0);
    assigned_at(0);
  }

  void assigned_at(Offset offset) {
    const std::vector<LaneAction> actions = world_.ledger.take_actions();
    ASSERT_THAT(actions, SizeIs(1));
    EXPECT_EQ(actions[0].kind, LaneAction::Kind::kAssign);
    EXPECT_EQ(actions[0].offset, offset);
  }
  LaneFlow flow() const { return world_.ledger.lane(lane_).flow; }

  LedgerWorld world_;
  LaneId lane_;
};

TEST_F(LedgerTail, ReadingBeginsWithTheLastRecordThatWasCounted) {
  EXPECT_EQ(world_.arrive(lane_, 0, 1s), Verdict::kDuplicate);
  EXPECT_EQ(world_.ledger.lane(lane_).duplicates, 0u) << "it was asked for";
  world_.read(lane_, 2s);
}

TEST_F(LedgerTail, AnotherRecordInItsPlaceMeansAnotherLog) {
  EXPECT_EQ(world_.arrive(lane_, 0, 2s), Verdict::kNotNow);
  EXPECT_EQ(flow(), LaneFlow::kReplaced);
  EXPECT_EQ(world_.arrive(lane_, 1, 3s), Verdict::kNotNow);
  ASSERT_THAT(world_.ledger.take_actions(), SizeIs(1)) << "the source is to be quiet";
  world_.ledger.jump(lane_, 0);
  assigned_at(0);
  world_.read(lane_, 2s);
}

TEST_F(LedgerTail, OtherBytesAtTheSameTimeMeanAnotherLog) {
  const LoggedRecord other{0, {world_.at(1s), 4711}};
  EXPECT_EQ(world_.ledger.arrive(lane_, other, world_.now).verdict, Verdict::kNotNow);
  EXPECT_EQ(flow(), LaneFlow::kReplaced);
}

TEST_F(LedgerTail, OneThatTheClientSkippedIsLookedForOnceMore) {
  EXPECT_EQ(world_.arrive(lane_, 1, 2s), Verdict::kNotNow);
  assigned_at(0);
  EXPECT_EQ(world_.arrive(lane_, 0, 2s), Verdict::kNotNow);
  EXPECT_EQ(flow(), LaneFlow::kReplaced);
}

TEST_F(LedgerTail, CompactionMayHaveTakenItAndWhatFollows) {
  EXPECT_EQ(world_.arrive(lane_, 4, 2s), Verdict::kNotNow);
  assigned_at(0);
  EXPECT_EQ(world_.arrive(lane_, 4, 2s), Verdict::kNotNow) << "a gap is looked into";
  assigned_at(0);
  EXPECT_EQ(world_.arrive(lane_, 4, 2s), Verdict::kCount);
  world_.ledger.read_again(lane_, 0);
  assigned_at(4);
}

TEST_F(LedgerTail, UntilItIsSeenTheLaneIsNotAtItsEnd_R4) {
  world_.ledger.answer(lane_, 1, world_.now);
  EXPECT_FALSE(world_.ledger.lane(lane_).answered_at_end) << "another log may end there, too";
  ASSERT_EQ(world_.arrive(lane_, 0, 1s), Verdict::kDuplicate);
  world_.ledger.answer(lane_, 1, world_.now);
  EXPECT_TRUE(world_.ledger.lane(lane_).answered_at_end);
}

TEST_F(LedgerTail, AnEndWithoutItIsBelievedTheSecondTime_R4) {
  world_.ledger.reach(lane_, 1);
  assigned_at(0);
  world_.ledger.answer(lane_, 1, world_.now);
  EXPECT_FALSE(world_.ledger.lane(lane_).answered_at_end) << "a client may have skipped it";
  world_.ledger.reach(lane_, 1);
  world_.ledger.answer(lane_, 1, world_.now);
  EXPECT_TRUE(world_.ledger.lane(lane_).answered_at_end) << "compaction has taken it";
}

TEST_F(LedgerTail, RetentionMayHaveTakenIt) {
  world_.ledger.read_again(lane_, 1);
  assigned_at(1);
  world_.read(lane_, 2s);
}

TEST_F(LedgerTail, ALogThatEndsBeforeItForTenSecondsIsAnother) {
  ASSERT_EQ(world_.arrive(lane_, 0, 1s), Verdict::kDuplicate);
  world_.ledger.answer(lane_, 0, world_.now);
  world_.pass(9s);
  world_.ledger.answer(lane_, 0, world_.now);
  EXPECT_FALSE(world_.ledger.lane(lane_).answered_at_end) << "R4: it holds";
  world_.ledger.answer(lane_, 1, world_.now);
  EXPECT_TRUE(world_.ledger.lane(lane_).answered_at_end);
  world_.ledger.answer(lane_, 0, world_.now);
  world_.pass(10s);
  EXPECT_EQ(flow(), LaneFlow::kFlowing) << "a new leader may not know its end at once";
  world_.ledger.answer(lane_, 0, world_.now);
  EXPECT_EQ(flow(), LaneFlow::kReplaced);
}

// Or what lies below would be counted again: a producer's clock may have been days ahead.
TEST_F(LedgerTail, WhatWasClaimedBeforeACutIsKnownAfterARestart) {
  ASSERT_EQ(world_.arrive(lane_, 0, 1s), Verdict::kDuplicate);
  world_.now.wall = world_.at(1s);
  const LoggedRecord ahead{1, {world_.at(48h)}};
  ASSERT_EQ(world_.ledger.arrive(lane_, ahead, world_.now).verdict, Verdict::kCount);
  world_.ledger.jump(lane_, 1);
  world_.flush();
  const LogTail claimed{std::nullopt, world_.at(48h)};
  EXPECT_EQ(world_.batches.back().tail, claimed);
  Ledger ledger({});
  ASSERT_TRUE(ledger.restore_state(world_.ledger.encode_state()));
  EXPECT_EQ(ledger.lane(lane_).log_tail(), claimed);
}

TEST_F(LedgerTail, ItIsInTheJournal) {
  Ledger ledger({});
  ASSERT_TRUE(ledger.restore_state(world_.ledger.encode_state()));
  ASSERT_THAT(world_.batches, SizeIs(1));
  EXPECT_EQ(world_.batches[0].tail, (LogTail{RecordMark{world_.at(1s), 0}, world_.at(1s)}));
  EXPECT_EQ(ledger.lane(lane_).log_tail(), world_.batches[0].tail);
}

}  // namespace
}  // namespace flowbridge

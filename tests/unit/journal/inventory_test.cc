#include "journal/inventory.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Segments that begin at 1, 11, 21, …, and a checkpoint at each but the first.
Inventory decades(Sequence count) {
  Inventory inventory;
  for (Sequence i = 0; i < count; ++i) {
    inventory.segments.push_back({.first = i * 10 + 1, .bytes = 100});
    if (i > 0) inventory.checkpoints.push_back({.sequence = i * 10 + 1, .bytes = 50});
  }
  return inventory;
}

TEST(Retention, NothingIsDeletedBeforeTheSecondCheckpoint) {
  EXPECT_TRUE(plan_deletion(decades(1), {}).empty());
  EXPECT_TRUE(plan_deletion(decades(2), {}).empty());
}

TEST(Retention, TheTwoNewestCheckpointsStayWithTheirSegments) {
  const Deletion deletion = plan_deletion(decades(5), {});
  EXPECT_THAT(deletion.checkpoints, ElementsAre(11, 21));
  EXPECT_THAT(deletion.segments, ElementsAre(1, 11, 21));
}

TEST(Retention, ADestinationKeepsTheNewestCheckpointAtOrBeforeItsCursor) {
  for (const Sequence floor : {21u, 25u, 30u}) {
    const Deletion deletion = plan_deletion(decades(7), {floor});
    EXPECT_THAT(deletion.checkpoints, ElementsAre(11, 31, 41)) << floor;
    EXPECT_THAT(deletion.segments, ElementsAre(1, 11)) << floor;
  }
}

TEST(Retention, TheSlowestDestinationDecidesWhichSegmentsGo) {
  const Deletion deletion = plan_deletion(decades(7), {55, 23, 60});
  EXPECT_THAT(deletion.checkpoints, ElementsAre(11, 31, 41));
  EXPECT_THAT(deletion.segments, ElementsAre(1, 11));
}

TEST(Retention, ADestinationBeforeAllCheckpointsKeepsAllSegments) {
  const Deletion deletion = plan_deletion(decades(5), {5});
  EXPECT_THAT(deletion.checkpoints, ElementsAre(11, 21));
  EXPECT_THAT(deletion.segments, IsEmpty());
}

TEST(Retention, ADestinationAtTheEndKeepsNothingMore) {
  EXPECT_THAT(plan_deletion(decades(5), {49}).segments, ElementsAre(1, 11, 21));
}

TEST(Retention, ADamagedCheckpointIsNotCounted) {
  Inventory inventory = decades(5);
  inventory.checkpoints.back().damaged = true;
  const Deletion deletion = plan_deletion(inventory, {});
  EXPECT_THAT(deletion.checkpoints, ElementsAre(11));
  EXPECT_THAT(deletion.segments, ElementsAre(1, 11));
}

TEST(Retention, ADamagedCheckpointGoesWithItsNeighbours) {
  Inventory inventory = decades(5);
  inventory.checkpoints.front().damaged = true;
  EXPECT_THAT(plan_deletion(inventory, {}).checkpoints, ElementsAre(11, 21));
}

TEST(Retention, ASegmentThatHoldsTheOldestCheckpointsRecordStays) {
  Inventory inventory = decades(5);
  inventory.checkpoints = {{.sequence = 25}, {.sequence = 41}};
  EXPECT_THAT(plan_deletion(inventory, {}).segments, ElementsAre(1, 11));
}

TEST(Retention, WhatIsForgottenIsOutOfTheInventory) {
  Inventory inventory = decades(5);
  forget(inventory, plan_deletion(inventory, {}));
  EXPECT_EQ(inventory.segments.front().first, 31u);
  EXPECT_EQ(inventory.checkpoints.front().sequence, 31u);
  EXPECT_TRUE(plan_deletion(inventory, {}).empty());
}

TEST(Inventory, FindsTheSegmentOfARecord) {
  const Inventory inventory = decades(3);
  EXPECT_EQ(inventory.segment_of(1)->first, 1u);
  EXPECT_EQ(inventory.segment_of(10)->first, 1u);
  EXPECT_EQ(inventory.segment_of(11)->first, 11u);
  EXPECT_EQ(inventory.segment_of(1000)->first, 21u);
  EXPECT_EQ(inventory.segment_of(0), nullptr);
}

}  // namespace
}  // namespace flowbridge

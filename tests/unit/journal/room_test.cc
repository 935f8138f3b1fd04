#include "journal/room.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint64_t kSegmentBytes = 100;
constexpr std::uint64_t kCheckpointBytes = 10;

// Segments that begin at 1, 11, 21, …, and a checkpoint at each but the first.
Inventory decades(Sequence count) {
  Inventory inventory;
  for (Sequence i = 0; i < count; ++i) {
    inventory.segments.push_back({.first = i * 10 + 1, .bytes = kSegmentBytes});
    if (i > 0) inventory.checkpoints.push_back({.sequence = i * 10 + 1, .bytes = kCheckpointBytes});
  }
  return inventory;
}

Floor drops_at(Sequence sequence) {
  return {sequence, WhenFull::kDropOldest};
}

Floor blocks_at(Sequence sequence) {
  return {sequence, WhenFull::kBlock};
}

constexpr RoomWanted kRoom{.bytes_max = 500, .spacing = 0};

TEST(Room, R24KeepsNoSteppingStoneForADestinationThatBlocks) {
  EXPECT_THAT(claims(decades(8), {{"a", blocks_at(15)}}, 0), ElementsAre(15));
}

TEST(Room, R22KeepsSteppingStonesBehindADestinationThatGivesWay) {
  EXPECT_THAT(claims(decades(6), {{"a", drops_at(25)}}, 0), ElementsAre(25, 31, 41, 51));
  EXPECT_THAT(claims(decades(8), {{"a", drops_at(5)}}, 2 * kSegmentBytes),
              ElementsAre(5, 21, 41, 61));
}

// What was kept before is kept after, or the space between would be given up at once.
TEST(Room, R22SteppingStonesStayWhenTheFloorMovesToOne) {
  Inventory inventory = decades(10);
  const std::vector<Sequence> before = claims(inventory, {{"a", drops_at(5)}}, 300);
  forget(inventory, plan_deletion(inventory, before));
  EXPECT_THAT(before, ElementsAre(5, 31, 61, 91));
  EXPECT_THAT(claims(inventory, {{"a", drops_at(31)}}, 300), ElementsAre(31, 61, 91));
}

TEST(Room, R22MovesTheLowestFloorByOneSteppingStone) {
  EXPECT_EQ(next_floor(decades(8), {{"a", drops_at(15)}, {"b", blocks_at(75)}}, "a", kRoom), 21u);
  const RoomWanted spaced{.bytes_max = 500, .spacing = 300};
  EXPECT_EQ(next_floor(decades(8), {{"a", drops_at(15)}, {"b", blocks_at(75)}}, "a", spaced), 41u);
}

TEST(Room, R22MovesNobodyWhileThereIsRoom) {
  const Floors floors{{"a", drops_at(15)}};
  EXPECT_EQ(next_floor(decades(8), floors, "a", {}), std::nullopt);
  EXPECT_EQ(next_floor(decades(8), floors, "a", {.bytes_max = 10'000}), std::nullopt);
}

// The files are there until the writer removes them; what nobody needs is no reason to drop more.
TEST(Room, R22CountsOnlyWhatIsNeeded) {
  const RoomWanted wanted{.bytes_max = 3 * (kSegmentBytes + kCheckpointBytes)};
  EXPECT_EQ(next_floor(decades(8), {{"a", drops_at(55)}}, "a", wanted), std::nullopt);
  EXPECT_EQ(next_floor(decades(8), {{"a", drops_at(45)}}, "a", wanted), 51u);
}

TEST(Room, R22NeverMovesADestinationThatBlocks) {
  EXPECT_EQ(next_floor(decades(8), {{"a", blocks_at(15)}}, "a", kRoom), std::nullopt);
}

// Nothing would come of it.
TEST(Room, R22MovesNobodyForTheSakeOfOneThatBlocks) {
  for (const Sequence blocked : {5u, 15u, 19u}) {
    const Floors floors{{"a", drops_at(15)}, {"b", blocks_at(blocked)}};
    EXPECT_EQ(next_floor(decades(8), floors, "a", kRoom), std::nullopt) << blocked;
  }
}

TEST(Room, R22OneAfterTheOtherGivesWay) {
  const Floors floors{{"a", drops_at(15)}, {"b", drops_at(17)}};
  EXPECT_EQ(next_floor(decades(8), floors, "b", kRoom), std::nullopt);
  EXPECT_EQ(next_floor(decades(8), floors, "a", kRoom), 21u);
  EXPECT_EQ(next_floor(decades(8), {{"a", drops_at(21)}, {"b", drops_at(17)}}, "b", kRoom), 21u);
}

// R24: the two newest checkpoints stay whoever has read what.
TEST(Room, R22NobodyMovesBeyondWhatIsKeptAnyway) {
  const RoomWanted all{.bytes_max = 0};
  EXPECT_EQ(next_floor(decades(8), {{"a", drops_at(55)}}, "a", all), 61u);
  EXPECT_EQ(next_floor(decades(8), {{"a", drops_at(61)}}, "a", all), std::nullopt);
  EXPECT_EQ(next_floor(decades(8), {{"a", drops_at(75)}}, "a", all), std::nullopt);
  EXPECT_EQ(next_floor(decades(1), {{"a", drops_at(5)}}, "a", all), std::nullopt);
}

TEST(Room, R22NobodyMovesToADamagedCheckpoint) {
  Inventory inventory = decades(8);
  inventory.checkpoints.at(1).damaged = true;
  EXPECT_EQ(next_floor(inventory, {{"a", drops_at(15)}}, "a", kRoom), 31u);
}

TEST(Room, R24SaysHowMuchIsKeptAnyway) {
  EXPECT_EQ(total_bytes(decades(8)), 8 * kSegmentBytes + 7 * kCheckpointBytes);
  EXPECT_EQ(total_bytes(kept(decades(8), {})), 2 * (kSegmentBytes + kCheckpointBytes));
  EXPECT_EQ(total_bytes(kept(decades(8), {5})), 8 * kSegmentBytes + 2 * kCheckpointBytes);
}

TEST(Room, OneThatIsNotKnownIsAskedForNothing) {
  EXPECT_EQ(next_floor(decades(8), {}, "a", kRoom), std::nullopt);
  EXPECT_THAT(claims(decades(8), {}, 0), IsEmpty());
}

}  // namespace
}  // namespace flowbridge

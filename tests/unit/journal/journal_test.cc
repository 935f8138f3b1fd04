#include "journal/journal.h"

#include "support/journal_on_disk.h"
#include "support/result_matchers.h"

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class JournalTest : public testing::Test {
 protected:
  static std::vector<std::string> names(const MemoryDisk& disk) {
    std::vector<std::string> names;
    for (const auto& [name, contents] : disk.files()) names.push_back(name);
    return names;
  }

  MemoryDisk disk{1};
};

TEST_F(JournalTest, ANewOneIsEmpty) {
  JournalOnDisk on_disk(disk);
  EXPECT_THAT(on_disk.texts(), IsEmpty());
  EXPECT_EQ(on_disk.journal().recovery().next, 1u);
  EXPECT_EQ(on_disk.journal().recovery().checkpoint, std::nullopt);
}

TEST_F(JournalTest, RecordsComeBackInOrder) {
  JournalOnDisk on_disk(disk);
  on_disk.commit({"one", "two"});
  on_disk.commit({"", "four"});
  EXPECT_THAT(on_disk.texts(), ElementsAre("one", "two", "", "four"));
  on_disk.reopen();
  EXPECT_THAT(on_disk.texts(), ElementsAre("one", "two", "", "four"));
  EXPECT_EQ(on_disk.journal().recovery().next, 5u);
  on_disk.commit({"five"});
  EXPECT_THAT(on_disk.texts(5), ElementsAre("five"));
}

TEST_F(JournalTest, SequencesCountFromOne) {
  JournalOnDisk on_disk(disk);
  EXPECT_EQ(on_disk.journal().append(1, "a"), 1u);
  EXPECT_EQ(on_disk.journal().append(1, "b"), 2u);
  EXPECT_THAT(on_disk.journal().commit(), IsOk());
  EXPECT_EQ(on_disk.journal().append(1, "c"), 3u);
}

TEST_F(JournalTest, NothingIsVisibleBeforeItsCommit) {
  JournalOnDisk on_disk(disk);
  on_disk.journal().append(1, "one");
  EXPECT_THAT(on_disk.texts(), IsEmpty());
  EXPECT_THAT(on_disk.journal().commit(), IsOk());
  EXPECT_THAT(on_disk.texts(), ElementsAre("one"));
}

TEST_F(JournalTest, WhatIsCommittedSurvivesAPowerFailureAndTheRestDoesNot) {
  JournalOnDisk on_disk(disk);
  on_disk.commit({"one"});
  on_disk.journal().append(1, "two");
  disk.crash();
  on_disk.reopen();
  EXPECT_THAT(on_disk.texts(), ElementsAre("one"));
}

TEST_F(JournalTest, AGroupCostsOneWriteAndOneSync) {
  JournalOnDisk on_disk(disk);
  const std::uint64_t before = disk.operations();
  on_disk.commit({"one", "two", "three"});
  EXPECT_EQ(disk.operations() - before, 2u);
}

TEST_F(JournalTest, AnEmptyCommitTouchesNothing) {
  JournalOnDisk on_disk(disk);
  const std::uint64_t before = disk.operations();
  on_disk.commit({});
  EXPECT_EQ(disk.operations(), before);
}

TEST_F(JournalTest, AFullSegmentIsFollowedByAnother) {
  JournalOnDisk on_disk(disk, {.segment_bytes = 100});
  on_disk.commit({std::string(100, 'a')});
  on_disk.commit({"b"});
  on_disk.commit({std::string(100, 'c')});
  on_disk.commit({"d"});
  EXPECT_THAT(names(disk), ElementsAre(segment_name(1), segment_name(2), segment_name(4)));
  EXPECT_EQ(on_disk.journal().index().size().segments, 3u);
  on_disk.reopen();
  EXPECT_THAT(on_disk.texts(), ElementsAre(std::string(100, 'a'), "b", std::string(100, 'c'), "d"));
}

TEST_F(JournalTest, ACheckpointBeginsASegmentAndIsWhereARestartBegins) {
  JournalOnDisk on_disk(disk);
  on_disk.commit({"one", "two"});
  on_disk.checkpoint("state");
  on_disk.commit({"three"});
  EXPECT_THAT(names(disk), ElementsAre(segment_name(1), checkpoint_name(3), segment_name(3)));
  on_disk.reopen();
  EXPECT_EQ(on_disk.journal().recovery().checkpoint, 3u);
  EXPECT_EQ(on_disk.state(), "state");
  EXPECT_THAT(on_disk.texts(3), ElementsAre("three"));
}

TEST_F(JournalTest, ACheckpointOfAnEmptyJournalStandsForItsBeginning) {
  JournalOnDisk on_disk(disk);
  on_disk.checkpoint("nothing yet");
  on_disk.reopen();
  EXPECT_EQ(on_disk.journal().recovery().checkpoint, 1u);
  EXPECT_EQ(on_disk.state(), "nothing yet");
}

TEST_F(JournalTest, ACheckpointAtTheSameRecordReplacesTheOneBefore) {
  JournalOnDisk on_disk(disk);
  on_disk.commit({"one"});
  on_disk.checkpoint("first");
  on_disk.checkpoint("second");
  EXPECT_EQ(on_disk.journal().index().size().checkpoints, 1u);
  on_disk.reopen();
  EXPECT_EQ(on_disk.state(), "second");
}

// R24.
TEST_F(JournalTest, OldCheckpointsAndSegmentsAreDeleted) {
  JournalOnDisk on_disk(disk);
  for (int i = 1; i <= 5; ++i) {
    on_disk.commit({std::to_string(i)});
    on_disk.checkpoint("after " + std::to_string(i));
  }
  EXPECT_THAT(names(disk), UnorderedElementsAre(checkpoint_name(5), checkpoint_name(6),
                                                segment_name(5), segment_name(6)));
  on_disk.reopen();
  EXPECT_EQ(on_disk.state(), "after 5");
  EXPECT_THAT(on_disk.texts(5), ElementsAre("5"));
  EXPECT_THAT(on_disk.try_texts(4), FailsWith(ErrorCode::kNotFound, "record 4 is no longer"));
}

// R24.
TEST_F(JournalTest, AFloorKeepsWhatItsDestinationNeedsUntilItMoves) {
  JournalOnDisk on_disk(disk);
  on_disk.journal().index().set_floor("slow", 3);
  for (int i = 1; i <= 5; ++i) {
    on_disk.commit({std::to_string(i)});
    on_disk.checkpoint("after " + std::to_string(i));
  }
  EXPECT_THAT(on_disk.texts(3), ElementsAre("3", "4", "5"));
  const auto checkpoint = on_disk.reader().newest_checkpoint_at_or_before(3);
  ASSERT_THAT(checkpoint, IsOk());
  ASSERT_TRUE(checkpoint->has_value());
  EXPECT_EQ((*checkpoint)->state, "after 2");

  on_disk.journal().index().set_floor("slow", 5);
  EXPECT_THAT(on_disk.journal().trim(), IsOk());
  EXPECT_THAT(on_disk.try_texts(3), FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(on_disk.texts(5), ElementsAre("5"));
}

TEST_F(JournalTest, AReleasedFloorKeepsNothing) {
  JournalOnDisk on_disk(disk);
  on_disk.journal().index().set_floor("gone", 1);
  on_disk.journal().index().release_floor("gone");
  for (int i = 1; i <= 3; ++i) {
    on_disk.commit({std::to_string(i)});
    on_disk.checkpoint("");
  }
  EXPECT_THAT(on_disk.try_texts(1), FailsWith(ErrorCode::kNotFound));
}

TEST_F(JournalTest, SizesAreThoseOfTheFiles) {
  JournalOnDisk on_disk(disk, {.segment_bytes = 100});
  for (int i = 0; i < 10; ++i) {
    on_disk.commit({std::string(60, 'a')});
    if (i == 3 || i == 7) on_disk.checkpoint("state");
    std::uint64_t bytes = 0;
    for (const auto& [name, contents] : disk.files()) bytes += contents.size();
    EXPECT_EQ(on_disk.journal().index().size().bytes, bytes);
  }
  const std::uint64_t before = on_disk.journal().index().size().bytes;
  on_disk.reopen();
  EXPECT_EQ(on_disk.journal().index().size().bytes, before);
}

TEST_F(JournalTest, RecordsLargerThanAReadComeBackWhole) {
  JournalOnDisk on_disk(disk);
  const std::string large(kReadChunkBytes * 3 + 17, 'x');
  on_disk.commit({"a", large, "b", large});
  EXPECT_TRUE(on_disk.texts() == (std::vector<std::string>{"a", large, "b", large}));
  on_disk.reopen();
  EXPECT_TRUE(on_disk.texts() == (std::vector<std::string>{"a", large, "b", large}));
}

TEST_F(JournalTest, StrangeFilesAreLeftAlone) {
  disk.put_file("notes.txt", "hello");
  JournalOnDisk on_disk(disk);
  on_disk.commit({"one"});
  on_disk.reopen();
  EXPECT_EQ(disk.files().at("notes.txt"), "hello");
}

TEST_F(JournalTest, AnUnfinishedCheckpointIsRemovedAtTheNextStart) {
  disk.put_file(checkpoint_name(7) + ".tmp", "half");
  JournalOnDisk on_disk(disk);
  EXPECT_THAT(names(disk), ElementsAre(segment_name(1)));
}

TEST(JournalDeathTest, ARecordBeyondTheLimitIsABug) {
  MemoryDisk disk(1);
  JournalOnDisk on_disk(disk);
  const std::string too_large(kPayloadBytesMax + 1, 'x');
  EXPECT_DEATH(on_disk.journal().append(1, too_large), "check failed");
}

TEST(JournalDeathTest, AGroupBeyondTheLimitIsABug) {
  MemoryDisk disk(1);
  JournalOnDisk on_disk(disk);
  const std::string large(kPayloadBytesMax, 'x');
  const auto fill = [&] {
    for (int i = 0; i < 5; ++i) on_disk.journal().append(1, large);
  };
  EXPECT_DEATH(fill(), "check failed");
}

}  // namespace
}  // namespace flowbridge

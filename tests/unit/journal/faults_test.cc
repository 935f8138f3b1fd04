// What the journal does when the disk refuses: full, broken, or failing to sync.

#include "support/journal_on_disk.h"
#include "support/result_matchers.h"

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class JournalFaults : public testing::Test {
 protected:
  std::uint64_t used_bytes() const {
    std::uint64_t bytes = 0;
    for (const auto& [name, contents] : disk.files()) bytes += contents.size();
    return bytes;
  }
  /// Leaves room for this many bytes more.
  void leave(std::uint64_t bytes) { disk.set_capacity(used_bytes() + bytes); }
  void make_room() { disk.set_capacity(std::nullopt); }

  MemoryDisk disk{1};
  JournalOnDisk on_disk{disk};
};

TEST_F(JournalFaults, AGroupThatDidNotFitWaitsAndIsCommittedLater) {
  on_disk.commit({"one"});
  leave(10);
  EXPECT_THAT(on_disk.try_commit({"two", "three"}), FailsWith(ErrorCode::kNoSpace));
  EXPECT_THAT(on_disk.texts(), ElementsAre("one"));
  EXPECT_THAT(on_disk.journal().commit(), FailsWith(ErrorCode::kNoSpace));
  make_room();
  EXPECT_THAT(on_disk.journal().commit(), IsOk());
  on_disk.commit({"four"});
  on_disk.reopen();
  EXPECT_THAT(on_disk.texts(), ElementsAre("one", "two", "three", "four"));
}

TEST_F(JournalFaults, AFullDiskGivesBackWhatTheFailedGroupTook) {
  on_disk.commit({"one"});
  const std::uint64_t before = used_bytes();
  leave(10);
  EXPECT_THAT(on_disk.try_commit({"two"}), FailsWith(ErrorCode::kNoSpace));
  EXPECT_EQ(used_bytes(), before);
}

TEST_F(JournalFaults, APartOfAGroupThatCannotBeCutIsContinued) {
  on_disk.commit({"one"});
  for (const std::uint64_t room : {10u, 7u}) {
    leave(room);
    disk.fail(DiskOperation::kTruncate, 1, ErrorCode::kNoSpace);
    EXPECT_THAT(room == 10 ? on_disk.try_commit({"two"}) : on_disk.journal().commit(),
                FailsWith(ErrorCode::kNoSpace));
  }
  make_room();
  EXPECT_THAT(on_disk.journal().commit(), IsOk());
  on_disk.commit({"three"});
  EXPECT_THAT(on_disk.texts(), ElementsAre("one", "two", "three"));
  on_disk.reopen();
  EXPECT_THAT(on_disk.texts(), ElementsAre("one", "two", "three"));
  EXPECT_EQ(on_disk.journal().index().size().segments, 1u);
}

TEST_F(JournalFaults, APartOfAGroupThatCannotBeCutIsCutByTheNextStart) {
  on_disk.commit({"one"});
  leave(10);
  disk.fail(DiskOperation::kTruncate, 1, ErrorCode::kNoSpace);
  EXPECT_THAT(on_disk.try_commit({"two"}), FailsWith(ErrorCode::kNoSpace));
  make_room();
  on_disk.reopen();
  EXPECT_THAT(on_disk.texts(), ElementsAre("one"));
  EXPECT_EQ(on_disk.journal().recovery().torn_bytes, 10u);
  on_disk.commit({"two"});
  EXPECT_THAT(on_disk.texts(), ElementsAre("one", "two"));
}

TEST_F(JournalFaults, ACheckpointThatDidNotFitLeavesTheJournalAsItWas) {
  on_disk.commit({"one"});
  leave(kSegmentHeaderBytes + 10);
  EXPECT_THAT(on_disk.journal().write_checkpoint("state"), FailsWith(ErrorCode::kNoSpace));
  EXPECT_EQ(disk.files().size(), 2u) << "two segments, and no temporary file";
  make_room();
  on_disk.commit({"two"});
  EXPECT_THAT(on_disk.journal().write_checkpoint("state"), IsOk());
  on_disk.reopen();
  EXPECT_THAT(on_disk.texts(), ElementsAre("one", "two"));
  EXPECT_EQ(on_disk.state(), "state");
}

TEST_F(JournalFaults, ASegmentThatCannotBeBegunLeavesTheJournalAsItWas) {
  on_disk.commit({"one"});
  for (const std::uint64_t room : {0u, 10u, 43u}) {
    leave(room);
    EXPECT_THAT(on_disk.journal().write_checkpoint("state"), FailsWith(ErrorCode::kNoSpace));
  }
  make_room();
  on_disk.commit({"two"});
  EXPECT_EQ(on_disk.journal().index().size().segments, 1u);
  on_disk.reopen();
  EXPECT_THAT(on_disk.texts(), ElementsAre("one", "two"));
}

// Its file stays, and must go before a later segment follows it.
TEST_F(JournalFaults, ASegmentThatCannotBeBegunNorRemovedLeavesTheJournalAsItWas) {
  on_disk.commit({"one"});
  leave(10);
  disk.fail(DiskOperation::kRemove, 1, ErrorCode::kNoSpace);
  EXPECT_THAT(on_disk.journal().write_checkpoint("state"), FailsWith(ErrorCode::kNoSpace));
  make_room();
  on_disk.commit({"two"});
  EXPECT_THAT(on_disk.journal().write_checkpoint("state"), IsOk());
  on_disk.commit({"three"});
  on_disk.reopen();
  EXPECT_THAT(on_disk.texts(), ElementsAre("one", "two", "three"));
}

TEST_F(JournalFaults, AFailedSyncEndsTheJournalForGood) {
  on_disk.commit({"one"});
  disk.fail(DiskOperation::kSyncFile, 1, ErrorCode::kIo);
  EXPECT_THAT(on_disk.try_commit({"two"}), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(on_disk.texts(), ElementsAre("one"));
  const std::uint64_t before = disk.operations();
  EXPECT_THAT(on_disk.journal().commit(), FailsWith(ErrorCode::kIo, "has failed"));
  EXPECT_THAT(on_disk.journal().write_checkpoint("state"), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(on_disk.journal().trim(), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(disk.operations(), before) << "nothing is tried again";
}

TEST_F(JournalFaults, ASyncThatFailsForWantOfSpaceIsAFailedSync) {
  disk.fail(DiskOperation::kSyncFile, 1, ErrorCode::kNoSpace);
  EXPECT_THAT(on_disk.try_commit({"one"}), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(on_disk.journal().commit(), FailsWith(ErrorCode::kIo));
}

TEST_F(JournalFaults, AFailedWriteEndsTheJournalForGood) {
  disk.fail(DiskOperation::kAppend, 1, ErrorCode::kIo);
  EXPECT_THAT(on_disk.try_commit({"one"}), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(on_disk.journal().commit(), FailsWith(ErrorCode::kIo));
}

// After a failed sync the group can be read but the kernel holds it for written. The restart that
// reads it must not count on a sync alone.
TEST_F(JournalFaults, WhatARestartReadsAfterAFailedSyncSurvivesAPowerFailure) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    MemoryDisk other(seed);
    JournalOnDisk journal(other);
    journal.commit({"one"});
    other.fail(DiskOperation::kSyncFile, 1, ErrorCode::kIo);
    EXPECT_THAT(journal.try_commit({"two", std::string(2000, 'x')}), FailsWith(ErrorCode::kIo));
    other.kill();
    journal.reopen();
    const std::vector<std::string> read = journal.texts();
    EXPECT_THAT(read, ElementsAre("one", "two", std::string(2000, 'x')));
    other.crash();
    journal.reopen();
    EXPECT_EQ(journal.texts(), read) << "seed " << seed;
  }
}

TEST_F(JournalFaults, AnUnreadableFileIsAnErrorNotDamage) {
  on_disk.commit({"one"});
  disk.fail(DiskOperation::kRead, 3, ErrorCode::kIo);
  EXPECT_THAT(on_disk.try_reopen(), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(on_disk.try_reopen(), IsOk());
  EXPECT_THAT(on_disk.texts(), ElementsAre("one"));
}

TEST(JournalFaultsDeathTest, AppendingToAGroupThatIsPartlyOnDiskIsABug) {
  MemoryDisk disk(1);
  JournalOnDisk on_disk(disk);
  disk.set_capacity(50);
  EXPECT_THAT(on_disk.try_commit({"one"}), FailsWith(ErrorCode::kNoSpace));
  EXPECT_DEATH(on_disk.journal().append(1, "two"), "check failed");
}

}  // namespace
}  // namespace flowbridge

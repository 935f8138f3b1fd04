// What becomes of a journal when its files are cut, flipped, lost or exchanged: never wrong data.

#include "base/coding.h"
#include "base/crc32c.h"
#include "journal/verify.h"
#include "support/journal_on_disk.h"
#include "support/result_matchers.h"

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Files = std::map<std::string, std::string>;

/// A small journal with something of everything: three segments, two checkpoints, several groups.
///
///   1.log: 1 2 | 3      3 records, the first two in one group
///   4.log: 4 | 5 6      begun by a checkpoint
///   7.log: 7 | 8 9      begun by a checkpoint
class Damage : public testing::Test {
 protected:
  static constexpr Sequence kNext = 10;
  static constexpr Sequence kLastGroup = 8;

  Damage() {
    MemoryDisk disk(1);
    JournalOnDisk on_disk(disk);
    on_disk.journal().index().set_floor("slow", 1);
    on_disk.commit({"1", "2"});
    on_disk.commit({"3"});
    on_disk.checkpoint("before 4");
    on_disk.commit({"4"});
    on_disk.commit({"5", "6"});
    on_disk.checkpoint("before 7");
    on_disk.commit({"7"});
    last_group_offset_ = disk.files().at(last_segment()).size();
    on_disk.commit({"8", "9"});
    files_ = disk.files();
  }

  static std::string last_segment() { return segment_name(7); }
  const Files& files() const { return files_; }
  std::size_t last_group_offset() const { return last_group_offset_; }

  static void put(MemoryDisk& disk, const Files& files) {
    for (const auto& [name, contents] : files) disk.put_file(name, contents);
  }

  static std::string expected_text(Sequence sequence) { return std::to_string(sequence); }

  /// What a restart knows: the state before a record, and the texts from it on.
  static void expect_true(JournalOnDisk& on_disk, const std::string& what) {
    const JournalRecovery& recovery = on_disk.journal().recovery();
    const Sequence from = recovery.checkpoint.value_or(kFirstSequence);
    EXPECT_EQ(on_disk.state(),
              recovery.checkpoint ? "before " + std::to_string(from) : std::string())
        << what;
    Sequence sequence = from;
    for (const std::string& text : on_disk.texts(from)) {
      EXPECT_EQ(text, expected_text(sequence)) << what;
      ++sequence;
    }
    EXPECT_EQ(sequence, recovery.next) << what;
    EXPECT_TRUE(recovery.next == kNext || recovery.next == kLastGroup) << what << recovery.next;
  }

  /// Reads all of the log; a reader either tells the truth or names the file.
  static void expect_readers_tell(JournalOnDisk& on_disk, const std::string& file) {
    const Result<std::vector<std::string>> texts = on_disk.try_texts(kFirstSequence);
    if (!texts) {
      EXPECT_THAT(texts, FailsWith(ErrorCode::kCorrupt, file));
      return;
    }
    for (std::size_t i = 0; i < texts->size(); ++i) EXPECT_EQ((*texts)[i], expected_text(i + 1));
  }

  /// Opens the damaged journal. Only the last group may be gone, and only if `may_cut`.
  static void expect_no_wrong_data(const Files& damaged, const std::string& file,
                                   const std::string& what, bool may_cut) {
    MemoryDisk disk(1);
    put(disk, damaged);
    MemoryDisk untouched(1);
    put(untouched, damaged);
    std::unique_ptr<Directory> directory = disk.root();
    const Result<std::unique_ptr<Journal>> opened = Journal::open(*directory, {});
    if (!opened) {
      EXPECT_THAT(opened, FailsWith(ErrorCode::kCorrupt, file)) << what;
      EXPECT_EQ(disk.files(), untouched.files()) << what;
      EXPECT_EQ(disk.operations(), 0u) << what;
      return;
    }
    JournalOnDisk on_disk(disk);
    expect_true(on_disk, what);
    EXPECT_TRUE(may_cut || on_disk.journal().recovery().next == kNext) << what;
    expect_readers_tell(on_disk, file);
  }

 private:
  Files files_;
  std::size_t last_group_offset_ = 0;
};

TEST_F(Damage, NoFlippedBitGivesWrongData) {
  for (const auto& [name, contents] : files()) {
    for (std::size_t bit = 0; bit < contents.size() * 8; ++bit) {
      Files damaged = files();
      std::string& bytes = damaged[name];
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
      const bool may_cut = name == last_segment() && bit / 8 >= last_group_offset();
      expect_no_wrong_data(damaged, name, name + " bit " + std::to_string(bit), may_cut);
    }
  }
}

TEST_F(Damage, AFlippedBitIsAlwaysTold) {
  for (const auto& [name, contents] : files()) {
    for (std::size_t byte = 0; byte < contents.size(); ++byte) {
      Files damaged = files();
      damaged[name][byte] = static_cast<char>(damaged[name][byte] ^ 0x10);
      MemoryDisk disk(1);
      put(disk, damaged);
      const VerifyReport report = verify_journal(*disk.root());
      EXPECT_TRUE(report.problem || report.torn_bytes > 0 || !report.warnings.empty())
          << name << " byte " << byte;
    }
  }
}

TEST_F(Damage, ABadRecordThatLaterGroupsFollowIsDamageEvenInTheLastSegment) {
  Files damaged = files();
  damaged[last_segment()][last_group_offset() - 1] ^= 0x01;
  MemoryDisk disk(1);
  put(disk, damaged);
  EXPECT_THAT(Journal::open(*disk.root(), {}),
              FailsWith(ErrorCode::kCorrupt, last_segment() + ": byte 44: record 7 is damaged"));
}

TEST_F(Damage, ACutLastSegmentKeepsItsWholeGroups) {
  const std::string whole = files().at(last_segment());
  for (std::size_t size = kSegmentHeaderBytes; size < whole.size(); ++size) {
    MemoryDisk disk(1);
    put(disk, files());
    disk.put_file(last_segment(), whole.substr(0, size));
    JournalOnDisk on_disk(disk);
    const Sequence next = size < last_group_offset() ? 7 : kLastGroup;
    EXPECT_EQ(on_disk.journal().recovery().next, next) << size;
    EXPECT_EQ(on_disk.journal().recovery().checkpoint, 7u);
    // And it goes on from there.
    on_disk.commit({"new"});
    on_disk.reopen();
    EXPECT_EQ(on_disk.texts(next).front(), "new") << size;
  }
}

TEST_F(Damage, AnyOtherCutIsNamed) {
  for (const auto& [name, contents] : files()) {
    const std::size_t end = name == last_segment() ? kSegmentHeaderBytes : contents.size();
    for (std::size_t size = 0; size < end; ++size) {
      Files damaged = files();
      damaged[name].resize(size);
      expect_no_wrong_data(damaged, name, name + " cut at " + std::to_string(size), false);
    }
  }
}

TEST_F(Damage, BytesTooManyAreNamedOrCut) {
  for (const auto& [name, contents] : files()) {
    Files damaged = files();
    damaged[name] += "x";
    expect_no_wrong_data(damaged, name, name + " with a byte more", false);
  }
}

TEST_F(Damage, AMissingSegmentIsNamed) {
  for (const Sequence first : {4u, 7u}) {
    Files damaged = files();
    damaged.erase(segment_name(first));
    MemoryDisk disk(1);
    put(disk, damaged);
    EXPECT_THAT(Journal::open(*disk.root(), {}),
                FailsWith(ErrorCode::kCorrupt, segment_name(first)));
  }
}

// That is how a journal looks whose oldest segment was no longer needed. Who needs it is told.
TEST_F(Damage, WithoutItsOldestSegmentAJournalOpensAndItsRecordsAreNotFound) {
  MemoryDisk disk(1);
  put(disk, files());
  disk.remove_file(segment_name(1));
  JournalOnDisk on_disk(disk);
  expect_true(on_disk, "without the oldest segment");
  EXPECT_THAT(on_disk.try_texts(3), FailsWith(ErrorCode::kNotFound, "record 3 is no longer"));
}

TEST_F(Damage, AMissingSegmentIsNamedWithoutCheckpointsToo) {
  for (const Sequence first : {1u, 4u}) {
    Files damaged = files();
    damaged.erase(segment_name(first));
    damaged.erase(checkpoint_name(4));
    damaged.erase(checkpoint_name(7));
    MemoryDisk disk(1);
    put(disk, damaged);
    EXPECT_THAT(Journal::open(*disk.root(), {}), FailsWith(ErrorCode::kCorrupt, ".log"));
  }
}

TEST_F(Damage, ADamagedCheckpointIsPassedOverForTheOneBefore) {
  MemoryDisk disk(1);
  put(disk, files());
  std::string damaged = files().at(checkpoint_name(7));
  damaged[kCheckpointHeaderBytes] ^= 0x01;
  disk.put_file(checkpoint_name(7), damaged);
  JournalOnDisk on_disk(disk);
  EXPECT_EQ(on_disk.state(), "before 4");
  EXPECT_THAT(on_disk.texts(4), ElementsAre("4", "5", "6", "7", "8", "9"));
  EXPECT_THAT(on_disk.journal().recovery().warnings, ElementsAre(HasSubstr(checkpoint_name(7))));
  // It does not count among the two that are kept.
  on_disk.checkpoint("before 10");
  EXPECT_EQ(on_disk.reader().newest_checkpoint_at_or_before(9).value()->state, "before 4");
}

// A destination that is behind begins with it.
TEST_F(Damage, AnOlderDamagedCheckpointIsPassedOverToo) {
  MemoryDisk disk(1);
  put(disk, files());
  std::string damaged = files().at(checkpoint_name(4));
  damaged[kCheckpointHeaderBytes] ^= 0x01;
  disk.put_file(checkpoint_name(4), damaged);
  JournalOnDisk on_disk(disk);
  EXPECT_EQ(on_disk.state(), "before 7");
  EXPECT_THAT(on_disk.journal().recovery().warnings, ElementsAre(HasSubstr(checkpoint_name(4))));
  EXPECT_THAT(on_disk.reader().newest_checkpoint_at_or_before(5),
              IsOkAndHolds(testing::Eq(std::nullopt)));
}

TEST_F(Damage, WithoutAWholeCheckpointTheLogIsReadFromItsBeginning) {
  MemoryDisk disk(1);
  put(disk, files());
  for (const Sequence sequence : {4u, 7u}) disk.put_file(checkpoint_name(sequence), "");
  JournalOnDisk on_disk(disk);
  EXPECT_EQ(on_disk.state(), "");
  EXPECT_EQ(on_disk.texts().size(), 9u);
}

TEST_F(Damage, WithoutAWholeCheckpointAndWithoutTheBeginningNothingOpens) {
  Files damaged = files();
  damaged.erase(segment_name(1));
  for (const Sequence sequence : {4u, 7u}) damaged[checkpoint_name(sequence)] = "";
  MemoryDisk disk(1);
  put(disk, damaged);
  EXPECT_THAT(Journal::open(*disk.root(), {}), FailsWith(ErrorCode::kCorrupt, checkpoint_name(7)));
}

TEST_F(Damage, ASegmentOfAnotherLifeIsNotTakenForOneOfThis) {
  // The same names and sequences, other contents.
  MemoryDisk other(2);
  JournalOnDisk on_disk(other);
  on_disk.commit({"x", "y"});
  on_disk.commit({"z"});
  on_disk.checkpoint("before 4");
  on_disk.commit({"4"});
  for (const Sequence first : {1u, 4u}) {
    Files damaged = files();
    damaged[segment_name(first)] = other.files().at(segment_name(first));
    expect_no_wrong_data(damaged, segment_name(first), "exchanged segment", false);
  }
}

TEST_F(Damage, ACheckpointOfAnotherLifeIsNotTakenForOneOfThis) {
  MemoryDisk other(2);
  JournalOnDisk on_disk(other);
  on_disk.commit({"a", "b", "c", "d", "e", "f"});
  on_disk.checkpoint("another state");
  MemoryDisk disk(1);
  put(disk, files());
  disk.put_file(checkpoint_name(7), other.files().at(checkpoint_name(7)));
  EXPECT_THAT(Journal::open(*disk.root(), {}),
              FailsWith(ErrorCode::kCorrupt,
                        checkpoint_name(7) + ": byte 0: it does not follow the record before it"));
}

// Nobody reads it but a destination that is behind; it would count from a state that never was.
TEST_F(Damage, AnOlderCheckpointOfAnotherLifeIsNotTakenForOneOfThis) {
  MemoryDisk other(2);
  JournalOnDisk on_disk(other);
  on_disk.commit({"a", "b", "c"});
  on_disk.checkpoint("another state");
  MemoryDisk disk(1);
  put(disk, files());
  disk.put_file(checkpoint_name(4), other.files().at(checkpoint_name(4)));
  EXPECT_THAT(Journal::open(*disk.root(), {}),
              FailsWith(ErrorCode::kCorrupt,
                        checkpoint_name(4) + ": byte 0: it does not follow the record before it"));
}

TEST_F(Damage, AnUnfinishedLastSegmentIsRemoved) {
  const std::string header = encode_segment_header({.first = 10});
  for (std::size_t size = 0; size < header.size(); ++size) {
    MemoryDisk disk(1);
    put(disk, files());
    disk.put_file(segment_name(10), header.substr(0, size));
    JournalOnDisk on_disk(disk);
    EXPECT_EQ(on_disk.journal().recovery().next, kNext);
    EXPECT_EQ(disk.files().count(segment_name(10)), 0u);
    on_disk.commit({"10"});
    EXPECT_THAT(on_disk.texts(9), ElementsAre("9", "10"));
  }
}

TEST_F(Damage, ANewerSegmentIsUnsupportedAndNotTouched) {
  std::string newer = encode_segment_header({.first = 10});
  newer.resize(newer.size() - sizeof(std::uint32_t));
  newer[8] = 2;
  put_u32(newer, crc32c(newer));
  MemoryDisk disk(1);
  put(disk, files());
  disk.put_file(segment_name(10), newer);
  EXPECT_THAT(Journal::open(*disk.root(), {}),
              FailsWith(ErrorCode::kUnsupported, segment_name(10) + ": format version 2"));
  EXPECT_EQ(disk.operations(), 0u);
}

TEST_F(Damage, AHealthyJournalIsDescribedFileByFile) {
  MemoryDisk disk(1);
  put(disk, files());
  const VerifyReport report = verify_journal(*disk.root());
  EXPECT_EQ(to_text(report),
            "00000000000000000001.log records=3 groups=2 bytes=131\n"
            "00000000000000000004.log records=3 groups=2 bytes=131\n"
            "00000000000000000007.log records=3 groups=2 bytes=131\n"
            "00000000000000000004.ckpt bytes=48\n"
            "00000000000000000007.ckpt bytes=48\n"
            "next record 10\n");
  EXPECT_EQ(disk.operations(), 0u);
}

TEST_F(Damage, VerificationFindsWhatAStartDoesNotRead) {
  Files damaged = files();
  damaged[segment_name(1)][kSegmentHeaderBytes + 1] ^= 0x01;
  MemoryDisk disk(1);
  put(disk, damaged);
  const VerifyReport report = verify_journal(*disk.root());
  ASSERT_TRUE(report.problem.has_value());
  EXPECT_EQ(to_text(report), "problem: 00000000000000000001.log: byte 44: record 1 is damaged\n");
  EXPECT_THAT(Journal::open(*disk.root(), {}), IsOk());
}

}  // namespace
}  // namespace flowbridge

#include "journal/reader.h"

#include "support/journal_on_disk.h"
#include "support/result_matchers.h"

#include <atomic>
#include <thread>

namespace flowbridge {
namespace {

using testing::ElementsAre;

// Long enough that no machine is too slow, and never waited for in full.
constexpr Duration kPatience = 30s;

class JournalReaderTest : public testing::Test {
 protected:
  /// The next record's text, or "-" if there is none yet.
  static std::string next(JournalReader& reader) {
    const Result<std::optional<JournalRecord>> record = reader.next();
    EXPECT_THAT(record, IsOk());
    if (!record || !*record) return "-";
    return std::string((*record)->payload);
  }

  MemoryDisk disk{1};
  JournalOnDisk on_disk{disk, {.segment_bytes = 150}};
};

TEST_F(JournalReaderTest, FollowsTheEnd) {
  JournalReader reader = on_disk.reader();
  EXPECT_EQ(next(reader), "-");
  on_disk.commit({"one", "two"});
  EXPECT_EQ(next(reader), "one");
  on_disk.commit({"three"});
  EXPECT_EQ(next(reader), "two");
  EXPECT_EQ(next(reader), "three");
  EXPECT_EQ(next(reader), "-");
  EXPECT_EQ(reader.position(), 4u);
}

TEST_F(JournalReaderTest, FollowsTheEndAcrossSegments) {
  JournalReader reader = on_disk.reader();
  for (int i = 0; i < 50; ++i) {
    on_disk.commit({std::to_string(i)});
    EXPECT_EQ(next(reader), std::to_string(i));
    EXPECT_EQ(next(reader), "-");
  }
  EXPECT_GT(on_disk.journal().index().size().segments, 5u);
}

TEST_F(JournalReaderTest, ReadsABacklogOfManySegments) {
  for (int i = 0; i < 50; ++i) on_disk.commit({std::to_string(i)});
  JournalReader reader = on_disk.reader();
  for (int i = 0; i < 50; ++i) EXPECT_EQ(next(reader), std::to_string(i));
  EXPECT_EQ(next(reader), "-");
}

TEST_F(JournalReaderTest, SeeksAnyRecord) {
  for (int i = 1; i <= 20; ++i) on_disk.commit({std::to_string(i), "second of the group"});
  JournalReader reader = on_disk.reader();
  for (const Sequence sequence : {39u, 1u, 40u, 17u, 2u}) {
    ASSERT_THAT(reader.seek(sequence), IsOk());
    EXPECT_EQ(next(reader),
              sequence % 2 == 1 ? std::to_string(sequence / 2 + 1) : "second of the group");
  }
  ASSERT_THAT(reader.seek(41), IsOk());
  EXPECT_EQ(next(reader), "-");
  on_disk.commit({"new"});
  EXPECT_EQ(next(reader), "new");
}

TEST_F(JournalReaderTest, ACursorBeyondTheEndShowsThatTheDiskHasLostRecords) {
  on_disk.commit({"one"});
  JournalReader reader = on_disk.reader();
  EXPECT_THAT(reader.seek(3), FailsWith(ErrorCode::kCorrupt, "the journal ends before record 2"));
}

TEST_F(JournalReaderTest, SaysWhichRecordsBecameDurableTogether) {
  on_disk.commit({"one", "two"});
  JournalReader reader = on_disk.reader();
  EXPECT_FALSE(reader.next().value()->ends_group);
  EXPECT_TRUE(reader.next().value()->ends_group);
}

TEST_F(JournalReaderTest, IsNotDisturbedByAGroupThatIsBeingWritten) {
  on_disk.commit({"one"});
  JournalReader reader = on_disk.reader();
  EXPECT_EQ(next(reader), "one");
  // The file is longer than what is durable, then shorter again, then has other bytes there.
  std::uint64_t used = 0;
  for (const auto& [name, contents] : disk.files()) used += contents.size();
  disk.set_capacity(used + 20);
  disk.fail(DiskOperation::kTruncate, 1, ErrorCode::kNoSpace);
  EXPECT_THAT(on_disk.try_commit({"two"}), FailsWith(ErrorCode::kNoSpace));
  EXPECT_EQ(next(reader), "-");
  disk.set_capacity(std::nullopt);
  EXPECT_THAT(on_disk.journal().commit(), IsOk());
  EXPECT_EQ(next(reader), "two");
}

TEST_F(JournalReaderTest, FindsTheNewestCheckpointAtOrBeforeARecord) {
  on_disk.journal().index().set_floor("slow", 1);
  on_disk.commit({"one"});
  on_disk.checkpoint("before 2");
  on_disk.commit({"two", "three"});
  on_disk.checkpoint("before 4");
  const JournalReader reader = on_disk.reader();
  EXPECT_EQ(reader.newest_checkpoint_at_or_before(1).value(), std::nullopt);
  EXPECT_EQ(reader.newest_checkpoint_at_or_before(2).value()->state, "before 2");
  EXPECT_EQ(reader.newest_checkpoint_at_or_before(3).value()->state, "before 2");
  EXPECT_EQ(reader.newest_checkpoint_at_or_before(4).value()->sequence, 4u);
}

TEST_F(JournalReaderTest, KeepsReadingASegmentThatIsDeletedMeanwhile) {
  on_disk.commit({"one", "two"});
  JournalReader reader = on_disk.reader();
  EXPECT_EQ(next(reader), "one");
  on_disk.checkpoint("");
  on_disk.commit({"three"});
  on_disk.checkpoint("");
  on_disk.commit({"four"});
  on_disk.checkpoint("");
  EXPECT_EQ(next(reader), "two");
}

TEST_F(JournalReaderTest, WaitingEndsWhenTheRecordIsDurable) {
  JournalIndex& index = on_disk.journal().index();
  EXPECT_FALSE(index.wait_durable(1, {.timeout = 0ms}));
  std::atomic<bool> became_durable = false;
  std::jthread waiter([&] { became_durable = index.wait_durable(1, {.timeout = kPatience}); });
  on_disk.commit({"one"});
  waiter.join();
  EXPECT_TRUE(became_durable);
  EXPECT_TRUE(index.wait_durable(1, {.timeout = 0ms}));
}

TEST_F(JournalReaderTest, WaitingEndsWhenAStopIsRequested) {
  JournalIndex& index = on_disk.journal().index();
  std::atomic<bool> became_durable = true;
  std::jthread waiter([&](const std::stop_token& stop) {
    became_durable = index.wait_durable(1, {.timeout = kPatience, .stop = stop});
  });
  waiter.request_stop();
  waiter.join();
  EXPECT_FALSE(became_durable);
}

TEST_F(JournalReaderTest, SeveralThreadsReadWhileOneWrites) {
  constexpr Sequence kRecords = 2000;
  const auto read_all = [&](std::atomic<Sequence>& read) {
    JournalReader reader = on_disk.reader();
    while (reader.position() <= kRecords) {
      if (!on_disk.journal().index().wait_durable(reader.position(), {.timeout = kPatience}))
        return;
      const Result<std::optional<JournalRecord>> record = reader.next();
      if (!record || !*record || (*record)->payload != std::to_string((*record)->sequence)) return;
      ++read;
    }
  };
  std::atomic<Sequence> first = 0;
  std::atomic<Sequence> second = 0;
  {
    const std::jthread first_reader([&] { read_all(first); });
    const std::jthread second_reader([&] { read_all(second); });
    on_disk.journal().index().set_floor("readers", 1);
    for (Sequence i = 1; i <= kRecords; i += 4) {
      on_disk.commit(
          {std::to_string(i), std::to_string(i + 1), std::to_string(i + 2), std::to_string(i + 3)});
      if (i % 100 == 1) on_disk.checkpoint("state");
    }
  }
  EXPECT_EQ(first, kRecords);
  EXPECT_EQ(second, kRecords);
}

}  // namespace
}  // namespace flowbridge

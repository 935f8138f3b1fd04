// A state directory written by version 1 of the format opens, and is read, for ever.

#include "journal/cursor.h"
#include "journal/state_directory.h"
#include "journal/verify.h"
#include "support/golden_directory.h"
#include "support/journal_on_disk.h"
#include "support/result_matchers.h"

namespace flowbridge {
namespace {

using testing::ElementsAre;

constexpr const char* kVersion1 = "tests/golden/journal/v1";
const WriterIdentity kWriter{.writer_id = 0x0123456789abcdef, .instance = "bdr1.example.net"};

/// Every byte value, and longer than a sector.
std::string all_bytes() {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

/// Writes what the golden directory holds.
void write_version_1(MemoryDisk& disk) {
  StateDirectory state = StateDirectory::open(disk.root(), kWriter).value();
  std::unique_ptr<Journal> journal = Journal::open(state.journal(), {.segment_bytes = 500}).value();
  journal->index().set_floor("prometheus", 1);
  journal->append(1, "one");
  journal->append(2, "");
  ASSERT_THAT(journal->commit(), IsOk());
  ASSERT_THAT(journal->write_checkpoint("state before 3"), IsOk());
  journal->append(255, all_bytes());
  ASSERT_THAT(journal->commit(), IsOk());
  journal->append(3, "four");
  ASSERT_THAT(journal->commit(), IsOk());
  ASSERT_THAT(journal->write_checkpoint("state before 5"), IsOk());
  journal->append(4, "five");
  journal->append(4, "six");
  ASSERT_THAT(journal->commit(), IsOk());
  CursorFile cursor = CursorFile::open(*state.destination("prometheus").value(), "cursor").value();
  ASSERT_THAT(cursor.store("first"), IsOk());
  ASSERT_THAT(cursor.store("second"), IsOk());
}

struct TypedText {
  int type = 0;
  std::string text;

  bool operator==(const TypedText&) const = default;
};

std::vector<TypedText> read_all(Directory& directory, const Journal& journal) {
  JournalReader reader(directory, journal.index());
  std::vector<TypedText> records;
  for (;;) {
    const Result<std::optional<JournalRecord>> record = reader.next();
    EXPECT_THAT(record, IsOk());
    if (!record || !*record) return records;
    records.push_back({(*record)->type, std::string((*record)->payload)});
  }
}

TEST(JournalGolden, TodaysProgramWritesVersion1ByteForByte) {
  MemoryDisk disk(1);
  write_version_1(disk);
  expect_golden_directory(kVersion1, disk.files());
}

TEST(JournalGolden, Version1OpensAndIsReadInFull) {
  MemoryDisk disk(1);
  for (const auto& [name, contents] : read_golden_directory(kVersion1)) {
    disk.put_file(name, contents);
  }
  Result<StateDirectory> state =
      StateDirectory::open(disk.root(), {.writer_id = 1, .instance = "another"});
  ASSERT_THAT(state, IsOk());
  EXPECT_EQ(state->writer(), kWriter);

  const VerifyReport report = verify_journal(state->journal());
  EXPECT_FALSE(report.problem.has_value());
  EXPECT_EQ(report.segments.size(), 4u);

  Result<std::unique_ptr<Journal>> journal = Journal::open(state->journal(), {});
  ASSERT_THAT(journal, IsOk());
  EXPECT_EQ((*journal)->recovery().checkpoint, 5u);
  EXPECT_EQ((*journal)->recovery().next, 7u);
  EXPECT_THAT(read_all(state->journal(), **journal),
              ElementsAre(TypedText{1, "one"}, TypedText{2, ""}, TypedText{255, all_bytes()},
                          TypedText{3, "four"}, TypedText{4, "five"}, TypedText{4, "six"}));
  const JournalReader reader(state->journal(), (*journal)->index());
  EXPECT_EQ(reader.newest_checkpoint_at_or_before(4).value()->state, "state before 3");
  EXPECT_EQ(reader.newest_checkpoint_at_or_before(7).value()->state, "state before 5");

  const auto destination = state->destination("prometheus");
  ASSERT_THAT(destination, IsOk());
  EXPECT_EQ(CursorFile::open(**destination, "cursor").value().value(), "second");
}

}  // namespace
}  // namespace flowbridge

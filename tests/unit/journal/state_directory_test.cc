#include "journal/state_directory.h"

#include "journal/journal.h"
#include "support/memory_directory.h"
#include "support/result_matchers.h"

namespace flowbridge {
namespace {

const WriterIdentity kFirst{.writer_id = 0x0123456789abcdef, .instance = "bdr1"};
const WriterIdentity kSecond{.writer_id = 7, .instance = "other"};

class StateDirectoryTest : public testing::Test {
 protected:
  Result<StateDirectory> open(const WriterIdentity& if_new) {
    return StateDirectory::open(disk.root(), if_new);
  }

  MemoryDisk disk{1};
};

TEST_F(StateDirectoryTest, IsGivenItsWriterOnce) {
  {
    const Result<StateDirectory> made = open(kFirst);
    ASSERT_THAT(made, IsOk());
    EXPECT_TRUE(made->is_new());
    EXPECT_EQ(made->writer(), kFirst);
  }
  const Result<StateDirectory> found = open(kSecond);
  ASSERT_THAT(found, IsOk());
  EXPECT_FALSE(found->is_new());
  EXPECT_EQ(found->writer(), kFirst);
}

TEST_F(StateDirectoryTest, ItsIdentityIsDurableAtOnce) {
  ASSERT_THAT(open(kFirst), IsOk());
  disk.crash();
  EXPECT_EQ(open(kSecond).value().writer(), kFirst);
}

TEST_F(StateDirectoryTest, ASecondProcessIsToldWhatToDo) {
  const Result<StateDirectory> first = open(kFirst);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(open(kFirst), FailsWith(ErrorCode::kInUse, "end that one first, or give this one"));
}

TEST_F(StateDirectoryTest, ANewerOneIsUnsupportedAndNotTouched) {
  disk.put_file("writer.json", R"({"format_version": 2, "anything": []})");
  const auto before = disk.files();
  EXPECT_THAT(open(kFirst), FailsWith(ErrorCode::kUnsupported, "format version 2"));
  auto after = disk.files();
  after.erase(kLockFileName);
  EXPECT_EQ(after, before);
}

TEST_F(StateDirectoryTest, AJournalWithoutItsWriterIsDamage) {
  disk.put_file("journal/" + segment_name(1), "");
  EXPECT_THAT(open(kFirst), FailsWith(ErrorCode::kCorrupt, "writer.json: it is missing"));
  EXPECT_EQ(disk.files().count("writer.json"), 0u);
}

TEST_F(StateDirectoryTest, HasAJournalAndADirectoryPerDestination) {
  Result<StateDirectory> state = open(kFirst);
  ASSERT_THAT(state, IsOk());
  EXPECT_THAT(Journal::open(state->journal(), {}), IsOk());
  Result<std::unique_ptr<Directory>> destination = state->destination("prometheus");
  ASSERT_THAT(destination, IsOk());
  EXPECT_THAT(replace_file(**destination, "cursor", ""), IsOk());
  EXPECT_EQ(disk.files().count("journal/" + segment_name(1)), 1u);
  EXPECT_EQ(disk.files().count("destinations/prometheus/cursor"), 1u);
}

TEST_F(StateDirectoryTest, ADestinationIsThereUntilItIsForgotten) {
  {
    Result<StateDirectory> state = open(kFirst);
    ASSERT_THAT(state, IsOk());
    EXPECT_THAT(state->destinations().value(), testing::IsEmpty());
    ASSERT_THAT(state->destination("never written"), IsOk());
    for (const std::string name : {"thanos", "mimir"}) {
      Result<std::unique_ptr<Directory>> own = state->destination(name);
      ASSERT_THAT(own, IsOk());
      EXPECT_THAT(replace_file(**own, "cursor", "1"), IsOk());
      EXPECT_THAT(replace_file(**own, "quarantine", "2"), IsOk());
    }
    EXPECT_THAT(state->destinations().value(), testing::ElementsAre("mimir", "thanos"));
    EXPECT_THAT(state->forget_destination("mimir"), IsOk());
  }
  disk.crash();
  Result<StateDirectory> again = open(kFirst);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(again->destinations().value(), testing::ElementsAre("thanos"));
}

TEST_F(StateDirectoryTest, ADestinationCannotLeaveTheDirectory) {
  Result<StateDirectory> state = open(kFirst);
  ASSERT_THAT(state, IsOk());
  for (const std::string& name : {std::string(), std::string("."), std::string(".."),
                                  std::string("a/b"), std::string("a\0b", 3)}) {
    EXPECT_THAT(state->destination(name), FailsWith(ErrorCode::kInvalid)) << name;
  }
}

TEST(WriterFile, IsReadableByPeople) {
  EXPECT_EQ(encode_writer(kFirst), R"({
  "format_version": 1,
  "writer_id": "0123456789abcdef",
  "instance": "bdr1"
}
)");
}

TEST(WriterFile, ComesBack) {
  for (const WriterIdentity& writer :
       {kFirst, kSecond, WriterIdentity{.writer_id = ~std::uint64_t{0}, .instance = "a \"b\" ü"}}) {
    EXPECT_THAT(parse_writer(encode_writer(writer)), IsOkAndHolds(writer));
  }
}

TEST(WriterFile, AnythingElseIsDamage) {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"format_version": 1})", R"({"format_version": "1"})",
        R"({"format_version": -1, "writer_id": "0123456789abcdef", "instance": ""})",
        R"({"format_version": 1, "writer_id": 5, "instance": ""})",
        R"({"format_version": 1, "writer_id": "0123456789abcde", "instance": ""})",
        R"({"format_version": 1, "writer_id": "0123456789abcdex", "instance": ""})",
        R"({"format_version": 1, "writer_id": "0123456789abcdef", "instance": 5})"}) {
    EXPECT_THAT(parse_writer(text), FailsWith(ErrorCode::kCorrupt)) << text;
  }
}

}  // namespace
}  // namespace flowbridge

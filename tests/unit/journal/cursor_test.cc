#include "journal/cursor.h"

#include "base/coding.h"
#include "base/crc32c.h"
#include "support/memory_directory.h"
#include "support/result_matchers.h"

namespace flowbridge {
namespace {

class CursorTest : public testing::Test {
 protected:
  CursorFile open() { return CursorFile::open(*disk.root(), "cursor").value(); }
  Result<CursorFile> try_open() { return CursorFile::open(*disk.root(), "cursor"); }
  std::string bytes() const { return disk.files().at("cursor"); }

  MemoryDisk disk{1};
};

TEST_F(CursorTest, ANewOneIsEmptyAndHasItsFullSize) {
  EXPECT_EQ(open().value(), "");
  EXPECT_EQ(bytes().size(), 1024u);
}

TEST_F(CursorTest, TheNewestValueComesBack) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_THAT(open().store(std::to_string(i)), IsOk());
    EXPECT_EQ(open().value(), std::to_string(i));
  }
  EXPECT_EQ(bytes().size(), 1024u);
}

TEST_F(CursorTest, AValueMayHaveAnyBytesUpToTheLimit) {
  std::string value(kCursorBytesMax, '\0');
  for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<char>(i);
  ASSERT_THAT(open().store(value), IsOk());
  EXPECT_EQ(open().value(), value);
}

TEST_F(CursorTest, IsReadByWhoLooksOnWithoutBeingTouched) {
  EXPECT_THAT(read_cursor_file(*disk.root(), "cursor"), FailsWith(ErrorCode::kNotFound));
  ASSERT_THAT(open().store("one"), IsOk());
  ASSERT_THAT(open().store("two"), IsOk());
  const std::uint64_t operations = disk.operations();
  EXPECT_THAT(read_cursor_file(*disk.root(), "cursor"), IsOkAndHolds("two"));
  disk.put_file("cursor", bytes().substr(1));
  EXPECT_THAT(read_cursor_file(*disk.root(), "cursor"),
              FailsWith(ErrorCode::kCorrupt, "cursor: byte 0: no slot is whole"));
  EXPECT_EQ(disk.operations(), operations);
}

// A process died between the new file's name and its sync; the next one uses it.
TEST(CursorFile, WhatIsOpenedIsStillThereAfterAPowerCut) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    MemoryDisk disk(seed);
    disk.fail(DiskOperation::kSyncDirectory, 1, ErrorCode::kIo);
    ASSERT_THAT(CursorFile::open(*disk.root(), "cursor"), FailsWith(ErrorCode::kIo));
    disk.kill();
    ASSERT_THAT(CursorFile::open(*disk.root(), "cursor").value().store("kept"), IsOk());
    disk.crash();
    EXPECT_EQ(CursorFile::open(*disk.root(), "cursor").value().value(), "kept") << seed;
  }
}

TEST_F(CursorTest, MovesOnAFullDisk) {
  CursorFile cursor = open();
  disk.set_capacity(0);
  EXPECT_THAT(cursor.store("moved"), IsOk());
  EXPECT_EQ(open().value(), "moved");
}

TEST_F(CursorTest, ADamagedSlotLeavesTheValueBefore) {
  CursorFile cursor = open();
  ASSERT_THAT(cursor.store("one"), IsOk());
  ASSERT_THAT(cursor.store("two"), IsOk());
  const std::string good = bytes();
  for (std::size_t byte = 0; byte < good.size(); ++byte) {
    std::string damaged = good;
    damaged[byte] = static_cast<char>(damaged[byte] ^ 0x20);
    disk.put_file("cursor", damaged);
    // "one" is generation 1, in the second slot; "two" is in the first.
    EXPECT_EQ(open().value(), byte < 512 ? "one" : "two") << byte;
  }
}

TEST_F(CursorTest, TwoDamagedSlotsAreDamage) {
  ASSERT_THAT(open().store("one"), IsOk());
  std::string damaged = bytes();
  damaged[0] ^= 0x01;
  damaged[512] ^= 0x01;
  disk.put_file("cursor", damaged);
  EXPECT_THAT(try_open(), FailsWith(ErrorCode::kCorrupt, "cursor: byte 0: no slot is whole"));
  EXPECT_EQ(bytes(), damaged);
}

TEST_F(CursorTest, AnotherSizeIsDamage) {
  ASSERT_THAT(open().store("one"), IsOk());
  const std::string good = bytes();
  for (const std::string& damaged : {good.substr(0, 1023), good + "x", std::string()}) {
    disk.put_file("cursor", damaged);
    EXPECT_THAT(try_open(), FailsWith(ErrorCode::kCorrupt)) << damaged.size();
  }
}

TEST_F(CursorTest, ANewerVersionIsUnsupported) {
  ASSERT_THAT(open().store("one"), IsOk());
  std::string newer = bytes();
  newer[512 + 8] = 2;
  std::string slot = newer.substr(512, 508);
  put_u32(slot, crc32c(slot));
  newer.replace(512, 512, slot);
  disk.put_file("cursor", newer);
  EXPECT_THAT(try_open(), FailsWith(ErrorCode::kUnsupported, "cursor version 2"));
  EXPECT_EQ(bytes(), newer);
}

// A generation that no bridge lives to see must not keep later values from being found.
TEST_F(CursorTest, WhatIsStoredAfterTheLastGenerationComesBack) {
  ASSERT_THAT(open().store("one"), IsOk());
  std::string last = bytes();
  constexpr std::size_t kGenerationAt = 512 + 16;
  last.replace(kGenerationAt, 8, 8, '\xff');
  std::string slot = last.substr(512, 508);
  put_u32(slot, crc32c(slot));
  last.replace(512, 512, slot);
  disk.put_file("cursor", last);
  // That of the other slot is 0, the next one.
  EXPECT_EQ(open().value(), "");
  last.replace(0, 512, 512, '\0');
  disk.put_file("cursor", last);
  EXPECT_EQ(open().value(), "one");
  ASSERT_THAT(open().store("two"), IsOk());
  EXPECT_EQ(open().value(), "two");
}

TEST_F(CursorTest, AFailedSyncEndsItForGood) {
  CursorFile cursor = open();
  disk.fail(DiskOperation::kSyncFile, 1, ErrorCode::kIo);
  EXPECT_THAT(cursor.store("one"), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(cursor.store("two"), FailsWith(ErrorCode::kIo, "an earlier write failed"));
  EXPECT_EQ(cursor.value(), "");
}

TEST_F(CursorTest, AStoreWithoutSpaceMayBeTriedAgain) {
  CursorFile cursor = open();
  ASSERT_THAT(cursor.store("one"), IsOk());
  disk.fail(DiskOperation::kWriteAt, 1, ErrorCode::kNoSpace);
  EXPECT_THAT(cursor.store("two"), FailsWith(ErrorCode::kNoSpace));
  EXPECT_EQ(cursor.value(), "one");
  EXPECT_THAT(cursor.store("two"), IsOk());
  EXPECT_EQ(open().value(), "two");
}

// The old value or the new one, whatever the power does; and what was read stays.
TEST_F(CursorTest, SurvivesAPowerFailureAtAnyOperation) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    MemoryDisk other(seed);
    int stored = 0;
    int tried = 0;
    other.power_off_after(seed % 23);
    if (Result<CursorFile> cursor = CursorFile::open(*other.root(), "cursor"); cursor) {
      while (cursor->store(std::to_string(++tried))) stored = tried;
    }
    other.crash();
    Result<CursorFile> after = CursorFile::open(*other.root(), "cursor");
    ASSERT_THAT(after, IsOk()) << "seed " << seed;
    const int value = after->value().empty() ? 0 : std::stoi(after->value());
    EXPECT_TRUE(value == stored || value == tried) << "seed " << seed;
    other.crash();
    EXPECT_EQ(CursorFile::open(*other.root(), "cursor").value().value(), after->value());
  }
}

TEST(CursorDeathTest, AValueBeyondTheLimitIsABug) {
  MemoryDisk disk(1);
  CursorFile cursor = CursorFile::open(*disk.root(), "cursor").value();
  EXPECT_DEATH(static_cast<void>(cursor.store(std::string(kCursorBytesMax + 1, 'x'))),
               "check failed");
}

}  // namespace
}  // namespace flowbridge

#include "support/memory_directory.h"

#include "support/memory_inode.h"
#include "support/result_matchers.h"

#include <set>

namespace flowbridge {
namespace {

// What a crash may leave must really be left by some seed, or the journal's tests prove nothing.
constexpr std::uint64_t kSeeds = 300;

using Files = std::map<std::string, std::string>;

/// The different disks that `run` and a power failure leave.
template <typename Run>
std::set<Files> after_power_failures(Run run) {
  std::set<Files> outcomes;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    MemoryDisk disk(seed);
    run(disk);
    disk.crash();
    outcomes.insert(disk.files());
  }
  return outcomes;
}

std::unique_ptr<File> open(MemoryDisk& disk, const std::string& name, OpenMode mode) {
  return disk.root()->open(name, mode).value();
}

TEST(ReplaceFile, ThatFailsLeavesTheRoomThatItTook) {
  MemoryDisk disk(1);
  const std::unique_ptr<Directory> directory = disk.root();
  EXPECT_THAT(replace_file(*directory, "f", "old"), IsOk());
  disk.set_capacity(100);
  EXPECT_THAT(replace_file(*directory, "f", std::string(1'000, 'x')),
              FailsWith(ErrorCode::kNoSpace));
  EXPECT_EQ(disk.files(), (std::map<std::string, std::string>{{"f", "old"}}));
  EXPECT_THAT(replace_file(*directory, "g", std::string(90, 'x')), IsOk());
}

TEST(MemoryDisk, WhatWasSyncedSurvives) {
  const auto outcomes = after_power_failures([](MemoryDisk& disk) {
    const auto file = open(disk, "a", OpenMode::kCreate);
    EXPECT_THAT(file->append("text"), IsOk());
    EXPECT_THAT(file->sync(), IsOk());
    EXPECT_THAT(disk.root()->sync(), IsOk());
  });
  EXPECT_EQ(outcomes, (std::set<Files>{{{"a", "text"}}}));
}

TEST(MemoryDisk, UnsyncedBytesSurviveAsAnyPrefixOrAreHoles) {
  const auto outcomes = after_power_failures([](MemoryDisk& disk) {
    disk.put_file("a", "old ");
    EXPECT_THAT(open(disk, "a", OpenMode::kWrite)->append("new"), IsOk());
  });
  const std::string hole = std::string("old ") + std::string(3, '\0');
  EXPECT_EQ(outcomes, (std::set<Files>{{{"a", "old "}},
                                       {{"a", "old n"}},
                                       {{"a", "old ne"}},
                                       {{"a", "old new"}},
                                       {{"a", hole}}}));
}

TEST(MemoryDisk, UnsyncedSectorsSurviveInAnyChoice) {
  const std::string first(kMemorySectorBytes, 'a');
  const std::string second(kMemorySectorBytes, 'b');
  const auto outcomes = after_power_failures([&](MemoryDisk& disk) {
    EXPECT_THAT(replace_file(*disk.root(), "f", ""), IsOk());
    EXPECT_THAT(open(disk, "f", OpenMode::kWrite)->append(first + second), IsOk());
  });
  const std::string hole(kMemorySectorBytes, '\0');
  EXPECT_EQ(outcomes.count({{"f", hole + second}}), 1u);
  EXPECT_EQ(outcomes.count({{"f", first + hole}}), 1u);
}

// A process died between the rename and the sync; what the next one reads, it relies on.
TEST(MemoryDisk, AReplacedFileThatWasReadIsStillThereAfterAPowerFailure) {
  const auto after = [](auto read) {
    return after_power_failures([read](MemoryDisk& disk) {
      EXPECT_THAT(replace_file(*disk.root(), "f", "old"), IsOk());
      disk.fail(DiskOperation::kSyncDirectory, 1, ErrorCode::kIo);
      EXPECT_THAT(replace_file(*disk.root(), "f", "new"), FailsWith(ErrorCode::kIo));
      disk.kill();
      EXPECT_THAT(read(*disk.root(), "f"), IsOkAndHolds(testing::Eq("new")));
    });
  };
  EXPECT_EQ(after(read_file).count({{"f", "old"}}), 1u);
  EXPECT_EQ(after(read_replaced_file), std::set<Files>({{{"f", "new"}}}));
}

TEST(MemoryDisk, AFileThatWasNeverReplacedIsNothing) {
  MemoryDisk disk(1);
  EXPECT_THAT(read_replaced_file(*disk.root(), "f"), IsOkAndHolds(testing::Eq(std::nullopt)));
  EXPECT_THAT(replace_file(*disk.root(), "f", ""), IsOk());
  EXPECT_THAT(read_replaced_file(*disk.root(), "f"), IsOkAndHolds(testing::Eq("")));
}

TEST(MemoryDisk, UnsyncedNamesSurviveEachByItself) {
  const auto outcomes = after_power_failures([](MemoryDisk& disk) {
    const auto root = disk.root();
    for (const char* name : {"a", "b"}) {
      EXPECT_THAT(root->open(name, OpenMode::kCreate), IsOk());
    }
  });
  EXPECT_EQ(outcomes, (std::set<Files>{{}, {{"a", ""}}, {{"b", ""}}, {{"a", ""}, {"b", ""}}}));
}

TEST(MemoryDisk, ARenameHappensWholeOrNotAtAll) {
  const auto outcomes = after_power_failures([](MemoryDisk& disk) {
    disk.put_file("a", "new");
    disk.put_file("b", "old");
    EXPECT_THAT(disk.root()->rename("a", "b"), IsOk());
  });
  EXPECT_EQ(outcomes, (std::set<Files>{{{"a", "new"}, {"b", "old"}}, {{"b", "new"}}}));
}

TEST(MemoryDisk, ASecondSyncAfterAFailedOneLies) {
  const auto outcomes = after_power_failures([](MemoryDisk& disk) {
    disk.put_file("a", "");
    const auto file = open(disk, "a", OpenMode::kWrite);
    EXPECT_THAT(file->append("x"), IsOk());
    disk.fail(DiskOperation::kSyncFile, 1, ErrorCode::kIo);
    EXPECT_THAT(file->sync(), FailsWith(ErrorCode::kIo));
    EXPECT_THAT(file->sync(), IsOk());
    EXPECT_EQ(disk.files().at("a"), "x");
  });
  EXPECT_EQ(outcomes.count({{"a", ""}}), 1u);
  EXPECT_EQ(outcomes.count({{"a", "x"}}), 1u);
}

TEST(MemoryDisk, AKilledProcessLosesNothingButItsHandlesAndLocks) {
  MemoryDisk disk(1);
  const auto root = disk.root();
  EXPECT_THAT(root->lock(), IsOk());
  const auto file = open(disk, "a", OpenMode::kCreate);
  EXPECT_THAT(file->append("text"), IsOk());
  disk.kill();
  EXPECT_EQ(disk.files().at("a"), "text");
  EXPECT_THAT(file->append("more"), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(disk.root()->lock(), IsOk());
}

TEST(MemoryDisk, NothingHappensWithoutPower) {
  MemoryDisk disk(1);
  disk.put_file("a", "");
  const auto file = open(disk, "a", OpenMode::kWrite);
  disk.power_off_after(1);
  EXPECT_THAT(file->append("x"), IsOk());
  EXPECT_THAT(file->append("y"), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(file->sync(), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(disk.files().at("a"), "x");
}

TEST(MemoryDisk, AFullDiskTakesWhatFitsAndOverwrites) {
  MemoryDisk disk(1);
  disk.set_capacity(5);
  const auto file = open(disk, "a", OpenMode::kCreate);
  EXPECT_THAT(file->append("0123456789"), FailsWith(ErrorCode::kNoSpace));
  EXPECT_EQ(disk.files().at("a"), "01234");
  EXPECT_THAT(file->write_at(0, "abcde"), IsOk());
  disk.set_capacity(6);
  EXPECT_THAT(file->append("f"), IsOk());
  EXPECT_EQ(disk.files().at("a"), "abcdef");
}

TEST(MemoryDisk, OneSeedAlwaysGivesTheSameDisk) {
  const auto run = [] {
    MemoryDisk disk(7);
    disk.put_file("a", "");
    EXPECT_THAT(open(disk, "a", OpenMode::kWrite)->append(std::string(5000, 'x')), IsOk());
    disk.crash();
    return disk.files();
  };
  EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace flowbridge

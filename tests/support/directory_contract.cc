#include "support/directory_contract.h"

#include "base/check.h"
#include "support/result_matchers.h"

namespace flowbridge {

using testing::ElementsAre;
using testing::Eq;
using testing::IsEmpty;
using testing::Ne;

void DirectoryContract::make(const std::string& name, std::string_view contents) {
  EXPECT_THAT(open(name, OpenMode::kCreate)->append(contents), IsOk());
}

std::unique_ptr<File> DirectoryContract::open(const std::string& name, OpenMode mode) {
  Result<std::unique_ptr<File>> file = directory().open(name, mode);
  EXPECT_THAT(file, IsOk());
  FB_CHECK(file.has_value());
  return *std::move(file);
}

std::string DirectoryContract::contents(const std::string& name) {
  const Result<std::string> read = read_file(directory(), name);
  EXPECT_THAT(read, IsOk());
  return read ? *read : std::string();
}

namespace {

TEST_P(DirectoryContract, IsEmptyAtFirst) {
  EXPECT_THAT(directory().list(), IsOkAndHolds(IsEmpty()));
}

TEST_P(DirectoryContract, ACreatedFileIsEmptyAndListed) {
  EXPECT_EQ(open("a", OpenMode::kCreate)->size(), 0u);
  EXPECT_THAT(directory().list(), IsOkAndHolds(ElementsAre("a")));
}

TEST_P(DirectoryContract, AMissingFileIsNotFound) {
  EXPECT_THAT(directory().open("a", OpenMode::kRead), FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(directory().open("a", OpenMode::kWrite), FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(directory().remove("a"), FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(directory().rename("a", "b"), FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(directory().list(), IsOkAndHolds(IsEmpty()));
}

TEST_P(DirectoryContract, CreatingWhatIsThereFailsAndKeepsIt) {
  make("a", "old");
  EXPECT_THAT(directory().open("a", OpenMode::kCreate), FailsWith(ErrorCode::kInvalid));
  EXPECT_EQ(contents("a"), "old");
}

TEST_P(DirectoryContract, AppendsAddUp) {
  const auto file = open("a", OpenMode::kCreate);
  EXPECT_THAT(file->append("one"), IsOk());
  EXPECT_THAT(file->append(""), IsOk());
  EXPECT_THAT(file->append("two"), IsOk());
  EXPECT_THAT(file->sync(), IsOk());
  EXPECT_EQ(file->size(), 6u);
  EXPECT_EQ(contents("a"), "onetwo");
}

TEST_P(DirectoryContract, AnOpenedFileIsAppendedTo) {
  make("a", "one");
  EXPECT_THAT(open("a", OpenMode::kWrite)->append("two"), IsOk());
  EXPECT_EQ(contents("a"), "onetwo");
}

TEST_P(DirectoryContract, TwoFilesOnOneNameSeeEachOthersWrites) {
  const auto writer = open("a", OpenMode::kCreate);
  const auto reader = open("a", OpenMode::kRead);
  EXPECT_THAT(writer->append("text"), IsOk());
  EXPECT_EQ(reader->size(), 4u);
  std::string out;
  EXPECT_THAT(reader->read_at(1, 2, out), IsOk());
  EXPECT_EQ(out, "ex");
}

TEST_P(DirectoryContract, AReadReplacesTheBufferAndEndsAtTheFilesEnd) {
  make("a", "text");
  const auto file = open("a", OpenMode::kRead);
  std::string out = "before";
  EXPECT_THAT(file->read_at(2, 100, out), IsOk());
  EXPECT_EQ(out, "xt");
  EXPECT_THAT(file->read_at(4, 1, out), IsOk());
  EXPECT_EQ(out, "");
  EXPECT_THAT(file->read_at(1000, 1, out), IsOk());
  EXPECT_EQ(out, "");
}

TEST_P(DirectoryContract, OverwritingChangesOnlyWhatItCovers) {
  make("a", "0123456789");
  EXPECT_THAT(open("a", OpenMode::kWrite)->write_at(3, "abc"), IsOk());
  EXPECT_EQ(contents("a"), "012abc6789");
}

TEST_P(DirectoryContract, AppendsFollowATruncation) {
  const auto file = open("a", OpenMode::kCreate);
  EXPECT_THAT(file->append("0123456789"), IsOk());
  EXPECT_THAT(file->truncate(4), IsOk());
  EXPECT_EQ(file->size(), 4u);
  EXPECT_THAT(file->append("x"), IsOk());
  EXPECT_EQ(contents("a"), "0123x");
}

TEST_P(DirectoryContract, ARenameReplaces) {
  make("a", "new");
  make("b", "old");
  EXPECT_THAT(directory().rename("a", "b"), IsOk());
  EXPECT_THAT(directory().sync(), IsOk());
  EXPECT_THAT(directory().list(), IsOkAndHolds(ElementsAre("b")));
  EXPECT_EQ(contents("b"), "new");
}

TEST_P(DirectoryContract, AnOpenFileOutlivesItsName) {
  make("a", "text");
  const auto file = open("a", OpenMode::kRead);
  EXPECT_THAT(directory().remove("a"), IsOk());
  EXPECT_THAT(directory().list(), IsOkAndHolds(IsEmpty()));
  std::string out;
  EXPECT_THAT(file->read_at(0, 10, out), IsOk());
  EXPECT_EQ(out, "text");
}

TEST_P(DirectoryContract, TheListIsSortedAndHasNoDirectories) {
  make("b", "");
  make("a", "");
  make("c", "");
  EXPECT_THAT(directory().subdirectory("aa"), IsOk());
  EXPECT_THAT(directory().list(), IsOkAndHolds(ElementsAre("a", "b", "c")));
}

TEST_P(DirectoryContract, ASubdirectoryIsTheSameWhenOpenedAgain) {
  Result<std::unique_ptr<Directory>> first = directory().subdirectory("sub");
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(replace_file(**first, "a", "text"), IsOk());
  Result<std::unique_ptr<Directory>> second = directory().subdirectory("sub");
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(read_file(**second, "a"), IsOkAndHolds("text"));
}

TEST_P(DirectoryContract, AFileIsNoSubdirectory) {
  make("a", "");
  EXPECT_THAT(directory().subdirectory("a"), FailsWith(ErrorCode::kInvalid));
}

TEST_P(DirectoryContract, AnExistingSubdirectoryIsOpenedAndAMissingOneNotMade) {
  EXPECT_THAT(directory().existing_subdirectory("sub"), FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(directory().list_subdirectories(), IsOkAndHolds(IsEmpty()));
  Result<std::unique_ptr<Directory>> made = directory().subdirectory("sub");
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(replace_file(**made, "a", "text"), IsOk());
  Result<std::unique_ptr<Directory>> found = directory().existing_subdirectory("sub");
  ASSERT_THAT(found, IsOk());
  EXPECT_THAT(read_file(**found, "a"), IsOkAndHolds("text"));
  make("file", "");
  EXPECT_THAT(directory().existing_subdirectory("file"), FailsWith(ErrorCode::kInvalid));
}

TEST_P(DirectoryContract, TheListOfSubdirectoriesIsSortedAndHasNoFiles) {
  make("aa", "");
  for (const std::string name : {"b", "a", "c"}) {
    EXPECT_THAT(directory().subdirectory(name), IsOk());
  }
  EXPECT_THAT(directory().list_subdirectories(), IsOkAndHolds(ElementsAre("a", "b", "c")));
}

TEST_P(DirectoryContract, AFileAndASubdirectoryOutliveTheirDirectory) {
  auto other = open_again();
  Result<std::unique_ptr<Directory>> sub = other->subdirectory("sub");
  Result<std::unique_ptr<File>> file = other->open("a", OpenMode::kCreate);
  ASSERT_THAT(sub, IsOk());
  ASSERT_THAT(file, IsOk());
  other.reset();
  EXPECT_THAT((*file)->append("text"), IsOk());
  EXPECT_THAT(replace_file(**sub, "b", "text"), IsOk());
}

TEST_P(DirectoryContract, ReplaceFileLeavesNoTemporary) {
  EXPECT_THAT(replace_file(directory(), "a", "one"), IsOk());
  EXPECT_THAT(replace_file(directory(), "a", "two"), IsOk());
  EXPECT_EQ(contents("a"), "two");
  EXPECT_THAT(directory().list(), IsOkAndHolds(ElementsAre("a")));
}

TEST_P(DirectoryContract, OnlyOneHoldsTheLock) {
  auto first = open_again();
  ASSERT_THAT(first->lock(), IsOk());
  auto second = open_again();
  EXPECT_THAT(second->lock(), FailsWith(ErrorCode::kInUse));
  first.reset();
  EXPECT_THAT(second->lock(), IsOk());
}

TEST_P(DirectoryContract, LookingForTheLocksHolderTakesNothingFromAnybody) {
  EXPECT_THAT(directory().lock_holder(), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(directory().list(), IsOkAndHolds(IsEmpty()));
  auto first = open_again();
  ASSERT_THAT(first->lock(), IsOk());
  EXPECT_THAT(directory().lock_holder(), IsOkAndHolds(Ne(std::nullopt)));
  EXPECT_THAT(directory().lock(), FailsWith(ErrorCode::kInUse));
  first.reset();
  EXPECT_THAT(directory().lock_holder(), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(directory().lock(), IsOk());
}

TEST_P(DirectoryContract, TheLockIsAFileOfAKnownName) {
  ASSERT_THAT(directory().lock(), IsOk());
  EXPECT_THAT(directory().list(), IsOkAndHolds(ElementsAre(kLockFileName)));
}

TEST_P(DirectoryContract, LargeContentsComeBackWhole) {
  constexpr std::size_t kBytes = 3u << 20;
  std::string large(kBytes, '\0');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * 31 + i / 251);
  make("a", large);
  EXPECT_TRUE(contents("a") == large);
}

}  // namespace
}  // namespace flowbridge

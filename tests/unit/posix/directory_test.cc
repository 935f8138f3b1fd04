#include "posix/directory.h"

#include "support/result_matchers.h"
#include "support/temporary_directory.h"

#include <filesystem>

#include <sys/resource.h>
#include <unistd.h>

namespace flowbridge {
namespace {

TEST(PosixDirectory, IsMadeWithItsParents) {
  const TemporaryDirectory temporary;
  const std::string path = temporary.path() + "/a/b/c/";
  EXPECT_THAT(open_directory(path), IsOk());
  EXPECT_TRUE(std::filesystem::is_directory(path));
}

TEST(PosixDirectory, OneThatMustExistIsNotMade) {
  const TemporaryDirectory temporary;
  const std::string path = temporary.path() + "/a";
  EXPECT_THAT(open_existing_directory(path), FailsWith(ErrorCode::kNotFound, path));
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_THAT(open_directory(path), IsOk());
  EXPECT_THAT(open_existing_directory(path), IsOk());
}

TEST(PosixDirectory, AFileInTheWayIsNamed) {
  const TemporaryDirectory temporary;
  Result<std::unique_ptr<Directory>> directory = open_directory(temporary.path());
  ASSERT_THAT(directory, IsOk());
  ASSERT_THAT(replace_file(**directory, "a", ""), IsOk());
  EXPECT_THAT(open_directory(temporary.path() + "/a"),
              FailsWith(ErrorCode::kInvalid, temporary.path() + "/a: Not a directory"));
}

TEST(PosixDirectory, TellsTheSizeOfItsFileSystem) {
  TemporaryDirectory temporary;
  const Result<std::uint64_t> size = file_system_bytes(temporary.path());
  ASSERT_TRUE(size.has_value());
  EXPECT_GT(*size, 1u << 20);
  EXPECT_EQ(file_system_bytes(temporary.file("missing")).error().code(), ErrorCode::kNotFound);
}

TEST(PosixDirectory, ErrorsNameThePathAndTheReason) {
  const TemporaryDirectory temporary;
  Result<std::unique_ptr<Directory>> directory = open_directory(temporary.path());
  ASSERT_THAT(directory, IsOk());
  EXPECT_THAT((*directory)->open("missing", OpenMode::kRead),
              FailsWith(ErrorCode::kNotFound,
                        "open " + temporary.path() + "/missing: No such file or directory"));
}

TEST(PosixDirectory, TheLockNamesItsHolder) {
  const TemporaryDirectory temporary;
  Result<std::unique_ptr<Directory>> first = open_directory(temporary.path());
  Result<std::unique_ptr<Directory>> second = open_directory(temporary.path());
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  ASSERT_THAT((*first)->lock(), IsOk());
  EXPECT_THAT((*second)->lock(), FailsWith(ErrorCode::kInUse, "LOCK is held by process " +
                                                                  std::to_string(::getpid())));
}

/// Lets files grow to this size only, for as long as it lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, SIG_IGN);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
};

// The kernel first writes what fits, and says so; only the rest fails. That is a full disk's way.
TEST(PosixDirectory, AWriteThatDoesNotFitLeavesAPrefixAndSaysNoSpace) {
  const TemporaryDirectory temporary;
  Result<std::unique_ptr<Directory>> directory = open_directory(temporary.path());
  ASSERT_THAT(directory, IsOk());
  Result<std::unique_ptr<File>> file = (*directory)->open("a", OpenMode::kCreate);
  ASSERT_THAT(file, IsOk());
  constexpr std::size_t kLimit = 1000;
  {
    const FileSizeLimit limit(kLimit);
    EXPECT_THAT((*file)->append(std::string(kLimit + 1, 'x')), FailsWith(ErrorCode::kNoSpace));
  }
  EXPECT_EQ((*file)->size(), kLimit);
  EXPECT_THAT((*file)->truncate(0), IsOk());
  EXPECT_THAT((*file)->append("y"), IsOk());
  EXPECT_THAT(read_file(**directory, "a"), IsOkAndHolds("y"));
}

TEST(PosixDirectoryDeathTest, OverwritingBeyondTheEndIsABug) {
  const TemporaryDirectory temporary;
  Result<std::unique_ptr<Directory>> directory = open_directory(temporary.path());
  ASSERT_THAT(directory, IsOk());
  Result<std::unique_ptr<File>> file = (*directory)->open("a", OpenMode::kCreate);
  ASSERT_THAT(file, IsOk());
  EXPECT_DEATH(static_cast<void>((*file)->write_at(0, "x")), "check failed");
}

}  // namespace
}  // namespace flowbridge

#include "auth/reread_file.h"

#include "auth/secret.h"

#include <string>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

constexpr MonotonicTime kStart{1h};

class RereadFileTest : public testing::Test {
 protected:
  std::string in_force() const { return file_.value() ? file_.value()->reveal() : "none"; }
  std::string problem() const { return file_.problem() ? file_.problem()->message() : "none"; }

  Result<std::string> content_ = std::string("old\n");
  int reads_ = 0;
  RereadFile<Secret> file_{"/etc/key",
                           [this](const std::string&) {
                             ++reads_;
                             return content_;
                           },
                           parse_secret};
};

TEST_F(RereadFileTest, ChangeIsInForceWithinSeconds) {
  file_.refresh(kStart);
  EXPECT_EQ(in_force(), "old");
  content_ = std::string("new\n");
  file_.refresh(kStart + kRereadAfter - 1ms);
  EXPECT_EQ(in_force(), "old");
  file_.refresh(kStart + kRereadAfter);
  EXPECT_EQ(in_force(), "new");
  EXPECT_EQ(reads_, 2);
}

TEST_F(RereadFileTest, IsReadAtOnceWhenAsked) {
  file_.refresh(kStart);
  content_ = std::string("new\n");
  file_.reread(kStart + 1ms);
  EXPECT_EQ(in_force(), "new");
}

TEST_F(RereadFileTest, VersionGrowsWithTheValueOnly) {
  file_.reread(kStart);
  file_.reread(kStart);
  content_ = std::string("old");
  file_.reread(kStart);
  EXPECT_EQ(file_.version(), 1U);
  content_ = std::string("new");
  file_.reread(kStart);
  EXPECT_EQ(file_.version(), 2U);
}

TEST_F(RereadFileTest, LastGoodValueStaysWhileTheFileIsBad) {
  file_.reread(kStart);
  content_ = std::string();
  file_.reread(kStart);
  EXPECT_EQ(in_force(), "old");
  EXPECT_EQ(problem(), "/etc/key: is empty");
  content_ = Error(ErrorCode::kNotFound, "/etc/key: no such file");
  file_.reread(kStart);
  EXPECT_EQ(in_force(), "old");
  EXPECT_EQ(problem(), "/etc/key: no such file");
  content_ = std::string("old");
  file_.reread(kStart);
  EXPECT_EQ(problem(), "none");
  EXPECT_EQ(file_.version(), 1U);
}

TEST_F(RereadFileTest, TooLargeFileIsNotLookedAt) {
  content_ = std::string(kRereadFileBytesMax + 1, '\n');
  file_.reread(kStart);
  EXPECT_EQ(in_force(), "none");
  EXPECT_EQ(problem(), "/etc/key: is larger than 1 MiB");
}

}  // namespace
}  // namespace flowbridge

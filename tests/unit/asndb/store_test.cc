#include "asndb/store.h"

#include "base/crc32c.h"
#include "support/memory_directory.h"
#include "support/result_matchers.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

/// Larger than a state, so that a disk can have room for one and not for the other.
std::string body(char letter) {
  return std::string(10'000, letter);
}

FetchedFile about(const std::string& text) {
  FetchedFile file;
  file.crc32c = crc32c(text);
  file.bytes = text.size();
  return file;
}

class AsnStoreTest : public testing::Test {
 protected:
  AsnStoreTest() { EXPECT_THAT(accept('a'), IsOk()); }

  Result<void> accept(char letter) {
    state_ = store_.state("asnames");
    state_.file = about(body(letter));
    state_.held_file.reset();
    state_.held.reset();
    return store_.accept("asnames", body(letter), state_);
  }

  Result<void> hold(char letter) {
    state_ = store_.state("asnames");
    state_.held_file = about(body(letter));
    state_.held = HeldEdition{};
    return store_.hold("asnames", body(letter), state_);
  }

  /// No body fits any more, but a state.
  void fill_disk() {
    std::uint64_t used = 0;
    for (const auto& [name, contents] : disk_.files()) used += contents.size();
    disk_.set_capacity(used + 5'000);
  }
  void empty_disk() { disk_.set_capacity(std::nullopt); }

  static std::string file_in(const AsnStore& store) {
    return store.file("asnames", store.state("asnames")).value_or("");
  }
  static std::string held_in(const AsnStore& store) {
    return store.held_file("asnames", store.state("asnames")).value_or("");
  }
  /// As a process sees it that starts now.
  AsnStore restarted() { return AsnStore(*directory_); }

  MemoryDisk disk_{1};
  std::unique_ptr<Directory> directory_ = disk_.root();
  AsnStore store_{*directory_};
  SourceState state_;
};

TEST_F(AsnStoreTest, WhatTheDiskDoesNotTakeIsInMemoryUntilItDoes) {
  fill_disk();
  EXPECT_THAT(accept('b'), FailsWith(ErrorCode::kNoSpace));
  EXPECT_EQ(file_in(store_), body('b'));
  EXPECT_EQ(file_in(restarted()), body('a')) << "whole, and of the state beside it";
  EXPECT_THAT(store_.keep("asnames", state_), FailsWith(ErrorCode::kNoSpace));
  EXPECT_THAT(accept('c'), FailsWith(ErrorCode::kNoSpace));
  EXPECT_EQ(file_in(store_), body('c'));
  empty_disk();
  EXPECT_THAT(store_.keep("asnames", state_), IsOk());
  EXPECT_EQ(file_in(restarted()), body('c'));
}

TEST_F(AsnStoreTest, ASuccessReplacesWhatIsInMemory) {
  fill_disk();
  EXPECT_THAT(accept('b'), FailsWith(ErrorCode::kNoSpace));
  empty_disk();
  EXPECT_THAT(accept('c'), IsOk());
  EXPECT_EQ(file_in(store_), body('c'));
  EXPECT_EQ(file_in(restarted()), body('c'));
}

TEST_F(AsnStoreTest, AnEditionThatWaitsWaitsInMemoryToo) {
  fill_disk();
  EXPECT_THAT(hold('b'), FailsWith(ErrorCode::kNoSpace));
  EXPECT_EQ(file_in(store_), body('a'));
  EXPECT_EQ(held_in(store_), body('b'));
  EXPECT_EQ(file_in(restarted()), body('a'));
  EXPECT_FALSE(restarted().state("asnames").held);
  EXPECT_THAT(accept('c'), FailsWith(ErrorCode::kNoSpace));
  EXPECT_EQ(held_in(store_), "") << "it is over";
}

TEST_F(AsnStoreTest, AnEditionThatWaitedIsDroppedThoughTheNewOneIsInMemory) {
  ASSERT_THAT(hold('b'), IsOk());
  fill_disk();
  EXPECT_THAT(accept('c'), FailsWith(ErrorCode::kNoSpace));
  EXPECT_EQ(disk_.files().count("asnames.held"), 0u);
  EXPECT_FALSE(restarted().state("asnames").held);
  EXPECT_EQ(file_in(restarted()), body('a'));
}

TEST_F(AsnStoreTest, WhatTheScheduleNeedsIsOnTheDiskThoughTheFileIsNot) {
  fill_disk();
  EXPECT_THAT(accept('b'), FailsWith(ErrorCode::kNoSpace));
  state_.failures = 7;
  EXPECT_THAT(store_.save("asnames", state_), IsOk());
  EXPECT_EQ(restarted().state("asnames").failures, 7u);
  EXPECT_EQ(file_in(restarted()), body('a'));
  EXPECT_EQ(store_.state("asnames"), state_);
}

TEST_F(AsnStoreTest, AStateThatTheDiskDoesNotTakeIsInMemory) {
  disk_.fail(DiskOperation::kRename, 2, ErrorCode::kIo);
  EXPECT_THAT(accept('b'), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(file_in(store_), body('b'));
  EXPECT_THAT(store_.keep("asnames", state_), IsOk());
  EXPECT_EQ(file_in(restarted()), body('b'));
}

TEST_F(AsnStoreTest, ATableIsNotSavedBeforeItsFiles) {
  fill_disk();
  EXPECT_THAT(accept('b'), FailsWith(ErrorCode::kNoSpace));
  EXPECT_THAT(store_.save_snapshot(NameSnapshot()), FailsWith(ErrorCode::kUnavailable));
  EXPECT_THAT(store_.snapshot(), FailsWith(ErrorCode::kNotFound));
  empty_disk();
  EXPECT_THAT(store_.keep("asnames", state_), IsOk());
  EXPECT_THAT(store_.save_snapshot(NameSnapshot()), IsOk());
}

TEST_F(AsnStoreTest, WritesNothingWhileItMayNot) {
  const auto before = disk_.files();
  store_.suspend_writing();
  EXPECT_THAT(accept('b'), FailsWith(ErrorCode::kUnavailable));
  EXPECT_THAT(store_.save_snapshot(NameSnapshot()), FailsWith(ErrorCode::kUnavailable));
  EXPECT_EQ(file_in(store_), body('b'));
  EXPECT_EQ(disk_.files(), before);
  store_.forget();
  EXPECT_EQ(file_in(store_), body('a'));
  store_.resume_writing();
  EXPECT_THAT(accept('b'), IsOk());
}

}  // namespace
}  // namespace flowbridge

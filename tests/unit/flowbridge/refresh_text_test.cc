#include "flowbridge/refresh_text.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(RefreshText, ABarShowsHowFarTheFileIs) {
  EXPECT_EQ(progress_text("delegated-arin", {.bytes = 7'700'000, .bytes_total = 12'800'000}),
            "delegated-arin     [############........]  60%  7.7 of 12.8 MB");
  EXPECT_EQ(progress_text("asnames", {.bytes = 0, .bytes_total = 1}),
            "asnames            [....................]   0%  0.0 of 0.0 MB");
  EXPECT_EQ(progress_text("asnames", {.bytes = 9, .bytes_total = 3}),
            "asnames            [####################] 100%  0.0 of 0.0 MB");
}

TEST(RefreshText, WithoutATotalThereAreBytes) {
  EXPECT_EQ(progress_text("asnames", {.bytes = 1'250'000, .bytes_total = std::nullopt}),
            "asnames            1.2 MB");
}

class OutcomeTest : public testing::Test {
 protected:
  static FetchedFile file(std::uint32_t crc32c) {
    FetchedFile file;
    file.crc32c = crc32c;
    file.bytes = 6'210'814;
    file.entries = 122'591;
    file.edition = "7";
    return file;
  }

  std::string outcome() const { return outcome_text("asnames", before_, after_); }

  SourceState before_;
  SourceState after_;
};

TEST_F(OutcomeTest, OfANewFileIsWhatItHolds) {
  before_.file = file(1);
  after_.file = file(2);
  EXPECT_EQ(outcome(), "asnames            122591 entries, 6210814 bytes, edition 7");
  before_.file.reset();
  EXPECT_EQ(outcome(), "asnames            122591 entries, 6210814 bytes, edition 7");
}

TEST_F(OutcomeTest, OfTheSameFileIsThatItIsUnchanged) {
  before_.file = file(1);
  after_ = before_;
  EXPECT_EQ(outcome(), "asnames            unchanged: 122591 entries, 6210814 bytes, edition 7");
}

TEST_F(OutcomeTest, OfAFailureIsTheReason) {
  before_.file = file(1);
  after_ = before_;
  after_.failures = 1;
  after_.failure = "timeout";
  EXPECT_EQ(outcome(), "asnames            failed: timeout");
  after_.failure_detail = "slow";
  EXPECT_EQ(outcome(), "asnames            failed: timeout: slow");
}

TEST_F(OutcomeTest, OfAnEditionHeldBackIsWhy) {
  before_.file = file(1);
  after_ = before_;
  after_.held_file = file(2);
  after_.held = HeldEdition{EditionVerdict::kNamesLost, unix_ms(0), 1};
  EXPECT_EQ(outcome(),
            "asnames            held back (names_lost), the names in force stay: 122591 entries, "
            "6210814 bytes, edition 7");
}

TEST(RefreshText, AServerThatIsLeftAloneIsNamedWithTheTime) {
  EXPECT_EQ(left_alone_text("asnames", unix_ms(1'790'678'400'000)),
            "asnames            not asked, its server wants to be left alone until "
            "2026-09-29T10:40:00.000Z");
}

}  // namespace
}  // namespace flowbridge

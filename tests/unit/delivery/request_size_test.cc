#include "delivery/request_size.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

/// A path to a receiver that breaks the connection of what is too large, or of everything.
class RequestSizeTest : public ::testing::Test {
 protected:
  /// Sends so many samples, or what may be sent of them; returns whether they were taken.
  bool send(std::size_t samples) {
    ++requests_;
    const std::size_t sent = std::min(samples, size_.next(now_));
    if (!is_out_ && sent <= passes_) {
      size_.taken(now_);
      return true;
    }
    size_.met_silence(sent);
    return false;
  }
  /// Sends samples until all are taken, as a sender does.
  void send_all(std::size_t samples) {
    while (samples > 0) {
      const std::size_t sent = std::min(samples, size_.next(now_));
      if (!send(sent)) continue;
      const bool is_sent_again = size_.is_being_found() && sent < samples;
      if (!is_sent_again) samples -= sent;
    }
  }
  std::size_t max() const { return size_.max(); }

  RequestSize size_{2000};
  std::size_t passes_ = 2000;
  bool is_out_ = false;
  int requests_ = 0;
  MonotonicTime now_{};
};

TEST_F(RequestSizeTest, IsTheLimitUntilSomebodyObjects) {
  send_all(10'000);
  EXPECT_EQ(requests_, 5);
  EXPECT_FALSE(size_.is_being_found());
}

TEST_F(RequestSizeTest, HalfOfWhatIsTooLargeIsTheLimitForAnHour) {
  size_.too_large(2000, now_);
  EXPECT_EQ(size_.next(now_), 1000u);
  size_.too_large(2000, now_);
  EXPECT_EQ(size_.next(now_), 1000u) << "another that was on its way";
  size_.too_large(1000, now_);
  EXPECT_EQ(size_.next(now_ + 59min), 500u);
  EXPECT_EQ(size_.next(now_ + 60min), 1000u);
  EXPECT_EQ(size_.next(now_ + 119min), 1000u);
  EXPECT_EQ(size_.next(now_ + 120min), 2000u);
}

TEST_F(RequestSizeTest, OneSampleIsNeverTooLargeToBeTried) {
  size_.too_large(1, now_);
  EXPECT_EQ(size_.next(now_), 1u);
}

TEST_F(RequestSizeTest, SomeSilenceChangesNothing) {
  is_out_ = true;
  for (int i = 0; i < 5; ++i) send(2000);
  is_out_ = false;
  send_all(2000);
  EXPECT_FALSE(size_.is_being_found());
  EXPECT_EQ(size_.next(now_), 2000u);
}

TEST_F(RequestSizeTest, SilenceThatOnlySmallRequestsDoNotMeetIsALimit) {
  for (const std::size_t passes : {1u, 2u, 3u, 130u, 999u, 1000u, 1999u}) {
    size_ = RequestSize(2000);
    passes_ = passes;
    send_all(10'000);
    EXPECT_LE(max(), passes);
    EXPECT_GT(2 * max(), passes);
    EXPECT_FALSE(size_.is_being_found());
    requests_ = 0;
    send_all(10 * max());
    EXPECT_EQ(requests_, 10) << "it is remembered";
  }
}

TEST_F(RequestSizeTest, AnOutageIsNoLimitHoweverLong) {
  for (const int silences : {6, 10, 100}) {
    is_out_ = true;
    for (int i = 0; i < silences; ++i) send(2000);
    is_out_ = false;
    send_all(10'000);
    EXPECT_EQ(max(), 2000u) << silences;
    EXPECT_FALSE(size_.is_being_found());
  }
}

TEST_F(RequestSizeTest, AnOutageWhileSizesGrowAgainIsNoLimitEither) {
  is_out_ = true;
  for (int i = 0; i < 20; ++i) send(2000);
  is_out_ = false;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(send(2000));
  is_out_ = true;
  for (int i = 0; i < 20; ++i) send(2000);
  is_out_ = false;
  send_all(10'000);
  EXPECT_EQ(max(), 2000u);
}

TEST_F(RequestSizeTest, AfterAnOutageOneSampleIsTriedAndThenAllOfThem) {
  for (int i = 0; i < 30; ++i) size_.met_silence(i < 6 ? 2000 : 1);
  EXPECT_EQ(size_.next(now_), 1u);
  size_.taken(now_);
  EXPECT_EQ(size_.next(now_), 2000u);
  EXPECT_TRUE(size_.is_being_found()) << "the one is sent again with the others";
  size_.taken(now_);
  EXPECT_FALSE(size_.is_being_found());
}

// The samples that follow may be smaller, and tell nothing.
TEST_F(RequestSizeTest, SizesAreComparedByTheSameSamples) {
  for (int i = 0; i < 6; ++i) size_.met_silence(2);
  EXPECT_EQ(size_.next(now_), 1u);
  size_.taken(now_);
  EXPECT_TRUE(size_.is_being_found()) << "the first of them is sent again with the second";
  EXPECT_EQ(size_.next(now_), 2u);
  for (int i = 0; i < 2; ++i) size_.met_silence(2);
  EXPECT_EQ(size_.next(now_), 1u);
  size_.taken(now_);
  EXPECT_FALSE(size_.is_being_found());
  EXPECT_EQ(max(), 1u);
}

TEST_F(RequestSizeTest, OtherSamplesTellNothingOfThoseBefore) {
  for (int i = 0; i < 6; ++i) size_.met_silence(2000);
  size_.forget_silence();
  EXPECT_FALSE(size_.is_being_found());
  EXPECT_EQ(size_.next(now_), 2000u);
  for (int i = 0; i < 5; ++i) size_.met_silence(2000);
  EXPECT_FALSE(size_.is_being_found());
}

TEST_F(RequestSizeTest, AnOutageWhileALimitIsSoughtMakesItNoSmaller) {
  passes_ = 300;
  while (max() > 1000) send(2000);
  is_out_ = true;
  for (int i = 0; i < 20; ++i) send(2000);
  is_out_ = false;
  passes_ = 2000;
  send_all(2000);
  EXPECT_EQ(max(), 1000u);
  EXPECT_FALSE(size_.is_being_found());
}

TEST_F(RequestSizeTest, AnHourLaterMoreIsTriedAndALimitThatHoldsCostsAFewRequests) {
  passes_ = 300;
  send_all(10'000);
  const std::size_t limit = max();
  now_ += 1h;
  requests_ = 0;
  send_all(10 * limit);
  EXPECT_EQ(max(), limit);
  EXPECT_LE(requests_, 30);
  now_ += 1h;
  passes_ = 2000;
  send_all(10'000);
  EXPECT_EQ(max(), 2 * limit);
}

}  // namespace
}  // namespace flowbridge

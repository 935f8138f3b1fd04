#include "curl/send_pace.h"

#include <limits>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

class SendPaceTest : public testing::Test {
 protected:
  bool may_send() const { return pace_.next() <= now_; }

  SendPace::TimePoint now_{1h};
  SendPace pace_{1'000};
};

TEST_F(SendPaceTest, TheNextWaitsUntilTheBytesBeforeItArePaidFor) {
  now_ += 10s;
  EXPECT_TRUE(may_send());
  pace_.spend(3'000, now_);
  now_ += 3s - SendPace::kSlack - 1ms;
  EXPECT_FALSE(may_send());
  now_ += 1ms;
  EXPECT_TRUE(may_send());
}

TEST_F(SendPaceTest, WakingUpLateCostsNothing) {
  const SendPace::TimePoint began = now_;
  int sent = 0;
  while (now_ - began < 100s) {
    if (may_send()) {
      pace_.spend(100, now_);
      ++sent;
    }
    now_ += 70ms;
  }
  EXPECT_NEAR(sent, 1'000, 5);
}

TEST_F(SendPaceTest, IdleTimeIsNotSavedUp) {
  pace_.spend(1, now_);
  now_ += 1h;
  int sent = 0;
  while (may_send()) {
    pace_.spend(100, now_);
    ++sent;
  }
  EXPECT_LE(sent, 4);
}

TEST_F(SendPaceTest, WithoutALimitNothingWaits) {
  SendPace pace(0);
  pace.spend(std::numeric_limits<std::uint32_t>::max(), now_);
  EXPECT_LE(pace.next(), now_);
}

TEST_F(SendPaceTest, ManySmallBodiesAreNotRoundedUp) {
  SendPace pace(1'000'000'000);
  for (int i = 0; i < 1'000'000; ++i) pace.spend(1'000, now_);
  EXPECT_EQ(pace.next(), now_ - SendPace::kSlack + 1s);
}

}  // namespace
}  // namespace flowbridge

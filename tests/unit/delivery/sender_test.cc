#include "delivery/sender.h"

#include "unit/delivery/sender_fixture.h"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(SenderTest, WhatWasNotReadIsSentAgainAtOnceAsIfItHadNotBeenSent) {
  given({.samples_per_request_max = 100});
  begin(250);
  const std::optional<SendRequest> first = sender_->next(now_);
  sender_->answer(first->id, Answer::kNotRead, {.now = now_});
  EXPECT_EQ(sender_->retry_at(), std::nullopt);
  const std::optional<SendRequest> again = sender_->next(now_);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->begin, first->begin);
  EXPECT_EQ(again->end, first->end);
  EXPECT_EQ(again->attempt, 0);
  sender_->answer(again->id, Answer::kAccepted, {.now = now_});
  run();
  EXPECT_EQ(sender_->accepted(), 250u);
}

TEST_F(SenderTest, CutsAStageIntoRequestsAndSettlesIt) {
  given({.samples_per_request_max = 100});
  begin(250);
  run();
  EXPECT_TRUE(sender_->settled());
  EXPECT_EQ(requests_, 3);
  EXPECT_EQ(sender_->accepted(), 250u);
  EXPECT_THAT(sender_->refused(), IsEmpty());
}

TEST_F(SenderTest, AnEmptyStageIsSettledAtOnce) {
  given({});
  begin(0);
  EXPECT_TRUE(sender_->settled());
}

TEST_F(SenderTest, RetriesTheSameSamplesForEverWithGrowingWaits) {
  given({.samples_per_request_max = 10, .in_flight_max = 1});
  scripted_ = Answer::kRetry;
  begin(10);
  Duration last{0};
  for (int i = 0; i < 40; ++i) {
    const auto request = sender_->next(now_);
    ASSERT_TRUE(request) << i;
    EXPECT_EQ(request->begin, 0u);
    EXPECT_EQ(request->end, 10u);
    EXPECT_EQ(request->attempt, i);
    sender_->answer(request->id, Answer::kRetry, {.now = now_});
    EXPECT_FALSE(sender_->next(now_));
    const auto gap = std::chrono::duration_cast<Duration>(*sender_->retry_at() - now_);
    EXPECT_GE(gap.count(), static_cast<std::int64_t>(0.8 * static_cast<double>(last.count())));
    EXPECT_LE(gap, 60s);
    last = gap;
    wait();
  }
  scripted_ = Answer::kAccepted;
  run();
  EXPECT_TRUE(sender_->settled());
}

TEST_F(SenderTest, WaitsAsLongAsTheReceiverAsks) {
  given({});
  begin(1);
  const auto request = sender_->next(now_);
  sender_->answer(request->id, Answer::kRetry, {.now = now_, .retry_after = 17s});
  EXPECT_EQ(*sender_->retry_at() - now_, 17s);
}

TEST_F(SenderTest, AfterAFailureOneRequestGoesFirst) {
  given({.samples_per_request_max = 1, .in_flight_max = 3});
  begin(9);
  const auto first = sender_->next(now_);
  const auto second = sender_->next(now_);
  ASSERT_TRUE(first && second);
  sender_->answer(first->id, Answer::kRetry, {.now = now_});
  sender_->answer(second->id, Answer::kRetry, {.now = now_});
  wait();
  const auto probe = sender_->next(now_);
  ASSERT_TRUE(probe);
  EXPECT_FALSE(sender_->next(now_));
  sender_->answer(probe->id, Answer::kAccepted, {.now = now_});
  run();
  EXPECT_EQ(sender_->accepted(), 9u);
}

TEST_F(SenderTest, HalvesWhatIsTooLargeAndRemembersTheSize) {
  given({.samples_per_request_max = 1000});
  size_limit_ = 130;
  begin(1000);
  run();
  EXPECT_TRUE(sender_->settled());
  EXPECT_EQ(stored_.size(), 1000u);
  EXPECT_LE(sender_->samples_per_request_max(), 130u);
  const int learning = requests_;
  begin(1000);
  run();
  EXPECT_LT(requests_ - learning, learning);
  EXPECT_TRUE(sender_->settled());
}

TEST_F(SenderTest, ASampleTooLargeByItselfIsRefused) {
  given({});
  size_limit_ = 0;
  begin(1);
  run();
  EXPECT_TRUE(sender_->settled());
  EXPECT_THAT(sender_->refused(), ElementsAre(0));
}

TEST_F(SenderTest, AMisconfiguredDestinationIsHeldAndTriedSlowly) {
  given({});
  scripted_ = Answer::kMisconfigured;
  begin(10);
  run();
  EXPECT_EQ(sender_->hold(), Hold::kMisconfigured);
  EXPECT_GE(*sender_->retry_at() - now_, 2s);
  EXPECT_EQ(requests_, 1);
  scripted_ = Answer::kAccepted;
  wait();
  run();
  EXPECT_TRUE(sender_->settled());
  EXPECT_EQ(sender_->hold(), Hold::kNone);
}

// What the official suite for senders allows (remotewrite/sender/retry_test.go).
TEST(SenderHold, AMisconfiguredDestinationGetsAtMostTwoRequestsInEightSeconds) {
  int requests_max = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Sender sender({}, seed);
    sender.begin(1, Refusable::kSingly);
    int requests = 0;
    for (MonotonicTime now{}; now < MonotonicTime{8s}; now = sender.retry_at().value()) {
      const std::optional<SendRequest> request = sender.next(now);
      ASSERT_TRUE(request);
      sender.answer(request->id, Answer::kMisconfigured, {.now = now});
      ++requests;
    }
    requests_max = std::max(requests_max, requests);
  }
  EXPECT_EQ(requests_max, 2);
}

// They fail at the same moment and are told nothing of when to come back.
TEST(SenderBackoff, FiftyThatRestartTogetherComeBackSpreadOverHalfTheInterval) {
  constexpr std::size_t kSenders = 50;
  for (std::uint64_t first_seed = 0; first_seed < 1000; first_seed += kSenders) {
    std::vector<Sender> senders;
    for (std::size_t i = 0; i < kSenders; ++i)
      senders.emplace_back(SenderOptions{}, first_seed + i);
    for (Sender& sender : senders) sender.begin(1, Refusable::kSingly);
    std::vector<MonotonicTime> arrivals(kSenders);
    Duration interval = BackoffOptions{}.first;
    for (int attempt = 1; attempt <= 20; ++attempt) {
      for (std::size_t i = 0; i < kSenders; ++i) {
        const std::optional<SendRequest> request = senders[i].next(arrivals[i]);
        ASSERT_TRUE(request);
        senders[i].answer(request->id, Answer::kRetry, {.now = arrivals[i]});
        arrivals[i] = *senders[i].retry_at();
      }
      const auto [earliest, latest] = std::minmax_element(arrivals.begin(), arrivals.end());
      EXPECT_GE(2 * (*latest - *earliest), interval) << "attempt " << attempt;
      interval = std::min(2 * interval, BackoffOptions{}.last);
    }
  }
}

}  // namespace
}  // namespace flowbridge

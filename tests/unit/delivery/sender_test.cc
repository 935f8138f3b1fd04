#include "delivery/sender.h"

#include <map>
#include <set>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A receiver that refuses some samples, and a sender that is driven until its stage is settled or
// it waits.
class SenderTest : public ::testing::Test {
 protected:
  void given(SenderOptions options) { sender_.emplace(options, 7); }

  void begin(std::size_t samples, Refusable refusable = Refusable::kSingly) {
    sender_->begin(samples, refusable);
  }

  Answer receive(const SendRequest& request) {
    ++requests_;
    if (scripted_ != Answer::kAccepted) return scripted_;
    if (request.end - request.begin > size_limit_) return Answer::kTooLarge;
    for (const std::size_t bad : bad_) {
      if (bad >= request.begin && bad < request.end) return Answer::kRefused;
    }
    for (std::size_t i = request.begin; i < request.end; ++i) stored_.insert(i);
    return Answer::kAccepted;
  }

  void run() {
    while (const auto request = sender_->next(now_)) {
      sender_->answer(request->id, receive(*request), {.now = now_});
    }
  }

  void wait() { now_ = std::max(now_, sender_->retry_at().value_or(now_)); }

  std::optional<Sender> sender_;
  MonotonicTime now_{};
  Answer scripted_ = Answer::kAccepted;
  std::set<std::size_t> bad_;
  std::set<std::size_t> stored_;
  std::size_t size_limit_ = SIZE_MAX;
  int requests_ = 0;
};

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

TEST_F(SenderTest, OneRefusedSampleCostsItsNeighboursNothing_R19) {
  given({.samples_per_request_max = 2000});
  bad_ = {1234};
  begin(2000);
  run();
  EXPECT_TRUE(sender_->settled());
  EXPECT_THAT(sender_->refused(), ElementsAre(1234));
  EXPECT_EQ(stored_.size(), 1999u);
  // 2 k log2(n) + 1.
  EXPECT_LE(requests_, 2 * 11 + 1);
}

TEST_F(SenderTest, SeveralRefusedSamplesAreFoundWithinTheBound_R19) {
  given({.samples_per_request_max = 2000});
  bad_ = {0, 17, 18, 999, 1500, 1999};
  begin(2000);
  run();
  EXPECT_TRUE(sender_->settled());
  EXPECT_THAT(sender_->refused(), ElementsAre(0, 17, 18, 999, 1500, 1999));
  EXPECT_EQ(stored_.size(), 1994u);
  EXPECT_LE(requests_, 2 * 6 * 11 + 1);
}

TEST_F(SenderTest, AStageOfWhichNothingIsTakenIsHeldNotQuarantined) {
  given({.samples_per_request_max = 100});
  scripted_ = Answer::kRefused;
  begin(1000);
  run();
  EXPECT_FALSE(sender_->settled());
  EXPECT_EQ(sender_->hold(), Hold::kRefused);
  EXPECT_LE(requests_, 40);
  ASSERT_TRUE(sender_->retry_at());

  scripted_ = Answer::kAccepted;
  wait();
  run();
  EXPECT_TRUE(sender_->settled());
  EXPECT_EQ(sender_->hold(), Hold::kNone);
  EXPECT_EQ(sender_->accepted(), 1000u);
  EXPECT_THAT(sender_->refused(), IsEmpty());
}

TEST_F(SenderTest, ASmallStageThatIsRefusedWholeIsHeldToo) {
  given({});
  bad_ = {0, 1, 2};
  begin(3);
  run();
  EXPECT_FALSE(sender_->settled());
  EXPECT_EQ(sender_->hold(), Hold::kRefused);
  bad_.clear();
  wait();
  run();
  EXPECT_TRUE(sender_->settled());
  EXPECT_EQ(sender_->accepted(), 3u);
}

TEST_F(SenderTest, ASingleSampleMayBeRefused) {
  given({});
  bad_ = {0};
  begin(1, Refusable::kSingly);
  run();
  EXPECT_TRUE(sender_->settled());
  EXPECT_THAT(sender_->refused(), ElementsAre(0));
}

TEST_F(SenderTest, R20ADoubtfulStageStopsAtItsFirstRefusal) {
  given({.samples_per_request_max = 10});
  bad_ = {15};
  begin(40, Refusable::kDoubtful);
  run();
  EXPECT_EQ(requests_, 2);
  EXPECT_TRUE(sender_->doubted());
  EXPECT_FALSE(sender_->settled());
  EXPECT_EQ(sender_->hold(), Hold::kNone);

  bad_.clear();
  begin(40, Refusable::kDoubtful);
  run();
  EXPECT_TRUE(sender_->settled()) << "the whole of it once more";
  EXPECT_EQ(sender_->accepted(), 40u);
}

TEST_F(SenderTest, R20ADoubtfulStageIsDoubtedWhenTheRequestsThatAreOutAreAnswered) {
  given({.samples_per_request_max = 1, .in_flight_max = 2});
  begin(2, Refusable::kDoubtful);
  const auto first = sender_->next(now_);
  const auto second = sender_->next(now_);
  sender_->answer(first->id, Answer::kRefused, {.now = now_});
  EXPECT_FALSE(sender_->doubted());
  sender_->answer(second->id, Answer::kRetry, {.now = now_});
  EXPECT_TRUE(sender_->doubted());
}

TEST_F(SenderTest, R20ThreeServerErrorsInARowAreTakenForARefusalOfWhatMayBeTooOld) {
  for (const Refusable refusable :
       {Refusable::kDoubtful, Refusable::kProbe, Refusable::kWholly, Refusable::kSingly}) {
    given({});
    begin(1, refusable);
    for (int i = 0; i < 3; ++i) {
      EXPECT_FALSE(sender_->doubted() || sender_->settled());
      wait();
      const auto request = sender_->next(now_);
      ASSERT_TRUE(request);
      sender_->answer(request->id, Answer::kRetry, {.now = now_, .server_error = true});
    }
    EXPECT_EQ(sender_->doubted(), refusable == Refusable::kDoubtful);
    EXPECT_EQ(sender_->settled(),
              refusable == Refusable::kProbe || refusable == Refusable::kWholly);
  }
}

TEST_F(SenderTest, R20ServerErrorsThatComeTogetherAreOne) {
  given({.samples_per_request_max = 1, .in_flight_max = 4});
  begin(4, Refusable::kDoubtful);
  std::vector<std::uint64_t> ids;
  while (const auto request = sender_->next(now_)) ids.push_back(request->id);
  ASSERT_EQ(ids.size(), 4u);
  for (const std::uint64_t id : ids) {
    sender_->answer(id, Answer::kRetry, {.now = now_, .server_error = true});
  }
  EXPECT_FALSE(sender_->doubted());
}

TEST_F(SenderTest, R20AServerErrorThatAsksForTimeIsNoRefusal) {
  given({});
  begin(1, Refusable::kProbe);
  for (int i = 0; i < 10; ++i) {
    wait();
    const auto request = sender_->next(now_);
    ASSERT_TRUE(request);
    sender_->answer(request->id, Answer::kRetry,
                    {.now = now_, .server_error = true, .retry_after = 1s});
  }
  EXPECT_FALSE(sender_->settled());
}

// The receiver takes a sample of ours and refuses all of the stage, again and again.
TEST_F(SenderTest, AProbeThatIsTakenEndsNoHold) {
  given({});
  bad_ = {0, 1, 2, 3};
  Duration longest{0};
  for (int i = 0; i < 12; ++i) {
    begin(4);
    run();
    ASSERT_EQ(sender_->hold(), Hold::kRefused);
    longest = std::max(longest, std::chrono::ceil<Duration>(*sender_->retry_at() - now_));
    wait();
    bad_.clear();
    begin(1, Refusable::kProbe);
    run();
    EXPECT_EQ(sender_->hold(), Hold::kRefused);
    bad_ = {0, 1, 2, 3};
  }
  EXPECT_GT(longest, 2min);
}

TEST_F(SenderTest, ATrialMayBeRefusedWholly) {
  given({});
  bad_ = {0, 1};
  begin(2, Refusable::kWholly);
  run();
  EXPECT_TRUE(sender_->settled());
  EXPECT_THAT(sender_->refused(), ElementsAre(0, 1));
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

}  // namespace
}  // namespace flowbridge

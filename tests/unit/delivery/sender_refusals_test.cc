// What a sender makes of refusals, and of server errors that may be some (R19, R20).

#include "unit/delivery/sender_fixture.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

TEST_F(SenderTest, AServerErrorThatPersistsIsDoubtedAndThenTakenForARefusal_R19) {
  given({.samples_per_request_max = 100, .in_flight_max = 1});
  begin(8);
  const auto answer_all = [this](int rounds) {
    for (int i = 0; i < rounds; ++i) {
      wait();
      const std::optional<SendRequest> request = sender_->next(now_);
      if (!request) return;
      const bool is_bad = request->begin <= 5 && request->end > 5;
      sender_->answer(request->id, is_bad ? Answer::kRetry : Answer::kAccepted,
                      {.now = now_, .server_error = true});
    }
  };
  answer_all(5);
  EXPECT_FALSE(sender_->doubted());
  answer_all(1);
  EXPECT_TRUE(sender_->doubted());
  begin(8, Refusable::kPoisoned);
  answer_all(100);
  EXPECT_TRUE(sender_->settled());
  EXPECT_THAT(sender_->refused(), ElementsAre(5));
  EXPECT_EQ(sender_->accepted(), 7u);
}

TEST_F(SenderTest, AServerThatAsksForTimeIsNotDoubted) {
  given({.in_flight_max = 1});
  begin(8);
  for (int i = 0; i < 20; ++i) {
    wait();
    sender_->answer(sender_->next(now_)->id, Answer::kRetry,
                    {.now = now_, .server_error = true, .retry_after = 1s});
  }
  EXPECT_FALSE(sender_->doubted());
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

// Neighbours are refused together: those of one AS, or whatever was born at one tick.
TEST_F(SenderTest, ManyRefusedSamplesAtOneEndAreNotTakenForTheWholeStage_R19) {
  for (const std::size_t first : {0u, 1900u}) {
    given({.samples_per_request_max = 2000});
    bad_.clear();
    for (std::size_t i = 0; i < 100; ++i) bad_.insert(first + i);
    begin(2000);
    run();
    EXPECT_TRUE(sender_->settled());
    EXPECT_THAT(sender_->refused(), ElementsAreArray(bad_));
    EXPECT_EQ(sender_->accepted(), 1900u);
  }
}

TEST_F(SenderTest, AnOutageWhileAPoisonedStageIsJudgedIsNoRefusal_R19) {
  given({.samples_per_request_max = 256});
  bool is_out = false;
  const auto answer_next = [&] {
    wait();
    const std::optional<SendRequest> request = sender_->next(now_);
    ASSERT_TRUE(request);
    const bool is_bad = is_out || (request->begin <= 5 && request->end > 5);
    sender_->answer(request->id, is_bad ? Answer::kRetry : Answer::kAccepted,
                    {.now = now_, .server_error = true});
  };
  begin(256, Refusable::kPoisoned);
  while (sender_->accepted() == 0) answer_next();
  is_out = true;
  for (int i = 0; i < 150 && sender_->hold() == Hold::kNone; ++i) answer_next();
  EXPECT_EQ(sender_->hold(), Hold::kRefused);
  EXPECT_GT(*sender_->retry_at() - now_, 4s);
  is_out = false;
  while (!sender_->settled()) answer_next();
  EXPECT_THAT(sender_->refused(), ElementsAre(5));
  EXPECT_EQ(sender_->accepted(), 255u);
  EXPECT_EQ(sender_->hold(), Hold::kNone);
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

}  // namespace
}  // namespace flowbridge

// What silence makes of a stage: an outage, or a path that breaks the connection of what is large.

#include "unit/delivery/sender_fixture.h"

#include <map>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

/// Counts how often each sample is taken, and waits as long as it takes.
class SilenceTest : public SenderTest {
 protected:
  /// Until the stage is settled or doubted.
  void deliver() {
    while (!sender_->settled() && !sender_->doubted()) {
      wait();
      const auto request = sender_->next(now_);
      ASSERT_TRUE(request);
      const bool is_silent = silences_left_ > 0 || request->end - request->begin > passes_;
      if (is_silent) {
        if (silences_left_ > 0) --silences_left_;
        ++silences_;
        sender_->answer(request->id, Answer::kRetry, {.now = now_, .is_silence = true});
        continue;
      }
      const Answer answer = receive(*request);
      sender_->answer(request->id, answer, {.now = now_});
      if (answer != Answer::kAccepted) continue;
      for (std::size_t i = request->begin; i < request->end; ++i) ++times_taken_[i];
    }
  }
  std::size_t taken_twice() const {
    std::size_t count = 0;
    for (const auto& [sample, times] : times_taken_) count += times > 1 ? 1 : 0;
    return count;
  }

  /// An outage is this many requests long.
  int silences_left_ = 0;
  /// What the path lets through.
  std::size_t passes_ = SIZE_MAX;
  int silences_ = 0;
  std::map<std::size_t, int> times_taken_;
};

TEST_F(SilenceTest, AfterAnOutageOneSampleIsSentTwiceHoweverLongItWas) {
  for (const int silences : {5, 6, 7, 100}) {
    given({});
    times_taken_.clear();
    requests_ = 0;
    silences_left_ = silences;
    begin(10'000);
    deliver();
    EXPECT_THAT(times_taken_, SizeIs(10'000));
    EXPECT_EQ(taken_twice(), silences < 6 ? 0u : 1u) << silences;
    EXPECT_EQ(requests_, silences < 6 ? 5 : 6);
    EXPECT_EQ(sender_->accepted(), 10'000u);
    EXPECT_EQ(sender_->samples_per_request_max(), 2000u);
  }
}

// What follows is not what met silence.
TEST_F(SilenceTest, AStageAfterOneThatIsGivenUpIsSentOnceAndWhole) {
  given({});
  begin(900);
  for (int i = 0; i < 20; ++i) {
    wait();
    const auto request = sender_->next(now_);
    ASSERT_TRUE(request);
    sender_->answer(request->id, Answer::kRetry, {.now = now_, .is_silence = true});
  }
  begin(900);
  deliver();
  EXPECT_EQ(requests_, 1);
  EXPECT_THAT(times_taken_, SizeIs(900));
  EXPECT_EQ(taken_twice(), 0u);
}

TEST_F(SilenceTest, ARefusalOfWhatIsTooOldEndsIt) {
  given({});
  silences_left_ = 20;
  bad_ = {0};
  begin(900, Refusable::kDoubtful);
  deliver();
  EXPECT_TRUE(sender_->doubted());
  bad_.clear();
  requests_ = 0;
  begin(900);
  deliver();
  EXPECT_EQ(requests_, 1);
  EXPECT_EQ(taken_twice(), 0u);
}

TEST_F(SilenceTest, AllPassesInSmallRequestsWhereLargeOnesMeetSilence) {
  for (const std::size_t passes : {1u, 2u, 3u, 130u, 1999u}) {
    given({});
    passes_ = passes;
    silences_ = 0;
    times_taken_.clear();
    begin(5000);
    deliver();
    EXPECT_THAT(times_taken_, SizeIs(5000));
    EXPECT_EQ(sender_->accepted(), 5000u);
    EXPECT_LE(sender_->samples_per_request_max(), passes);
    EXPECT_GT(2 * sender_->samples_per_request_max(), passes);
    EXPECT_LE(silences_, 28);
    EXPECT_LE(taken_twice(), 1u);
    silences_ = 0;
    begin(5000);
    deliver();
    EXPECT_EQ(silences_, 0) << "it is remembered";
  }
}

TEST_F(SilenceTest, BadSamplesAreFoundWhereLargeRequestsMeetSilence) {
  given({});
  passes_ = 130;
  bad_ = {0, 3, 700};
  begin(1000);
  deliver();
  EXPECT_THAT(sender_->refused(), ElementsAre(0, 3, 700));
  EXPECT_THAT(times_taken_, SizeIs(997));
  EXPECT_EQ(sender_->accepted(), 997u);
  EXPECT_LE(sender_->samples_per_request_max(), 130u);
}

TEST_F(SilenceTest, ABadSampleIsFoundAfterAnOutage) {
  given({});
  silences_left_ = 10;
  bad_ = {0, 500};
  begin(1000);
  deliver();
  EXPECT_THAT(sender_->refused(), ElementsAre(0, 500));
  EXPECT_EQ(sender_->accepted(), 998u);
  EXPECT_EQ(sender_->samples_per_request_max(), 2000u);
}

}  // namespace
}  // namespace flowbridge

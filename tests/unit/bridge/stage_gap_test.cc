#include "unit/bridge/stage_queue_fixture.h"

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(GapTest, R20EndsWithOneStageAtTheFirstTickThatIsNotSkipped) {
  close(1, {{0, 1}});
  close(2, {{0, 20}});
  const Sequence end = close(3, {{0, 300}});
  close(4, {{0, 4000}});
  EXPECT_THAT(sent_from(tick(2) + 1s), ElementsAre("0=421"));
  EXPECT_EQ(stage_.stage.timestamp, tick(3));
  EXPECT_EQ(stage_.sequence, end);
  EXPECT_EQ(stage_.stages_settled, kAllStages);
  ASSERT_TRUE(stage_.gap);
  EXPECT_EQ(stage_.gap->too_old.ticks, 2u);
  EXPECT_EQ(stage_.gap->too_old.bytes, 21u);
  queue_->pop();
  EXPECT_THAT(next(), ElementsAre("0=4421"));
  EXPECT_FALSE(stage_.gap);
}

TEST_F(GapTest, R21WhatWasBornInItBeginsWithZero) {
  begin_series(1);
  close(1, {{1, 7}});
  close(2, {{0, 1}});
  EXPECT_THAT(sent_from(tick(2)), ElementsAre("0=101", "1=0"));
  EXPECT_THAT(stage_.begun, ElementsAre(SeriesId(1)));
}

TEST_F(GapTest, R21WhatIsBornAtItsEndBeginsWithZeroToo) {
  close(1, {});
  begin_series(1);
  close(2, {{1, 7}});
  EXPECT_THAT(sent_from(tick(2)), ElementsAre("0=100", "1=0"));
}

// The destination holds its birth zero, and nothing after it.
TEST_F(GapTest, R21WhatWasAnchoredBeforeItBeganIsKnown) {
  begin_series(1);
  cursor_.sequence = close(1, {{1, 7}});
  cursor_.tick = tick(1);
  cursor_.stages_settled = 1;
  close(2, {});
  EXPECT_THAT(sent_from(tick(2)), ElementsAre("0=100", "1=7"));
  EXPECT_THAT(stage_.begun, IsEmpty());
}

TEST_F(GapTest, HasNotEndedBeforeThatTickIsThere) {
  close(1, {{0, 1}});
  EXPECT_THAT(sent_from(tick(2)), ElementsAre("nothing"));
  EXPECT_EQ(queue_->ticks_pending(), 1u);
  close(2, {{0, 1}});
  EXPECT_THAT(next(), ElementsAre("0=102"));
  EXPECT_EQ(stage_.gap->too_old.ticks, 1u);
}

// Its history before it began is not replayed, what came since counts.
TEST_F(GapTest, R10ADestinationWhoseFirstContactWasTooOldBeginsWithTheValueThen) {
  begin_series(1);
  close(1, {{0, 11}, {1, 7}});
  close(2, {{0, 1}});
  first_contact_ = {Measure::kBytes};
  EXPECT_THAT(sent_from(tick(2)), ElementsAre("0=100", "1=0"));
  EXPECT_THAT(stage_.begun, ElementsAre(SeriesId(0), SeriesId(1)));
  EXPECT_TRUE(stage_.first_contact);
}

// Its definition was all that a crash had left of it.
TEST_F(GapTest, R21WhatExpiredWithoutEverHavingAValueIsNew) {
  begin_series(1);
  close(1, {}, {.expired = {SeriesId(1)}});
  close(2, {{1, 7}});
  EXPECT_THAT(sent_from(tick(2)), ElementsAre("0=100", "1=0"));
}

TEST_F(GapTest, ALongOneIsCrossedInSeveralSteps) {
  for (int number = 1; number < 300; ++number) close(number, {});
  queue_.emplace(on_disk_.directory(), on_disk_.journal().index(), StageQueueOptions{});
  cursor_.skip_until = tick(299);
  ASSERT_THAT(queue_->recover(cursor_, nullptr, {}), IsOk());
  Result<Filled> filled = queue_->fill({quarantined_, {}});
  ASSERT_THAT(filled, IsOk());
  EXPECT_EQ(*filled, Filled::kReadOn);
  EXPECT_THAT(next(), ElementsAre("0=100"));
  EXPECT_EQ(stage_.gap->too_old.ticks, 298u);
}

// A number is used again: what was refused is gone, and what has its number now is new.
TEST_F(GapTest, ANumberThatIsUsedAgainInItIsAnotherSeries) {
  quarantined_ = {SeriesId(0)};
  close(1, {}, {.expired = {SeriesId(0)}});
  close(2, {}, {.forgotten = {SeriesId(0)}});
  begin_series(0);
  close(3, {{0, 5}});
  close(4, {});
  EXPECT_THAT(sent_from(tick(4)), ElementsAre("0=0"));
  EXPECT_THAT(stage_.begun, ElementsAre(SeriesId(0)));
}

/// R22: the journal's oldest part is given up, piece by piece, each time by another process.
class GivenUpTest : public GapTest {
 protected:
  void give_up_to(Sequence sequence) {
    begin_again();
    Result<Filled> passed = Filled::kReadOn;
    while (passed && *passed == Filled::kReadOn) passed = queue_->pass_to(sequence);
    EXPECT_THAT(passed, IsOkAndHolds(Filled::kNothing));
    inside_ = {.sequence = sequence, .gap = queue_->gap().value(), .quarantine = {}};
    inside_ = decode_gap_position(encode_gap_position(*inside_)).value();
  }

  void begin_again() {
    queue_.emplace(on_disk_.directory(), on_disk_.journal().index(), StageQueueOptions{});
    queue_->on_forgotten = [this](SeriesId series) { quarantined_.erase(series); };
    EXPECT_THAT(queue_->recover(cursor_, inside_ ? &*inside_ : nullptr, first_contact_), IsOk());
  }

  std::vector<std::string> sent() {
    begin_again();
    return next();
  }

  std::optional<GapPosition> inside_;
};

TEST_F(GivenUpTest, R22EndsAtTheFirstTickThatIsLeft) {
  close(1, {{0, 1}});
  close(2, {{0, 20}});
  const Sequence end = close(3, {{0, 300}});
  give_up_to(end);
  EXPECT_THAT(sent(), ElementsAre("0=421"));
  EXPECT_EQ(stage_.stage.timestamp, tick(3));
  EXPECT_EQ(stage_.sequence, end);
  EXPECT_EQ(stage_.gap, (GapTally{.over_quota = {.ticks = 2, .bytes = 21}}));
}

TEST_F(GivenUpTest, R22CountsWhatSeveralPiecesTook) {
  close(1, {{0, 1}});
  give_up_to(close(2, {{0, 20}}));
  close(3, {{0, 300}});
  give_up_to(close(4, {{0, 4000}}));
  EXPECT_THAT(sent(), ElementsAre("0=4421"));
  EXPECT_EQ(stage_.gap, (GapTally{.over_quota = {.ticks = 3, .bytes = 321}}));
}

TEST_F(GivenUpTest, R21WhatWasBornInAPieceBeginsWithZero) {
  begin_series(1);
  close(1, {{1, 7}});
  begin_series(2);
  give_up_to(close(2, {{0, 1}, {2, 9}}));
  give_up_to(close(3, {{1, 5}}));
  EXPECT_THAT(sent(), ElementsAre("0=101", "1=0", "2=0"));
  EXPECT_THAT(stage_.begun, ElementsAre(SeriesId(1), SeriesId(2)));
}

// The destination holds its birth zero; the sample that was being sent may have arrived.
TEST_F(GivenUpTest, R21WhatWasAnchoredBeforeIsKnown) {
  begin_series(1);
  cursor_.sequence = close(1, {{1, 7}});
  cursor_.tick = tick(1);
  cursor_.stages_settled = 1;
  give_up_to(close(2, {}));
  EXPECT_THAT(sent(), ElementsAre("0=100", "1=7"));
  EXPECT_EQ(stage_.gap->over_quota, (SkippedTicks{.ticks = 1, .bytes = 7}));
}

// It is idle when the gap ends, and rose in it.
TEST_F(GivenUpTest, R21WhatExpiredInAPieceSaysWhatItHad) {
  close(1, {{0, 11}});
  close(2, {}, {.expired = {SeriesId(0)}});
  give_up_to(close(3, {}));
  EXPECT_THAT(sent(), ElementsAre("0=111"));
}

TEST_F(GivenUpTest, R10ADestinationThatWasNeverSentAnythingBeginsWithTheValueThen) {
  begin_series(1);
  close(1, {{0, 11}, {1, 7}});
  first_contact_ = {Measure::kBytes};
  give_up_to(close(2, {{0, 1}}));
  give_up_to(close(3, {{0, 1}}));
  EXPECT_THAT(sent(), ElementsAre("0=100", "1=0"));
  EXPECT_TRUE(stage_.first_contact);
}

// Nobody knows any more what they had when the gap began.
TEST_F(GivenUpTest, R10NewLabelsInsideTheGapBeginWithWhatIsLeft) {
  begin_series(1);
  close(1, {{0, 11}, {1, 7}});
  give_up_to(close(2, {{0, 200}}));
  first_contact_ = {Measure::kBytes};
  EXPECT_THAT(sent(), ElementsAre("0=111", "1=0"));
  EXPECT_THAT(stage_.begun, ElementsAre(SeriesId(0), SeriesId(1)));
}

TEST_F(GivenUpTest, R20MayGoOnWhereR22Ends) {
  close(1, {{0, 1}});
  give_up_to(close(2, {{0, 20}}));
  close(3, {{0, 300}});
  close(4, {{0, 4000}});
  cursor_.skip_until = tick(4);
  EXPECT_THAT(sent(), ElementsAre("0=4421"));
  EXPECT_EQ(stage_.gap, (GapTally{.too_old = {2, 320}, .over_quota = {1, 1}}));
}

// What is too old is no loss to the quota.
TEST_F(GivenUpTest, R22TakesWhatR20WouldHaveSkipped) {
  close(1, {{0, 1}});
  close(2, {{0, 20}});
  cursor_.skip_until = tick(2);
  give_up_to(close(3, {{0, 300}}));
  EXPECT_THAT(sent(), ElementsAre("0=421"));
  EXPECT_EQ(stage_.gap, (GapTally{.too_old = {1, 1}, .over_quota = {1, 20}}));
}

TEST_F(GivenUpTest, HasNotEndedBeforeThereIsATick) {
  close(1, {{0, 1}});
  give_up_to(on_disk_.journal().index().next_sequence());
  EXPECT_THAT(sent(), ElementsAre("nothing"));
  EXPECT_EQ(queue_->ticks_pending(), 1u);
  close(2, {{0, 1}});
  EXPECT_THAT(next(), ElementsAre("0=102"));
  EXPECT_EQ(stage_.gap->over_quota.ticks, 1u);
}

TEST_F(GivenUpTest, APlaceBeyondTheEndIsRefused) {
  inside_ = GapPosition{.sequence = on_disk_.journal().index().next_sequence() + 1};
  queue_.emplace(on_disk_.directory(), on_disk_.journal().index(), StageQueueOptions{});
  EXPECT_THAT(queue_->recover(cursor_, &*inside_, {}), FailsWith(ErrorCode::kCorrupt));
}

}  // namespace
}  // namespace flowbridge

#include "unit/bridge/stage_queue_fixture.h"

namespace flowbridge {
namespace {

using ::testing::ElementsAre;

TEST_F(StageQueueTest, ACursorAtTheLastRecordIsFound) {
  EXPECT_THAT(recover({.sequence = 2, .stages_settled = kAllStages}), IsOk());
}

TEST_F(StageQueueTest, ACursorBeyondTheEndIsRefused) {
  EXPECT_THAT(recover({.sequence = 3, .stages_settled = kAllStages}),
              FailsWith(ErrorCode::kCorrupt, "beyond the journal's end: record 3"));
}

// Everything before the newest checkpoint may be gone, and nothing may have come after it yet.
TEST_F(StageQueueTest, ADestinationThatBeginsAtACheckpointNeedsNothingBeforeIt) {
  const Ledger ledger{LedgerOptions{}};
  on_disk_.checkpoint(encode_checkpoint(ledger, Accounts()));
  on_disk_.close();
  disk_.remove_file(segment_name(1));
  on_disk_.reopen();
  StageQueue queue(on_disk_.directory(), on_disk_.journal().index(), {});
  EXPECT_THAT(queue.recover(StageQueue::begin_at_end(on_disk_.journal().index()), nullptr, {}),
              IsOk());
}

// Its tick was lost with the last group; the record that gets its number is another tick, of which
// no stage is settled.
TEST_F(StageQueueTest, ACursorInsideATickThatIsLostIsRefused) {
  EXPECT_THAT(recover({.sequence = 3, .stages_settled = 1}),
              FailsWith(ErrorCode::kCorrupt, "beyond the journal's end: record 3"));
}

/// An info gauge beside series 0, since before the destination's last tick.
class GaugeTest : public GapTest {
 protected:
  void begin_gauge(std::uint32_t id, std::uint32_t asn = 1) {
    append(RecordType::kInfo, encode(InfoRecord{.id = SeriesId(id), .asn = Asn(asn)}));
  }

  void given_a_destination_at(int number, Sequence sequence) {
    cursor_.sequence = sequence;
    cursor_.tick = tick(number);
    queue_.emplace(on_disk_.directory(), on_disk_.journal().index(),
                   StageQueueOptions{.measures = {Measure::kBytes, Measure::kInfo}});
    queue_->on_series = [this](SeriesId series) { defined_.push_back(series); };
    EXPECT_THAT(queue_->recover(cursor_, nullptr, first_contact_), IsOk());
  }

  std::vector<SeriesId> defined_;
};

TEST_F(GaugeTest, R10ANewDestinationIsSentLiveGaugesAtItsFirstContact) {
  begin_gauge(1);
  const Sequence at = close(1, {});
  close(2, {});
  first_contact_ = {Measure::kBytes, Measure::kInfo};
  given_a_destination_at(1, at);
  EXPECT_THAT(next(), ElementsAre("0=100", "1=1"));
  EXPECT_EQ(stage_.stage.timestamp, tick(1));
  EXPECT_EQ(stage_.contacted, first_contact_);
  EXPECT_TRUE(stage_.first_contact);
}

// A destination of before there were gauges: what is refused of its counters was accepted before.
TEST_F(GaugeTest, R10ToMeetGaugesIsNotToMeetCounters) {
  begin_gauge(1);
  const Sequence at = close(1, {});
  close(2, {});
  first_contact_ = {Measure::kInfo};
  given_a_destination_at(1, at);
  EXPECT_THAT(next(), ElementsAre("1=1"));
  EXPECT_FALSE(stage_.first_contact);
  EXPECT_EQ(stage_.contacted, first_contact_);
}

TEST_F(GaugeTest, ANumberThatBecomesAGaugeIsToldOf) {
  const Sequence at = close(1, {});
  begin_gauge(1);
  close(2, {});
  given_a_destination_at(1, at);
  EXPECT_THAT(next(), ElementsAre("0=100", "1=1"));
  EXPECT_THAT(defined_, ElementsAre(SeriesId(1)));
}

TEST_F(GaugeTest, R21AGaugeIsNotWhatADestinationHasNeverAccepted) {
  begin_gauge(1);
  const Sequence at = close(1, {});
  close(2, {{0, 1}});
  close(3, {});
  cursor_.skip_until = tick(3);
  first_contact_ = {Measure::kBytes, Measure::kInfo};
  given_a_destination_at(1, at);
  EXPECT_THAT(next(), ElementsAre("0=100", "1=1"));
  EXPECT_EQ(stage_.stage.timestamp, tick(3));
  EXPECT_THAT(stage_.begun, ElementsAre(SeriesId(0)));
}

}  // namespace
}  // namespace flowbridge

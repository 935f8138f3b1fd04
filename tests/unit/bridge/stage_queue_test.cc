#include "bridge/stage_queue.h"

#include "bridge/replay.h"
#include "support/journal_on_disk.h"
#include "support/result_matchers.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A journal of two records that mean nothing to a destination, a grid and a lane.
class StageQueueTest : public testing::Test {
 protected:
  StageQueueTest() {
    Journal& journal = on_disk_.journal();
    journal.append(static_cast<std::uint8_t>(RecordType::kGrid), encode(GridRecord{{}, 15s}));
    journal.append(static_cast<std::uint8_t>(RecordType::kLane),
                   encode(LaneRecord{LaneId(0), {"flows", 0}, 0}));
    EXPECT_THAT(journal.commit(), IsOk());
  }

  Result<void> recover(const Cursor& cursor) {
    StageQueue queue(on_disk_.directory(), on_disk_.journal().index(), {});
    return queue.recover(cursor, {});
  }

  MemoryDisk disk_{1};
  JournalOnDisk on_disk_{disk_};
};

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
  EXPECT_THAT(queue.recover(StageQueue::begin_at_end(on_disk_.journal().index()), {}), IsOk());
}

// Its tick was lost with the last group; the record that gets its number is another tick, of which
// no stage is settled.
TEST_F(StageQueueTest, ACursorInsideATickThatIsLostIsRefused) {
  EXPECT_THAT(recover({.sequence = 3, .stages_settled = 1}),
              FailsWith(ErrorCode::kCorrupt, "beyond the journal's end: record 3"));
}

constexpr UnixTime kStart = floor_to(unix_ms(1'700'000'010'000), 60s);

UnixTime tick(int number) {
  return kStart + number * 15s;
}

/// A destination that was sent everything up to tick 0, while series 0 was live.
class GapTest : public StageQueueTest {
 protected:
  GapTest() {
    begin_series(0);
    close(-1, {{0, 100}});
    cursor_.sequence = close(0, {});
    cursor_.tick = tick(0);
    cursor_.stages_settled = kAllStages;
  }

  Sequence append(RecordType type, const std::string& payload) {
    const Sequence sequence = on_disk_.journal().append(static_cast<std::uint8_t>(type), payload);
    EXPECT_THAT(on_disk_.journal().commit(), IsOk());
    return sequence;
  }

  void begin_series(std::uint32_t id) {
    append(RecordType::kSeries,
           encode(SeriesRecord{.id = SeriesId(id), .source_as = Asn(next_asn_++)}));
  }

  // Series and their bytes, in order. Returns the tick's record.
  Sequence close(int number, const std::vector<std::pair<std::uint32_t, std::uint64_t>>& bytes,
                 const TickRecord& also = {}) {
    BatchRecord batch;
    batch.first = next_offset_;
    batch.next = ++next_offset_;
    batch.windows.push_back({tick(number), {}});
    for (const auto& [id, count] : bytes) {
      batch.windows.back().contributions.push_back({SeriesId(id), {count, 1, 1}});
    }
    if (!bytes.empty()) append(RecordType::kBatch, encode(batch));
    TickRecord record = also;
    record.tick = tick(number);
    record.previous = tick(number - 1);
    record.width = 15s;
    return append(RecordType::kTick, encode(record));
  }

  // What the destination is sent first, as "series=value"; and the stage it is in.
  std::vector<std::string> sent_from(UnixTime skip_until) {
    cursor_.skip_until = skip_until;
    queue_.emplace(on_disk_.directory(), on_disk_.journal().index(), StageQueueOptions{});
    queue_->on_forgotten = [this](SeriesId series) { quarantined_.erase(series); };
    EXPECT_THAT(queue_->recover(cursor_, first_contact_), IsOk());
    return next();
  }

  std::vector<std::string> next() {
    Result<Filled> filled = Filled::kReadOn;
    while (filled && *filled == Filled::kReadOn) filled = queue_->fill({quarantined_, {}});
    EXPECT_THAT(filled, IsOk());
    if (!filled || *filled == Filled::kNothing) return {"nothing"};
    stage_ = *queue_->front();
    std::vector<std::string> sent;
    for (const PlannedSample& sample : stage_.stage.samples) {
      const auto value = static_cast<std::uint64_t>(std::bit_cast<double>(sample.value));
      sent.push_back(std::to_string(sample.series.value()) + "=" + std::to_string(value));
    }
    return sent;
  }

  Cursor cursor_;
  MeasureSet first_contact_;
  HashSet<SeriesId> quarantined_;
  std::optional<StageQueue> queue_;
  QueuedStage stage_;

 private:
  Offset next_offset_ = 0;
  std::uint32_t next_asn_ = 64'512;
};

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
  EXPECT_EQ(stage_.gap->ticks, 2u);
  EXPECT_EQ(stage_.gap->bytes, 21u);
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
  EXPECT_EQ(stage_.gap->ticks, 1u);
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
  ASSERT_THAT(queue_->recover(cursor_, {}), IsOk());
  Result<Filled> filled = queue_->fill({quarantined_, {}});
  ASSERT_THAT(filled, IsOk());
  EXPECT_EQ(*filled, Filled::kReadOn);
  EXPECT_THAT(next(), ElementsAre("0=100"));
  EXPECT_EQ(stage_.gap->ticks, 298u);
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
    EXPECT_THAT(queue_->recover(cursor_, first_contact_), IsOk());
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

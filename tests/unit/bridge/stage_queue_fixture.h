#pragma once
/// A journal in memory, and what a destination is sent of it.
///
/// Lifetime: fixtures.      Threads: one.
/// Fails:    through GoogleTest.
/// Units:    ticks are numbered, 15 s apart; samples read "series=value".
///
///   close(1, {{0, 7}});
///   EXPECT_THAT(sent_from(tick(1)), ElementsAre("0=107"));

#include "bridge/replay.h"
#include "bridge/stage_queue.h"
#include "support/journal_on_disk.h"
#include "support/result_matchers.h"

#include <gmock/gmock.h>

namespace flowbridge {

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
    return queue.recover(cursor, nullptr, {});
  }

  MemoryDisk disk_{1};
  JournalOnDisk on_disk_{disk_};
};

inline constexpr UnixTime kStart = floor_to(unix_ms(1'700'000'010'000), 60s);

inline UnixTime tick(int number) {
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
    EXPECT_THAT(queue_->recover(cursor_, nullptr, first_contact_), IsOk());
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

}  // namespace flowbridge

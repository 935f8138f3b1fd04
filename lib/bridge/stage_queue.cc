#include "bridge/stage_queue.h"

#include "bridge/replay.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace flowbridge {

namespace {

std::vector<SeriesId> born_in(const TickChanges& changes) {
  std::vector<SeriesId> born;
  for (const Rise& rise : changes.rises) {
    if (rise.is_birth()) born.push_back(rise.series);
  }
  return born;
}

bool in_order(const PlannedSample& a, const PlannedSample& b) {
  return a.series != b.series ? a.series < b.series : a.measure < b.measure;
}

/// The series whose number the record gives a new meaning.
std::optional<SeriesId> defined_by(const JournalRecord& record) {
  const auto type = static_cast<RecordType>(record.type);
  if (type == RecordType::kSeries) {
    const Result<SeriesRecord> series = decode_series(record.payload);
    if (series) return series->id;
  }
  if (type == RecordType::kInfo) {
    const Result<InfoRecord> info = decode_info(record.payload);
    if (info) return info->id;
  }
  return std::nullopt;
}

Error beyond_the_end(const Cursor& cursor) {
  return {ErrorCode::kCorrupt,
          "the cursor is beyond the journal's end: record " + std::to_string(cursor.sequence)};
}

}  // namespace

Result<void> StageQueue::recover(const Cursor& cursor, const GapPosition* inside,
                                 MeasureSet first_contact) {
  first_contact_ = first_contact;
  // An interrupted tick is not read here, so its loss would go unnoticed; and the number of a lost
  // record is given to another one.
  if (cursor.sequence >= index_.next_sequence()) return beyond_the_end(cursor);
  // A tick that is settled is replayed silently with the rest; an interrupted one is planned again.
  const bool settled = inside != nullptr || cursor.stages_settled == kAllStages;
  const Sequence until = inside != nullptr ? inside->sequence : cursor.next();
  Result<std::optional<Checkpoint>> checkpoint =
      reader_.newest_checkpoint_at_or_before(std::max(until, kFirstSequence));
  if (!checkpoint) return checkpoint.error();
  if (*checkpoint) {
    if (auto restored = restore_checkpoint((*checkpoint)->state, accounts_); !restored) {
      return restored;
    }
    if (auto found = reader_.seek((*checkpoint)->sequence); !found) return found;
  }
  while (reader_.position() < until) {
    Result<std::optional<JournalRecord>> record = reader_.next();
    if (!record) return record.error();
    if (!*record) return beyond_the_end(cursor);
    if (auto replayed = replay(**record, accounts_); !replayed) return replayed.error();
  }
  skip_stages_ = settled ? std::uint8_t{0} : cursor.stages_settled;
  skip_until_ = cursor.skip_until;
  if (inside != nullptr) gap_ = inside->gap;
  return {};
}

Cursor StageQueue::begin_at_end(const JournalIndex& index) {
  Cursor cursor;
  cursor.sequence = index.next_sequence() - 1;
  cursor.stages_settled = kAllStages;
  return cursor;
}

Result<Filled> StageQueue::fill(const Isolation& isolation) {
  if (is_in_gap()) return cross_gap(isolation);
  if (queue_.empty()) {
    const Result<bool> tick = plan_next(isolation);
    if (!tick) return tick.error();
    if (!*tick) return Filled::kNothing;
  }
  // A trial needs the accounts as of its tick, and what returns does so at one tick: nothing is
  // read ahead while a series is on its own.
  const bool merge = isolation.left_out.empty() && isolation.returning.empty();
  const QueuedStage& front = queue_.front();
  const bool last_of_tick = queue_.size() == 1 && front.stages_settled == kAllStages;
  if (!merge || !last_of_tick || front.gap) return Filled::kStage;
  const Result<bool> next = plan_next(isolation);
  if (!next) return next.error();
  if (*next) merge_front();
  return Filled::kStage;
}

Result<bool> StageQueue::plan_next(const Isolation& isolation) {
  const Result<std::optional<ReadTick>> tick = read_tick();
  if (!tick) return tick.error();
  if (!*tick) return false;
  plan(**tick, isolation);
  return true;
}

Result<std::optional<StageQueue::ReadTick>> StageQueue::read_tick(Sequence end) {
  while (reader_.position() < end) {
    Result<std::optional<JournalRecord>> record = reader_.next();
    if (!record) return record.error();
    if (!*record) return std::optional<ReadTick>();
    const Sequence sequence = (*record)->sequence;
    if (const std::optional<SeriesId> defined = defined_by(**record); defined && on_series) {
      on_series(*defined);
    }
    Result<std::optional<TickChanges>> changes = replay(**record, accounts_);
    if (!changes) return changes.error();
    if (*changes) return std::optional(ReadTick{sequence, **std::move(changes)});
  }
  return std::optional<ReadTick>();
}

void StageQueue::plan(const ReadTick& tick, const Isolation& isolation) {
  const TickChanges& changes = tick.changes;
  const PlanOptions options{options_.measures, first_contact_, &isolation.left_out,
                            &isolation.returning};
  std::vector<Stage> stages = plan_tick(accounts_, changes, options);
  skip_settled(stages);
  const bool ends_with_samples = !stages.empty() && stages.back().kind == StageKind::kSamples;
  if (!ends_with_samples) {
    // Nothing to say at T; the cursor passes it all the same.
    stages.push_back({changes.record.tick, StageKind::kSamples, changes.record.tick, {}});
  }
  const std::vector<SeriesId> born = born_in(changes);
  for (Stage& stage : stages) {
    samples_planned_ += stage.samples.size();
    const bool last = stage.kind == StageKind::kSamples;
    const auto settled = static_cast<std::uint8_t>(static_cast<std::uint8_t>(stage.kind) + 1);
    QueuedStage& queued = queue_.emplace_back();
    queued.sequence = tick.sequence;
    queued.tick = changes.record.tick;
    queued.stages_settled = last ? kAllStages : settled;
    queued.first_contact = !last && !first_contact_.of_counters().empty();
    // With the first stage, so that a restart within the tick does not anchor them again.
    queued.contacted = first_contact_;
    if (last) {
      queued.forgotten = changes.record.forgotten;
    } else {
      queued.born = born;
    }
    queued.stage = std::move(stage);
  }
  first_contact_ = {};
}

// What a restart interrupted is not sent again, but for what it has made new to the destination:
// other labels, or a measure that was enabled meanwhile (R10).
void StageQueue::skip_settled(std::vector<Stage>& stages) {
  const std::uint8_t skip = std::exchange(skip_stages_, std::uint8_t{0});
  for (Stage& stage : stages) {
    if (static_cast<std::uint8_t>(stage.kind) >= skip) continue;
    std::erase_if(stage.samples, [&](const PlannedSample& sample) {
      return !first_contact_.contains(sample.measure);
    });
  }
  std::erase_if(stages, [](const Stage& stage) { return stage.samples.empty(); });
}

// [samples of T0][anchors of T1 at T0]… → one stage at T0 that ends with T1's anchors settled.
void StageQueue::merge_front() {
  QueuedStage& samples = queue_[0];
  QueuedStage& anchors = queue_[1];
  const bool mergeable = samples.forgotten.empty() && anchors.stage.kind == StageKind::kAnchors &&
                         anchors.stage.timestamp == samples.stage.timestamp;
  if (!mergeable) return;
  std::vector<PlannedSample> merged;
  merged.reserve(samples.stage.samples.size() + anchors.stage.samples.size());
  std::merge(samples.stage.samples.begin(), samples.stage.samples.end(),
             anchors.stage.samples.begin(), anchors.stage.samples.end(), std::back_inserter(merged),
             in_order);
  anchors.stage.samples = std::move(merged);
  anchors.contacted = samples.contacted;
  queue_.pop_front();
}

void StageQueue::pop() {
  FB_CHECK(!queue_.empty());
  queue_.pop_front();
}

std::uint64_t StageQueue::samples_waiting() const {
  std::uint64_t samples = 0;
  for (const QueuedStage& queued : queue_) samples += queued.stage.samples.size();
  return samples;
}

std::uint64_t StageQueue::ticks_pending() const {
  std::uint64_t planned = 0;
  for (const QueuedStage& queued : queue_) planned += queued.stages_settled == kAllStages ? 1 : 0;
  const bool unread = reader_.position() < index_.next_sequence();
  return planned + (unread || is_in_gap() ? 1 : 0);
}

}  // namespace flowbridge

// How the queue of stages passes over ticks that are not sent (R20, R22), and ends a gap (R21).

#include "base/check.h"
#include "bridge/stage_queue.h"

#include <utility>

namespace flowbridge {

namespace {

/// A gap is crossed in steps of so many.
constexpr int kTicksCrossedAtOnce = 100;

}  // namespace

// Nothing is sent of these ticks, but they count.
Result<Filled> StageQueue::cross_gap(const Isolation& isolation) {
  for (int i = 0; i < kTicksCrossedAtOnce; ++i) {
    const Result<std::optional<ReadTick>> tick = read_tick();
    if (!tick) return tick.error();
    if (!*tick) return Filled::kNothing;
    const TickChanges& changes = (*tick)->changes;
    pass(changes);
    if (is_too_old(changes.record.tick)) {
      skip(changes, gap_->tally.too_old);
      continue;
    }
    plan_gap_end(**tick, isolation);
    return Filled::kStage;
  }
  return Filled::kReadOn;
}

Result<Filled> StageQueue::pass_to(Sequence sequence) {
  FB_CHECK(queue_.empty());
  if (!gap_) gap_.emplace();
  for (int i = 0; i < kTicksCrossedAtOnce; ++i) {
    const Result<std::optional<ReadTick>> tick = read_tick(sequence);
    if (!tick) return tick.error();
    if (!*tick) return Filled::kNothing;
    const TickChanges& changes = (*tick)->changes;
    pass(changes);
    GapTally& tally = gap_->tally;
    skip(changes, is_too_old(changes.record.tick) ? tally.too_old : tally.over_quota);
  }
  return Filled::kReadOn;
}

// R10: what a destination should have been sent at its first contact is what it begins with. One
// that was given other labels inside the gap begins with what has not been given up.
void StageQueue::enter_gap(const TickChanges& changes) {
  if (first_contact_.of_counters().empty()) return;
  HashMap<SeriesId, Counts>& unaccepted = gap_->unaccepted;
  for (const Rise& rise : changes.rises) unaccepted.try_emplace(rise.series, rise.value_before);
  const std::vector<SeriesAccount>& accounts = accounts_.accounts();
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    // A gauge begins with what it says.
    if (accounts[i].gauge() != nullptr) continue;
    unaccepted.try_emplace(SeriesId(static_cast<std::uint32_t>(i)), accounts[i].value);
  }
}

void StageQueue::pass(const TickChanges& changes) {
  if (!gap_) gap_.emplace();
  if (!gap_->begin) gap_->begin = changes.record.tick;
  if (!std::exchange(met_in_gap_, true)) enter_gap(changes);
  // What was born at a tick whose anchors are settled has been accepted, as 0.
  const bool anchored = std::exchange(skip_stages_, std::uint8_t{0}) > 0;
  for (const Rise& rise : changes.rises) {
    if (rise.is_birth() && !anchored) gap_->unaccepted.try_emplace(rise.series);
  }
  for (const SeriesId series : changes.record.forgotten) {
    gap_->unaccepted.erase(series);
    if (on_forgotten) on_forgotten(series);
  }
}

void StageQueue::skip(const TickChanges& changes, SkippedTicks& skipped) const {
  ++skipped.ticks;
  for (const Rise& rise : changes.rises) {
    // It never falls at a rise: R9 lets it begin again before.
    skipped.bytes += accounts_.account(rise.series).value.bytes - rise.value_before.bytes;
  }
}

void StageQueue::plan_gap_end(const ReadTick& tick, const Isolation& isolation) {
  const Gap gap = *std::exchange(gap_, std::nullopt);
  const PlanOptions options{options_.measures, {}, &isolation.left_out, &isolation.returning};
  const UnixTime at = tick.changes.record.tick;
  QueuedStage& queued = queue_.emplace_back();
  queued.stage = plan_return(accounts_, at, options, {*gap.begin, gap.unaccepted});
  samples_planned_ += queued.stage.samples.size();
  queued.sequence = tick.sequence;
  queued.tick = at;
  queued.stages_settled = kAllStages;
  queued.first_contact = !first_contact_.of_counters().empty();
  queued.contacted = std::exchange(first_contact_, {});
  queued.gap = gap.tally;
  for (const PlannedSample& sample : queued.stage.samples) {
    const bool repeats = !queued.begun.empty() && queued.begun.back() == sample.series;
    if (!repeats && gap.unaccepted.contains(sample.series)) queued.begun.push_back(sample.series);
  }
  skip_until_.reset();
  met_in_gap_ = false;
}

}  // namespace flowbridge

#include "ledger/ledger.h"

#include "base/coding.h"

#include <algorithm>

namespace flowbridge {

namespace {

/// R1: how far a flow's own end may be from its Kafka timestamp.
constexpr Duration kEndBehindMax = 5min;
constexpr Duration kEndAheadMax = 5s;
/// Kafka has had timestamps since 2016: an older one is no timestamp at all, nor is one that lies
/// beyond what the journal can hold.
constexpr UnixTime kPlausibleSince = unix_ms(1'420'070'400'000);  // 2015-01-01
/// R5: what one loop may add to a stall clock.
constexpr Duration kLoopServedMax = 1s;
/// Gaps that one reading looks into; a topic of transactions has one every few records.
constexpr std::size_t kGapsSeenMax = 10'000;
/// How often the broker is asked while a tick waits for its answer.
constexpr Duration kAskEvery = 200ms;
/// A leader that has just been elected may not know the end of its log yet.
constexpr Duration kShortFor = 10s;

}  // namespace

Ledger::Ledger(const LedgerOptions& options) : options_(options), grid_(options.width) {}

LaneRecord Ledger::add_lane(const TopicPartition& where, Offset start) {
  FB_CHECK(!find(where));
  const LaneRecord record{LaneId(static_cast<std::uint32_t>(lanes_.size())), where, start};
  Lane& lane = lanes_.emplace_back();
  lane.identity = record;
  lane.next = lane.journalled_next = lane.position = start;
  by_place_.emplace(where, record.id);
  return record;
}

std::optional<LaneId> Ledger::find(const TopicPartition& where) const {
  const auto found = by_place_.find(where);
  if (found == by_place_.end()) return std::nullopt;
  return found->second;
}

UnixTime Ledger::cap(UnixTime stamp, const Now& now) const {
  return std::min(stamp, now.wall + kAheadOfWallMax);
}

void Ledger::look_at(Lane& lane, Offset offset) {
  const Offset from = *lane.looked_until;
  if (offset < from) return;
  if (offset > from && lane.gaps_seen.size() < kGapsSeenMax) {
    lane.gaps_seen.push_back({from, offset});
  }
  lane.looked_until = offset + 1;
}

Verdict Ledger::look_at_tail(Lane& lane, const LoggedRecord& record) {
  if (record.offset < lane.next) {
    lane.tail_due = false;
    lane.tail_missed = false;
    if (record.mark == lane.tail) return Verdict::kDuplicate;
    lane.flow = LaneFlow::kReplaced;
    return Verdict::kNotNow;
  }
  miss_tail(lane);
  return lane.tail_due ? Verdict::kNotNow : Verdict::kCount;
}

void Ledger::miss_tail(Lane& lane) {
  // Compaction may have taken it.
  if (lane.tail_missed) {
    lane.tail_due = false;
    return;
  }
  lane.tail_missed = true;
  lane.flow = LaneFlow::kRewinding;
}

Arrival Ledger::arrive(LaneId id, const LoggedRecord& record, const Now& now) {
  Lane& lane = mutable_lane(id);
  const Offset offset = record.offset;
  const std::optional<UnixTime>& timestamp = record.mark.timestamp;
  if (lane.flow == LaneFlow::kFlowing && lane.tail_due && offset >= lane.next - 1) {
    const Verdict verdict = look_at_tail(lane, record);
    if (verdict != Verdict::kCount) return {.verdict = verdict};
  }
  if (offset < lane.next) {
    ++lane.duplicates;
    return {.verdict = Verdict::kDuplicate};
  }
  // What is dropped while we pause is to be read again; until then no end is the lane's end.
  if (!consuming_ && lane.flow == LaneFlow::kFlowing) lane.flow = LaneFlow::kRewinding;
  if (lane.looked_until) look_at(lane, offset);
  if (lane.flow != LaneFlow::kFlowing) return {};
  if (offset > lane.next && !lane.knows_gap(offset)) {
    // The client may have skipped records; read once more from where we are before believing it.
    // What comes until then shows later gaps, so that one reading looks into all of them.
    lane.gaps_seen.clear();
    lane.looked_until = lane.next;
    look_at(lane, offset);
    lane.flow = LaneFlow::kRewinding;
    return {};
  }
  const bool usable = timestamp && *timestamp >= kPlausibleSince && is_coded_time(*timestamp);
  const UnixTime claimed = usable ? *timestamp : lane.timestamp_max.value_or(now.wall);
  const UnixTime stamp = cap(claimed, now);
  clock_.observe(stamp, now);
  lane.served = true;
  lane.stalled = 0ms;
  lane.excluded = false;
  if (const UnixTime tick = grid_.tick_of(stamp); tick > tick_limit()) {
    // Not counted yet, but seen: the lane has passed what lies before it, or a gap of hours would
    // never close.
    lane.end_gap_at(offset);
    lane.flow = LaneFlow::kWaiting;
    lane.waits_with = offset;
    lane.waits_for = tick;
    lane.seen_ahead = stamp;
    return {};
  }
  lane.pending_totals.empty_offsets += static_cast<std::uint64_t>(offset - lane.next);
  lane.totals.empty_offsets += static_cast<std::uint64_t>(offset - lane.next);
  lane.next = offset + 1;
  lane.tail = record.mark;
  lane.claimed_max = std::max(lane.claimed_max.value_or(claimed), claimed);
  lane.tail_missed = false;
  if (!lane.gaps_seen.empty() && lane.gaps_seen.back().begin < lane.next) lane.gaps_seen.clear();
  lane.position = std::max(lane.position, lane.next);
  lane.timestamp_max = std::max(lane.timestamp_max.value_or(stamp), stamp);
  ++lane.pending_totals.records;
  ++lane.totals.records;
  return {Verdict::kCount, stamp, !usable || stamp != *timestamp, lane.left_out};
}

Placement Ledger::place(const Arrival& arrival, std::optional<UnixTime> flow_end) const {
  UnixTime stamp = arrival.timestamp;
  bool clamped = arrival.clamped;
  if (options_.time_source == TimeSource::kRecord && flow_end) {
    stamp =
        std::clamp(*flow_end, arrival.timestamp - kEndBehindMax, arrival.timestamp + kEndAheadMax);
    clamped = clamped || stamp != *flow_end;
  }
  const UnixTime tick = grid_.tick_of(stamp);
  // By the stamp, because the first window after a change of the width may be cut short (R25).
  const bool late = last_tick_ && stamp < *last_tick_;
  const std::optional<LeftOut>& out = arrival.left_out;
  const bool excluded = late && out && stamp >= out->from && stamp < out->until;
  return {late ? grid_.next(*last_tick_) : tick, late, clamped, excluded};
}

void Ledger::add(LaneId id, const Placement& placement, SeriesId series, const Counts& counts) {
  Lane& lane = mutable_lane(id);
  FB_CHECK(!last_tick_ || placement.tick > *last_tick_);
  lane.pending.add(placement.tick, series, counts);
  for (LaneTotals* totals : {&lane.pending_totals, &lane.totals}) {
    ++totals->flows;
    totals->bytes += counts.bytes;
    if (placement.late) totals->late_bytes += counts.bytes;
  }
  if (open_.empty() || *open_.rbegin() != placement.tick) open_.insert(placement.tick);
}

void Ledger::reach(LaneId id, Offset position) {
  Lane& lane = mutable_lane(id);
  if (lane.flow != LaneFlow::kFlowing) return;
  if (lane.tail_due && position >= lane.next) miss_tail(lane);
  lane.position = std::max(lane.position, position);
}

void Ledger::jump(LaneId id, Offset to) {
  Lane& lane = mutable_lane(id);
  if (to > lane.next) {
    const auto lost = static_cast<std::uint64_t>(to - lane.next);
    lane.pending_totals.lost_offsets += lost;
    lane.totals.lost_offsets += lost;
  }
  lane.next = lane.position = to;
  lane.tail.reset();
  lane.tail_missed = false;
  lane.gaps_seen.clear();
  lane.looked_until.reset();
  lane.short_since.reset();
  lane.flow = LaneFlow::kRewinding;
}

void Ledger::doubt(LaneId id) {
  Lane& lane = mutable_lane(id);
  if (lane.flow == LaneFlow::kFlowing) lane.flow = LaneFlow::kRewinding;
}

void Ledger::read_again(LaneId id, Offset low) {
  Lane& lane = mutable_lane(id);
  if (lane.next <= low) lane.tail.reset();
  lane.flow = LaneFlow::kRewinding;
}

void Ledger::served(const Now& now) {
  std::size_t served_lanes = 0;
  for (const Lane& lane : lanes_) served_lanes += lane.served ? 1 : 0;
  if (served_lanes == 0) return;
  const Duration elapsed =
      served_at_ ? std::chrono::duration_cast<Duration>(now.monotonic - *served_at_) : 0ms;
  // What is less than a millisecond stays for the next loop.
  served_at_ = served_at_ && elapsed <= kLoopServedMax ? *served_at_ + elapsed : now.monotonic;
  const std::optional<UnixTime> tick = next_tick();
  for (Lane& lane : lanes_) {
    const bool another_served = served_lanes > (lane.served ? 1u : 0u);
    if (tick && consuming_ && another_served && holds(lane, *tick)) {
      lane.stalled += std::min(elapsed, kLoopServedMax);
      lane.excluded = lane.stalled >= options_.stall_timeout;
    }
  }
  for (Lane& lane : lanes_) lane.served = false;
}

bool Ledger::ask(const Now& now) {
  if (lanes_.empty()) return false;
  if (asked_at_ && now.monotonic - *asked_at_ < kAskEvery) return false;
  const std::optional<UnixTime> clock = clock_.read(now);
  const std::optional<UnixTime> tick = next_tick();
  const bool starting = !clock;
  const bool waiting =
      clock && tick && *clock >= *tick + options_.lateness &&
      std::any_of(lanes_.begin(), lanes_.end(), [&](const Lane& l) { return holds(l, *tick); });
  if (!starting && !waiting) return false;
  asked_at_ = now.monotonic;
  asked_when_ = clock;
  for (Lane& lane : lanes_) lane.answered_at_end = false;
  return true;
}

void Ledger::answer(LaneId id, Offset high, const Now& now) {
  Lane& lane = mutable_lane(id);
  const bool is_short = high < lane.next && lane.flow == LaneFlow::kFlowing;
  if (!is_short) {
    lane.short_since.reset();
  } else if (!lane.short_since) {
    lane.short_since = now.monotonic;
  } else if (now.monotonic - *lane.short_since >= kShortFor) {
    lane.flow = LaneFlow::kReplaced;
  }
  // A lane that is to be read again may have more than its position tells; so may another log that
  // has grown to the same length.
  const bool is_read = lane.flow == LaneFlow::kFlowing && !lane.tail_due;
  const bool at_end = is_read && !is_short && high <= lane.position;
  lane.answered_at_end = at_end;
  // R5: an answer that shows more to read is no service, the records have yet to come; unless it is
  // us who do not read them (R6).
  lane.served = lane.served || at_end || lane.flow == LaneFlow::kWaiting;
  if (!at_end || !asked_when_) return;
  lane.at_end_when = asked_when_;
  lane.stalled = 0ms;
  lane.excluded = false;
}

void Ledger::answered(const Now& now) {
  const bool all_at_end = std::all_of(lanes_.begin(), lanes_.end(), [](const Lane& lane) {
    return lane.answered_at_end || !lane.ours;
  });
  if (all_at_end && !clock_.read(now)) clock_.start_from_wall(now);
}

std::vector<BatchRecord> Ledger::take_batches() {
  std::vector<BatchRecord> batches;
  for (Lane& lane : lanes_) {
    const bool stands = lane.next == lane.journalled_next;
    if (stands && lane.pending.empty() && lane.pending_totals == LaneTotals{}) continue;
    BatchRecord& batch = batches.emplace_back();
    batch.lane = lane.identity.id;
    batch.first = lane.journalled_next;
    batch.next = lane.next;
    batch.timestamp_max = lane.timestamp_max;
    batch.tail = lane.log_tail();
    batch.totals = std::exchange(lane.pending_totals, {});
    batch.windows = lane.pending.drain();
    lane.journalled_next = lane.next;
  }
  return batches;
}

std::size_t Ledger::pending_sums() const {
  std::size_t sums = 0;
  for (const Lane& lane : lanes_) sums += lane.pending.sums_count();
  return sums;
}

std::vector<LaneAction> Ledger::take_actions() {
  std::vector<LaneAction> actions;
  for (Lane& lane : lanes_) {
    const LaneId id = lane.identity.id;
    const bool stands = lane.flow == LaneFlow::kReplaced ||
                        (lane.flow == LaneFlow::kWaiting && lane.waits_for > tick_limit());
    const bool wanted = lane.ours && consuming_ && !stands;
    if (wanted && (lane.paused_at_source || lane.flow != LaneFlow::kFlowing)) {
      lane.flow = LaneFlow::kFlowing;
      lane.paused_at_source = false;
      lane.looked_until.reset();
      lane.tail_due = lane.tail.has_value();
      const Offset from = lane.tail_due ? lane.next - 1 : lane.next;
      actions.push_back({LaneAction::Kind::kAssign, id, from});
    } else if (!wanted && !lane.paused_at_source) {
      lane.paused_at_source = true;
      actions.push_back({LaneAction::Kind::kPause, id, lane.next});
    }
  }
  return actions;
}

bool Ledger::stop_waiting(LaneId id, Offset offset) {
  Lane& lane = mutable_lane(id);
  if (lane.flow != LaneFlow::kWaiting || lane.paused_at_source) return false;
  // What came in between was dropped, and would look like a gap.
  if (offset != lane.waits_with) return false;
  if (lane.waits_for > tick_limit()) return false;
  lane.flow = LaneFlow::kFlowing;
  return true;
}

void Ledger::set_consuming(bool consuming) {
  consuming_ = consuming;
}

}  // namespace flowbridge

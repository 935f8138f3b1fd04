#pragma once
/// One lane: a topic's partition as this writer counts it.
///
/// Plain state that the Ledger keeps: how far the lane has been read, how far that is journalled,
/// what its watermark is, and what is pending. The invariant: journalled_next <= next, unless the
/// partition was cut short, and `pending` holds exactly the flows that came since.
///
/// Lifetime: owned by the Ledger.      Threads: one.
/// Fails:    never.
/// Units:    offsets are Kafka's; `next` is the one expected next.
///
///   if (lane.watermark(lateness) >= tick) closes(tick);

#include "base/time.h"
#include "flow/offset.h"
#include "record/records.h"
#include "window/aggregator.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace flowbridge {

/// Whether the source should be delivering this lane's records.
enum class LaneFlow {
  kFlowing,
  kRewinding,  // to be read again from `next`: a gap was seen, or the lane is new
  kWaiting,    // too far ahead of the others (R6); read again from `next` when `waits_for` may open
  kReplaced,   // the partition was cut short or made anew: where to go on is to be found out
};

/// Offsets [begin, end) that brought no record: control records, compaction, or a client's fault.
struct OffsetGap {
  Offset begin = 0;
  Offset end = 0;
};

/// Windows that were closed without a lane, [from, until) (R5).
struct LeftOut {
  UnixTime from;
  UnixTime until;
};

struct Lane {
  LaneRecord identity;

  Offset next = 0;
  Offset journalled_next = 0;
  /// The record at `next` − 1; absent if none was counted there. A partition is read from it on;
  /// if another record is there, the log is not the one that was counted.
  std::optional<RecordMark> tail;
  /// The highest timestamp as producers wrote it; with R1's cap it is `timestamp_max`. What is
  /// newer in another log has not been counted.
  std::optional<UnixTime> claimed_max;
  /// It is to be seen again before anything counts, and before the lane can be at its end (R4).
  bool tail_due = false;
  /// It was not there when it was due; a client may have skipped it, so it is looked for once more.
  bool tail_missed = false;
  /// Since when the broker has answered that its log ends before `next`.
  std::optional<MonotonicTime> short_since;

  /// Beyond `next` where only control records follow; the broker's end offsets compare with this.
  Offset position = 0;

  /// The highest Kafka timestamp; absent before the first record.
  std::optional<UnixTime> timestamp_max;
  /// The event clock when the broker was asked, if its answer showed nothing beyond our position.
  std::optional<UnixTime> at_end_when;
  /// The last answer showed nothing beyond our position.
  bool answered_at_end = false;

  /// Named by the options; if not, it is neither read nor waited for.
  bool ours = true;
  LaneFlow flow = LaneFlow::kRewinding;
  /// kWaiting: the record that was refused, and the tick that it needs.
  Offset waits_with = 0;
  UnixTime waits_for;
  /// The timestamp of a record that was refused because of it.
  std::optional<UnixTime> seen_ahead;
  /// The source delivers nothing of it: it was told to stop, or never told to begin.
  bool paused_at_source = true;
  /// Gaps that were seen once, in order; the second sight of one, after reading again, is accepted.
  std::vector<OffsetGap> gaps_seen;
  /// The offset after the last record that was seen, while what follows a gap is only looked at.
  std::optional<Offset> looked_until;

  /// R5: how long this lane has held a tick while others were served, and whether it was left out
  /// for it.
  Duration stalled{0};
  bool excluded = false;
  /// The time whose windows were closed without it when that was last so; its end is exclusive.
  std::optional<LeftOut> left_out;
  /// Since the last step it gave us a record, or the broker answered that it has none or has those
  /// that we do not want yet (R6).
  bool served = false;

  WindowAggregator pending;
  LaneTotals pending_totals;
  /// Journalled and pending together.
  LaneTotals totals;
  std::uint64_t duplicates = 0;

  std::optional<LogTail> log_tail() const {
    if (!claimed_max) return std::nullopt;
    return LogTail{tail, *claimed_max};
  }

  /// Where a gap that begins at `next` is, if one was seen.
  auto gap_at_next() const {
    return std::lower_bound(gaps_seen.begin(), gaps_seen.end(), next,
                            [](const OffsetGap& each, Offset at) { return each.begin < at; });
  }
  /// Whether the gap before `offset` was seen before, and no record in it.
  bool knows_gap(Offset offset) const {
    const auto gap = gap_at_next();
    return gap != gaps_seen.end() && gap->begin == next && offset <= gap->end;
  }
  /// A record was seen there, though not counted yet: what was a gap is none from there on.
  void end_gap_at(Offset offset) {
    const auto gap = gaps_seen.begin() + (gap_at_next() - gaps_seen.cbegin());
    if (gap != gaps_seen.end() && gap->begin == next) gap->end = std::min(gap->end, offset);
  }

  /// R4: ticks up to here have passed, by its own records or by being at its end.
  std::optional<UnixTime> passed_until(Duration lateness) const {
    std::optional<UnixTime> until;
    for (const std::optional<UnixTime>& seen : {timestamp_max, seen_ahead, at_end_when}) {
      if (seen && (!until || *seen - lateness > *until)) until = *seen - lateness;
    }
    return until;
  }
};

}  // namespace flowbridge

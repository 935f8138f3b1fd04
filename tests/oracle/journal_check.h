#pragma once
/// The bridge's journal against the truth.
///
/// From the journal the decisions are taken: which offsets a batch counts, which ticks were closed
/// before it, which partitions they left out, which series fold. What each batch must then hold is
/// computed from the truth, and compared. What comes out is what every series must hold to the byte
/// in every window, late and folded bytes included (R7, R13).
///
/// Not foreseen are stamps ahead of the wall clock, which the bridge cuts (R1): they are reported
/// as a wrong timestamp of the batch.
///
/// Lifetime: borrows its arguments.      Threads: one.
/// Fails:    never; what is wrong goes into the verdict.
/// Units:    counts, bytes.
///
///   JournalCheck check(truth, options, verdict);
///   for (const JournalLine& line : lines) check.take(line);
///   check_store(check.finish().expected, …);

#include "flowgen/truth.h"
#include "oracle/batch_forecast.h"
#include "oracle/expected.h"
#include "oracle/journal_line.h"
#include "oracle/verdict.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace flowbridge {

struct JournalOptions {
  std::string job = "flowbridge";
  /// The width that all windows must have.
  Duration window = 15s;
  /// The bridge's --lateness.
  Duration lateness = 5s;
  /// Everything was in Kafka before the bridge began. A window may then close only when every
  /// partition that it does not leave out has passed it, or has been read to its end (R4).
  bool complete_topic = false;
};

/// As predicted, not as found.
struct JournalNumbers {
  std::uint64_t batches = 0;
  std::uint64_t ticks = 0;
  /// Of all windows that hold something, those that no tick has closed.
  std::uint64_t open_windows = 0;
  std::uint64_t records = 0;
  std::uint64_t flows = 0;
  std::uint64_t bytes = 0;
  LateFlows late = {};
  LateFlows excluded = {};
  LateFlows unplanned = {};
  /// Flows and bytes of series beyond the limit (R13).
  LateFlows folded = {};
};

struct JournalOutcome {
  /// What each series must hold; nothing of it is late.
  Expected expected = {};
  JournalNumbers numbers = {};
};

class JournalCheck {
 public:
  JournalCheck(const Truth& truth, const JournalOptions& options, Verdict& verdict);

  /// Line by line, in order, from the journal's first.
  void take(const JournalLine& line);
  /// After the last line.
  JournalOutcome finish();

 private:
  struct LaneState {
    std::string topic = {};
    std::int32_t partition = 0;
    /// Offsets before it are accounted for.
    Offset next = 0;
    std::optional<UnixTime> timestamp_max = {};
    /// Ticks that were closed without it.
    std::set<UnixTime> excluded = {};
  };

  void take_series(const SeriesLine& line);
  void take_lane(const LaneLine& line);
  void take_batch(const BatchLine& line);
  void take_tick(const TickLine& line);

  /// Of the truth; null if the lane is not of it.
  const PartitionRange* range_of(const LaneState& lane) const;
  bool is_in_order(const BatchLine& line, const PartitionRange& range, LaneState& lane);
  /// What no batch counts is expected all the same.
  void skip_to(Offset offset, LaneState& lane);
  void compare_totals(const BatchLine& line, const Forecast& forecast, LaneState& lane);
  /// Takes from the forecast what the batch holds; returns what its folded series hold.
  Windows take_own(const BatchLine& line, const Windows& forecast, Windows& rest);
  /// Judges what is left of the forecast: it must be in folded series, or is missing.
  void settle(const Windows& forecast, const Windows& rest, const Windows& folded);
  void count(const Forecast& forecast);
  void check_lanes(const TickLine& line);
  bool may_pass(const LaneState& lane, const PartitionRange& range, UnixTime tick);
  void close_first_window();
  void add(Finding finding);

  const Truth& truth_;
  const JournalOptions options_;
  Verdict& verdict_;
  SeriesIndex index_;
  Forecaster forecaster_;

  std::uint64_t sequence_ = 0;
  /// The batch that is being looked at, as findings call it.
  std::string batch_;
  Decisions decisions_;
  std::map<LaneNumber, LaneState> lanes_;
  HashMap<JournalSeries, SeriesNumber> series_;
  /// What must be in windows that are not closed.
  Windows open_;
  std::vector<ExpectedCell> cells_;
  JournalNumbers numbers_;
};

}  // namespace flowbridge

#pragma once
/// The lines of `flowbridge state inspect --records`, as docs/state.md describes them.
///
/// Lifetime: values.      Threads: any.
/// Fails:    kInvalid for what is no such line.
/// Units:    offsets are Kafka's, ranges are [first, next); times are UnixTime.
///
///   Result<JournalLine> line = parse_journal_line(text, "flowbridge");
///   if (const auto* batch = std::get_if<BatchLine>(&line->what)) …

#include "base/result.h"
#include "base/time.h"
#include "flow/flow_record.h"
#include "flow/offset.h"
#include "oracle/series.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace flowbridge {

using LaneNumber = std::uint32_t;
/// As the journal numbers them; a number may be given again.
using JournalSeries = std::uint32_t;

struct SeriesLine {
  JournalSeries number = 0;
  SeriesKey key = {};
  /// Why its labels are not those of the contract; empty if they are.
  std::string wrong = {};
};

struct LaneLine {
  LaneNumber number = 0;
  std::string topic = {};
  std::int32_t partition = 0;
  Offset start = 0;
};

struct GridLine {
  /// Absent: from the beginning of time.
  std::optional<UnixTime> from = {};
  Duration width = {};
};

struct JournalContribution {
  JournalSeries series = 0;
  Counts counts = {};
};

struct JournalWindow {
  UnixTime tick = {};
  std::vector<JournalContribution> contributions = {};
};

struct BatchTotals {
  std::uint64_t records = 0;
  std::uint64_t flows = 0;
  std::uint64_t bytes = 0;
  std::uint64_t late_bytes = 0;

  bool operator==(const BatchTotals&) const = default;
};

struct BatchLine {
  LaneNumber lane = 0;
  Offset first = 0;
  Offset next = 0;
  /// Of the lane so far.
  std::optional<UnixTime> timestamp_max = {};
  BatchTotals totals = {};
  std::vector<JournalWindow> windows = {};
};

struct TickLine {
  UnixTime tick = {};
  UnixTime previous = {};
  Duration width = {};
  std::vector<LaneNumber> excluded = {};
};

/// What the oracle has no use for.
struct OtherLine {};
/// Of a journal without its beginning: what a checkpoint holds, or what refers to what is gone.
struct UnknownLine {};

struct JournalLine {
  /// 0 for what a checkpoint holds.
  std::uint64_t sequence = 0;
  std::variant<OtherLine, UnknownLine, SeriesLine, LaneLine, GridLine, BatchLine, TickLine> what =
      {};
};

/// `job` is the label of that name.
Result<JournalLine> parse_journal_line(std::string_view text, const std::string& job);

}  // namespace flowbridge

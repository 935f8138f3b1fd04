#pragma once
/// What every series must hold, record by record from the truth file.
///
/// Each record that is in Kafka is made again and added to its series and window. Windows are those
/// of the Kafka timestamp (--time-source=kafka): tick T closes [T − Δ, T).
///
/// Lifetime: values.      Threads: any.
/// Fails:    kInvalid if the records do not add up to the truth file's own totals: another version
///           of the generator wrote it.
/// Units:    counts; a tick is UnixTime. Memory is about 50 bytes per series and window.
///
///   Result<Expected> expected = expected_from(truth, {.window = 15s});

#include "base/result.h"
#include "base/time.h"
#include "flow/flow_record.h"
#include "flowgen/truth.h"
#include "oracle/series.h"
#include "oracle/series_index.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace flowbridge {

struct ExpectedWindow {
  UnixTime tick = {};
  Counts on_time = {};
  /// Counted in this window, or in a later one (R7).
  Counts late = {};

  bool operator==(const ExpectedWindow&) const = default;
};

struct ExpectedSeries {
  SeriesKey key = {};
  /// Those with any counts, in the order of time.
  std::vector<ExpectedWindow> windows = {};
};

/// Entries of messages, and what the bridge calls them.
struct EntryCounts {
  std::uint64_t decoded = 0;
  std::map<std::string, std::uint64_t> ignored = {};
  std::map<std::string, std::uint64_t> rejected = {};
};

struct Expected {
  /// Ordered by key; each has a window.
  std::vector<ExpectedSeries> series = {};
  TruthTotals totals = {};
  EntryCounts entries = {};
  /// Of all windows; both are the epoch if there are no records.
  UnixTime first_tick = {};
  UnixTime last_tick = {};
};

/// The counts of one series in one window, or a part of them.
struct ExpectedCell {
  SeriesNumber series = 0;
  bool late = false;
  UnixTime tick = {};
  Counts counts = {};
};

/// Series and windows that the cells add up to.
Expected expected_of(std::vector<ExpectedCell> cells, const SeriesIndex& index);

/// Requires: window > 0ms.
Result<Expected> expected_from(const Truth& truth, Duration window);

}  // namespace flowbridge

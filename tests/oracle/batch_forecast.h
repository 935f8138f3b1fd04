#pragma once
/// What a batch must hold: its records, made again, in the windows where R7 puts them.
///
/// Lifetime: a Forecaster borrows its arguments; forecasts are values.      Threads: one.
/// Fails:    never. Requires: offsets that the generator can plan.
/// Units:    counts. A record is late if its stamp is before the newest tick; it counts at the one
///           after that.
///
///   Forecaster forecaster(truth.generator, index);
///   Forecast forecast = forecaster.of({.partition = 0, .first = 0, .next = 100}, decisions);

#include "base/hash_map.h"
#include "base/time.h"
#include "flow/offset.h"
#include "flowgen/generator.h"
#include "oracle/grid.h"
#include "oracle/journal_line.h"
#include "oracle/series_index.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>

namespace flowbridge {

/// What the journal has decided up to a point in it.
struct Decisions {
  Grid grid = {};
  /// The newest that is closed.
  std::optional<UnixTime> last_tick = {};
};

struct OffsetRange {
  std::int32_t partition = 0;
  Offset first = 0;
  Offset next = 0;
};

/// Flows that came too late for their own window.
struct LateFlows {
  std::uint64_t flows = 0;
  std::uint64_t bytes = 0;

  LateFlows& operator+=(const LateFlows& other);
};

using WindowCells = HashMap<SeriesNumber, Counts>;
/// By tick.
using Windows = std::map<UnixTime, WindowCells>;

struct Forecast {
  BatchTotals totals = {};
  LateFlows late = {};
  /// Of these: those whose window was closed without their partition (R5).
  LateFlows excluded = {};
  /// Of these: those that flowgen did not stamp late.
  LateFlows unplanned = {};
  /// Absent for no records.
  std::optional<UnixTime> timestamp_max = {};
  Windows windows = {};
};

class Forecaster {
 public:
  /// Requires: check_generator_options(options).
  Forecaster(const GeneratorOptions& options, SeriesIndex& index);

  /// `excluded` are ticks that were closed without the partition.
  Forecast of(const OffsetRange& range, const Decisions& decisions,
              const std::set<UnixTime>& excluded);
  /// The stamp of one record.
  UnixTime stamp(std::int32_t partition, Offset offset);

 private:
  const Generator generator_;
  SeriesIndex& index_;
  RecordPlan plan_;
};

}  // namespace flowbridge

#pragma once
/// One run of flowgen: records in the order of their offsets, at a pace, until a limit or a signal.
///
/// Partitions advance together: the record of the lowest offset is next, so that timestamps of all
/// partitions advance together too.
///
/// Lifetime: borrows everything it is given, for the call.      Threads: one.
/// Fails:    as its output does; then there is no truth.
/// Units:    pace in records per second of the steady clock.
///
///   Result<Truth> truth = run_flowgen(options, {.output = *output, .signals = signals});

#include "base/result.h"
#include "flowgen/kafka_output.h"
#include "flowgen/options.h"
#include "flowgen/output.h"
#include "flowgen/truth.h"
#include "process/stop_signals.h"

namespace flowbridge {

struct RunParts {
  RecordOutput& output;
  StopSignals& signals;
  /// Null: no ahead limit.
  GroupProgress* progress = nullptr;
};

Result<Truth> run_flowgen(const FlowgenOptions& options, const RunParts& parts);

}  // namespace flowbridge

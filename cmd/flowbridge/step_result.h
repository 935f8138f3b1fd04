#pragma once
/// A step of the bridge's loops, in the words of what runs it.
///
/// Lifetime: a value.      Threads: any.
/// Fails:    hands the step's error on.
/// Units:    as in base/time.h.
///
///   return as_step_result(ingest->step(now), now);

#include "base/result.h"
#include "base/time.h"
#include "bridge/step.h"
#include "posix/loop_runner.h"

namespace flowbridge {

StepResult as_step_result(const Result<StepOutcome>& outcome, const Now& now);

/// Above the longest wait inside a step: a broker that is away is asked a few times, 2 s each.
inline constexpr Duration kLoopStalledAfter = 60s;

}  // namespace flowbridge

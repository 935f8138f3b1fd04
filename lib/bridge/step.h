#pragma once
/// What a loop wants after a step.
///
/// The loops have no threads: whoever runs them (the posix loop runner, or a simulator) calls
/// step() again when this says.
///
/// Lifetime: a value.      Threads: any.
/// Fails:    never; a step that failed returns an Error instead.
/// Units:    `wait` from the time of the step.
///
///   return StepOutcome{.next = StepOutcome::Next::kWait, .wait = 200ms};

#include "base/time.h"

namespace flowbridge {

struct StepOutcome {
  enum class Next {
    kAgain,     // at once: there is more to do
    kWait,      // after `wait`, or when woken
    kFinished,  // never
  };
  Next next = Next::kAgain;
  Duration wait{0};
};

}  // namespace flowbridge

#pragma once
/// The one place that reads clocks, and waits for them.
///
/// The core is given the time; loops read it here, once per step.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    as base/time.h: the wall in milliseconds since 1970 UTC, the stopwatch in microseconds
///           since some start; neither clock can be mistaken for the other.
///
///   const Now now = read_now();
///   step(now);

#include "base/time.h"

namespace flowbridge {

Now read_now();

/// Blocks the caller's thread, as only a command may that has nothing else to do.
void sleep_for(Duration duration);

/// The stopwatch's time as the standard library's waits understand it.
std::chrono::steady_clock::time_point to_steady(MonotonicTime time);

}  // namespace flowbridge

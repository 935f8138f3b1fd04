#pragma once
/// Two kinds of time that cannot be mixed.
///
/// UnixTime is a point on the calendar: stamps in data, tick times, what the wall clock shows.
/// MonotonicTime only measures how long something took; it survives a clock step. The core never
/// reads a clock: the loop runner reads both once per step and passes them down as Now.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never; comparing or subtracting the two kinds does not compile.
/// Units:    UnixTime: milliseconds since 1970-01-01 00:00 UTC.
///           MonotonicTime: microseconds since an arbitrary start.
///
///   UnixTime tick = floor_to(record.timestamp, window) + window;
///   if (now.monotonic - asked_at > 200ms) ask_again();

#include "base/check.h"

#include <chrono>
#include <cstdint>

namespace flowbridge {

using namespace std::chrono_literals;

using Duration = std::chrono::milliseconds;

/// The calendar. Has no now(): only the posix shell reads clocks.
struct UnixClock {
  using rep = std::int64_t;
  using period = std::milli;
  using duration = Duration;
  using time_point = std::chrono::time_point<UnixClock, Duration>;
  static constexpr bool is_steady = false;
};
using UnixTime = UnixClock::time_point;

/// The stopwatch. Has no now(), as above.
struct MonotonicClock {
  using rep = std::int64_t;
  using period = std::micro;
  using duration = std::chrono::microseconds;
  using time_point = std::chrono::time_point<MonotonicClock, std::chrono::microseconds>;
  static constexpr bool is_steady = true;
};
using MonotonicTime = MonotonicClock::time_point;

/// Both clocks, read together at the start of a step.
struct Now {
  UnixTime wall;
  MonotonicTime monotonic;
};

constexpr UnixTime unix_ms(std::int64_t ms) {
  return UnixTime(Duration(ms));
}
constexpr std::int64_t to_ms(UnixTime time) {
  return time.time_since_epoch().count();
}

/// The greatest multiple of `step` since the epoch that is not after `time`. Requires: step > 0.
constexpr UnixTime floor_to(UnixTime time, Duration step) {
  FB_CHECK(step.count() > 0);
  const std::int64_t ms = to_ms(time);
  const std::int64_t rest = ((ms % step.count()) + step.count()) % step.count();
  return unix_ms(ms - rest);
}

}  // namespace flowbridge

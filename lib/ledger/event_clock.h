#pragma once
/// What time it is in the log (R3).
///
/// The highest Kafka timestamp read by this process, plus the monotonic time since it was read: it
/// neither stands still in a quiet log nor follows a wall clock that is wrong. Only if a start
/// finds every lane at its end, so that there is no record to go by, the wall clock stands in until
/// there is one.
///
/// Lifetime: a value.      Threads: one.
/// Fails:    never; before it has anything to go by, it has no reading.
/// Units:    UnixTime of the log. A record newer than all before it sets the clock, back too if the
/// log is slower than time; ticks never go back, that is the Ledger's.
///
///   clock.observe(record_timestamp, now);
///   if (auto time = clock.read(now); time && *time >= tick + lateness) ask_the_broker();

#include "base/time.h"

#include <algorithm>
#include <optional>

namespace flowbridge {

class EventClock {
 public:
  /// A record with this Kafka timestamp was just read.
  void observe(UnixTime timestamp, const Now& now) {
    if (!from_records_ || timestamp > highest_) {
      from_records_ = true;
      highest_ = timestamp;
      read_at_ = now.monotonic;
    }
  }

  /// The start found every lane at its end: go by the wall clock until a record comes.
  void start_from_wall(const Now& now) {
    if (from_records_ || from_wall_) return;
    from_wall_ = true;
    highest_ = now.wall;
    read_at_ = now.monotonic;
  }

  std::optional<UnixTime> read(const Now& now) const {
    if (!from_records_ && !from_wall_) return std::nullopt;
    return reading_at(now);
  }

 private:
  UnixTime reading_at(const Now& now) const {
    // A step that began before the record was read goes by the record.
    const MonotonicTime at = std::max(now.monotonic, read_at_);
    return highest_ + std::chrono::duration_cast<Duration>(at - read_at_);
  }

  bool from_records_ = false;
  bool from_wall_ = false;
  UnixTime highest_;
  MonotonicTime read_at_;
};

}  // namespace flowbridge

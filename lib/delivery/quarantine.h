#pragma once
/// Series that a destination refused: kept apart, tried alone, let back in (R19, R21).
///
/// A refused series must not cost its neighbours anything. It leaves the shared requests, is tried
/// alone at ticks 1 min to 1 h apart, and comes back: with its true value if the destination had
/// accepted it before, else with an explicit 0 first and its value from 5 min later, so that no
/// rate shows the gap as traffic. Its counter goes on all the while, so totals over the gap are
/// exact.
///
/// What a destination has never accepted when it returns from a gap goes the same way (R20).
///
/// Lifetime: owns its state; encode() makes it durable before the stage's cursor.
/// Threads:  one.
/// Fails:    restore() refuses bytes that it did not write.
/// Units:    times are ticks, that is event time.
/// Bounds:   as many entries as there are series.
///
///   quarantine.put(series, {.tick = tick, .accepted_before = false});
///   for (SeriesId series : quarantine.due(tick)) try_alone(series);

#include "base/hash_map.h"
#include "base/result.h"
#include "base/time.h"
#include "flow/series_id.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// Where a destination keeps it.
inline constexpr const char* kQuarantineFileName = "quarantine";

struct SeriesRefusal {
  UnixTime tick{};
  /// The destination holds samples of this series.
  bool accepted_before = true;
};

class Quarantine {
 public:
  struct Entry {
    bool accepted_before = true;
    UnixTime next_try{};
    int refusals = 0;
    // Its 0 was accepted; back in from here on.
    bool returning = false;
    UnixTime back_at{};
  };

  /// Starts, or makes stricter, the isolation of a series.
  void put(SeriesId series, const SeriesRefusal& refusal);
  /// What was accepted at `tick` is a series' first sample; its value follows when that has
  /// settled.
  void begin(SeriesId series, UnixTime tick);
  /// Series to try alone at `tick`, in order. Which value: first_value_is_zero().
  std::vector<SeriesId> due(UnixTime tick) const;
  bool first_value_is_zero(SeriesId series) const;
  /// The outcome of the try at `tick`.
  void accepted(SeriesId series, UnixTime tick);
  void refused(SeriesId series, UnixTime tick);
  /// Lets those back in whose 0 was accepted 5 min ago: the tick after `tick` must hold their
  /// value, whether or not they are live or due.
  void let_in(UnixTime tick);
  /// That tick is settled: what was let in is like any other series now. Returns whether anything
  /// changed.
  bool forget_let_in();
  /// The series is gone from the journal.
  void forget(SeriesId series);

  /// What shared requests leave out.
  const HashSet<SeriesId>& members() const { return members_; }
  /// What the next tick must hold.
  const HashSet<SeriesId>& returning() const { return returning_; }
  /// The same with their state, in order, for whoever explains it.
  const std::map<SeriesId, Entry>& entries() const { return entries_; }

  std::string encode() const;
  /// Takes the place of what was there, or leaves it if the bytes are refused.
  Result<void> restore(std::string_view bytes);

 private:
  void erase(SeriesId series);

  std::map<SeriesId, Entry> entries_;
  HashSet<SeriesId> members_;
  HashSet<SeriesId> returning_;
};

}  // namespace flowbridge

// The half of JournalCheck that judges ticks.

#include "oracle/journal_check.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

void JournalCheck::take_tick(const TickLine& line) {
  const std::optional<UnixTime> last = decisions_.last_tick;
  const auto wrong = [&](std::int64_t expected, std::int64_t found, const std::string& note) {
    add({.fault = Fault::kWrongTick,
         .series = "tick " + std::to_string(sequence_),
         .tick = line.tick,
         .expected = expected,
         .found = found,
         .note = note});
  };
  if (last && line.tick <= *last) {
    wrong(to_ms(decisions_.grid.tick_of(*last)), to_ms(line.tick), "expected or later");
    return;
  }
  ++numbers_.ticks;
  if (!decisions_.grid.is_tick(line.tick)) {
    wrong(to_ms(decisions_.grid.tick_of(line.tick - Duration(1))), to_ms(line.tick),
          "no window ends there");
  }
  const Duration width = decisions_.grid.width_at(line.tick);
  if (line.width != width) wrong(width.count(), line.width.count(), "width of the window");
  // P, where anchors go: the tick before, or where it would be after a silence.
  const bool adjoins = last && decisions_.grid.tick_of(*last) == line.tick;
  const UnixTime previous = adjoins ? *last : line.tick - width;
  if (line.previous != previous) {
    wrong(to_ms(previous), to_ms(line.previous), "the tick before");
  }
  check_lanes(line);
  while (!open_.empty() && open_.begin()->first <= line.tick) {
    if (open_.begin()->first < line.tick) {
      wrong(to_ms(open_.begin()->first), to_ms(line.tick),
            "a window that holds something is left out");
    }
    close_first_window();
  }
  decisions_.last_tick = line.tick;
}

void JournalCheck::check_lanes(const TickLine& line) {
  for (auto& [number, lane] : lanes_) {
    const PartitionRange* range = range_of(lane);
    if (range == nullptr) continue;
    const bool excluded =
        std::find(line.excluded.begin(), line.excluded.end(), number) != line.excluded.end();
    const bool passed = lane.timestamp_max && *lane.timestamp_max - options_.lateness >= line.tick;
    const std::string name = lane.topic + "[" + std::to_string(lane.partition) + "]";
    if (excluded) {
      lane.excluded.insert(line.tick);
      if (!passed) continue;
      add({.fault = Fault::kWrongTick,
           .series = "tick " + std::to_string(sequence_),
           .tick = line.tick,
           .note = name + " has passed it, and is left out"});
    } else if (options_.complete_topic && !passed && !may_pass(lane, *range, line.tick)) {
      add({.fault = Fault::kWrongTick,
           .series = "tick " + std::to_string(sequence_),
           .tick = line.tick,
           .note = name + " has not passed it, has more, and is not left out"});
    }
  }
}

/// At its end, or by a record that was seen but must wait (R6).
bool JournalCheck::may_pass(const LaneState& lane, const PartitionRange& range, UnixTime tick) {
  if (lane.next >= range.end) return true;
  const Offset next = std::max(lane.next, range.first);
  return forecaster_.stamp(range.partition, next) - options_.lateness >= tick;
}

void JournalCheck::close_first_window() {
  const auto window = open_.begin();
  for (const auto& [series, counts] : window->second) {
    if (counts == Counts{}) continue;
    cells_.push_back({.series = series, .tick = window->first, .counts = counts});
  }
  open_.erase(window);
}

}  // namespace flowbridge

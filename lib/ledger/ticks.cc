// The half of the Ledger that decides when a window closes.

#include "ledger/ledger.h"

#include <algorithm>

namespace flowbridge {

namespace {

/// R6: windows that a lane may be ahead of the next tick, beyond what lateness and R1 allow.
constexpr int kWindowsAheadMax = 8;

}  // namespace

std::optional<UnixTime> Ledger::next_tick() const {
  if (last_tick_) return grid_.next(*last_tick_);
  if (!open_.empty()) return *open_.begin();
  return std::nullopt;
}

UnixTime Ledger::tick_limit() const {
  const std::optional<UnixTime> tick = next_tick();
  if (!tick) return UnixTime::max();
  // What may close the next tick must come in, however wide its own window is (R25).
  const UnixTime needed = grid_.tick_of(*tick + options_.lateness);
  return std::max(needed,
                  grid_.after(*tick, kWindowsAheadMax) + options_.lateness + kAheadOfWallMax);
}

bool Ledger::holds(const Lane& lane, UnixTime tick) const {
  const std::optional<UnixTime> until = lane.passed_until(options_.lateness);
  return lane.ours && !(until && *until >= tick);
}

std::optional<TickDecision> Ledger::closable(const Now& now, SeriesLive live) const {
  const std::optional<UnixTime> clock = clock_.read(now);
  const std::optional<UnixTime> tick = next_tick();
  if (!clock || !tick || lanes_.empty()) return std::nullopt;
  TickDecision decision;
  // R4: no lane may still bring records for the window, and the log's own time must be beyond it.
  UnixTime horizon = *clock - options_.lateness;
  for (const Lane& lane : lanes_) {
    if (!lane.ours) continue;
    const std::optional<UnixTime> until = lane.passed_until(options_.lateness);
    if (until && *until >= *tick) {
      horizon = std::min(horizon, *until);
    } else if (lane.excluded) {
      decision.excluded.push_back(lane.identity.id);
    } else {
      return std::nullopt;
    }
  }
  if (horizon < *tick) return std::nullopt;
  decision.tick = *tick;
  if (live == SeriesLive::kNone && open_.empty()) {
    // Nobody is waiting for a heartbeat: cross a long silence in one step.
    decision.tick = std::max(*tick, grid_.last_at(horizon));
  }
  decision.width = grid_.width_at(decision.tick);
  const bool adjoins = last_tick_ && decision.tick == *tick;
  decision.previous = adjoins ? *last_tick_ : decision.tick - decision.width;
  return decision;
}

void Ledger::close(const TickDecision& decision) {
  FB_CHECK(!last_tick_ || decision.tick > *last_tick_);
  // R7: whatever counts in a window is journalled before the window closes.
  for (const Lane& lane : lanes_) FB_CHECK(lane.pending.empty());
  for (const LaneId id : decision.excluded) {
    std::optional<LeftOut>& out = mutable_lane(id).left_out;
    const bool goes_on = out && out->until == decision.previous;
    out = LeftOut{goes_on ? out->from : decision.previous, decision.tick};
  }
  last_tick_ = decision.tick;
  open_.erase(open_.begin(), open_.upper_bound(decision.tick));
  grid_.drop_before(decision.tick);
}

std::vector<LaneId> Ledger::holding(const Now& now) const {
  std::vector<LaneId> holding;
  const std::optional<UnixTime> tick = next_tick();
  const std::optional<UnixTime> clock = clock_.read(now);
  if (!tick || (clock && *clock < *tick + options_.lateness)) return holding;
  for (const Lane& lane : lanes_) {
    if (holds(lane, *tick)) holding.push_back(lane.identity.id);
  }
  return holding;
}

std::optional<GridRecord> Ledger::adopt_width() {
  const bool fresh = !last_tick_ && open_.empty();
  if (grid_recorded_ && grid_.newest_width() == options_.width) return std::nullopt;
  GridRecord change{UnixTime::min(), options_.width};
  if (!fresh) {
    change.from = grid_.spans().back().from;
    if (last_tick_) change.from = std::max(change.from, *last_tick_);
    if (!open_.empty()) change.from = std::max(change.from, *open_.rbegin());
  }
  if (fresh) {
    grid_ = TickGrid(options_.width);
  } else {
    grid_.change(change);
  }
  grid_recorded_ = true;
  return change;
}

}  // namespace flowbridge

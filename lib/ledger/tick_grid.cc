#include "ledger/tick_grid.h"

#include <algorithm>

namespace flowbridge {

TickGrid::TickGrid(Duration width) : spans_{{UnixTime::min(), width}} {
  FB_CHECK(width > 0ms);
}

std::size_t TickGrid::span_of(UnixTime stamp) const {
  std::size_t index = spans_.size() - 1;
  while (index > 0 && spans_[index].from > stamp) --index;
  return index;
}

UnixTime TickGrid::tick_of(UnixTime stamp) const {
  const std::size_t index = span_of(stamp);
  const Duration width = spans_[index].width;
  const UnixTime tick = floor_to(stamp, width) + width;
  // The last window of a width ends where the next width begins.
  return index + 1 < spans_.size() ? std::min(tick, spans_[index + 1].from) : tick;
}

UnixTime TickGrid::after(UnixTime tick, int windows) const {
  if (spans_.size() == 1) return tick + windows * spans_[0].width;
  for (int i = 0; i < windows; ++i) tick = next(tick);
  return tick;
}

UnixTime TickGrid::last_at(UnixTime time) const {
  const std::size_t index = span_of(time);
  return std::max(floor_to(time, spans_[index].width), spans_[index].from);
}

Duration TickGrid::width_at(UnixTime tick) const {
  return spans_[span_of(tick - 1ms)].width;
}

void TickGrid::change(const GridRecord& change) {
  FB_CHECK(change.from >= spans_.back().from);
  if (change.from == spans_.back().from) {
    spans_.back().width = change.width;
  } else {
    spans_.push_back(change);
  }
}

void TickGrid::drop_before(UnixTime tick) {
  while (spans_.size() > 1 && spans_[1].from <= tick) spans_.erase(spans_.begin());
  // Nobody asks for what was before, and a restart could not tell it.
  spans_.front().from = UnixTime::min();
}

}  // namespace flowbridge

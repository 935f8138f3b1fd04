#include "oracle/grid.h"

#include "base/check.h"

#include <algorithm>

namespace flowbridge {

void Grid::change(std::optional<UnixTime> from, Duration width) {
  FB_CHECK(width > Duration(0));
  const UnixTime begin = from.value_or(UnixTime::min());
  // A change that nothing came after is replaced by the next one.
  while (!spans_.empty() && spans_.back().from >= begin) spans_.pop_back();
  spans_.push_back({begin, width});
}

UnixTime Grid::tick_of(UnixTime stamp) const {
  const std::size_t span = span_of(stamp);
  const Duration width = spans_[span].width;
  const UnixTime tick = floor_to(stamp, width) + width;
  if (span + 1 == spans_.size()) return tick;
  return std::min(tick, spans_[span + 1].from);
}

std::size_t Grid::span_of(UnixTime stamp) const {
  FB_CHECK(!spans_.empty());
  std::size_t span = spans_.size() - 1;
  while (span > 0 && spans_[span].from > stamp) --span;
  return span;
}

}  // namespace flowbridge

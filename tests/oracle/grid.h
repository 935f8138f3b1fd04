#pragma once
/// Where windows end, as the journal's lines of type `grid` say: R25.
///
/// Lifetime: a value.      Threads: one.
/// Fails:    never. Requires: a line before the first question.
/// Units:    a tick is the exclusive end of its window.
///
///   Grid grid;
///   grid.change({}, 15s);
///   grid.tick_of(unix_ms(15'000));  // 30 000

#include "base/time.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace flowbridge {

class Grid {
 public:
  /// From `from` on, absent for the beginning of time, windows are `width` wide.
  /// Requires: width > 0ms.
  void change(std::optional<UnixTime> from, Duration width);

  bool empty() const { return spans_.empty(); }
  /// The tick that closes the window of this stamp.
  UnixTime tick_of(UnixTime stamp) const;
  bool is_tick(UnixTime time) const { return tick_of(time - Duration(1)) == time; }
  /// The width of the window that the tick closes, were it not cut short.
  Duration width_at(UnixTime tick) const { return spans_[span_of(tick - Duration(1))].width; }

 private:
  struct Span {
    UnixTime from;
    Duration width;
  };

  std::size_t span_of(UnixTime stamp) const;

  /// In the order of time.
  std::vector<Span> spans_;
};

}  // namespace flowbridge

#pragma once
/// The ticks: where windows end.
///
/// Windows are aligned to the epoch and `width` wide. A new width takes effect at a point that no
/// open window crosses (R25), so a grid is a short list of (from, width). Ticks before the point
/// belong to the old width, the first one after it may close a narrower window.
///
/// Lifetime: a value.      Threads: one.
/// Fails:    never. Requires: change() is given points in rising order, and no question is asked
///           about dropped ones.
/// Units:    a tick is the exclusive end of its window; widths are milliseconds.
///
///   TickGrid grid(15s);
///   grid.tick_of(unix_ms(15'000));   // 30 000: [15 s, 30 s)
///   grid.next(unix_ms(30'000));      // 45 000

#include "base/time.h"
#include "record/records.h"

#include <vector>

namespace flowbridge {

class TickGrid {
 public:
  /// Requires: width > 0.
  explicit TickGrid(Duration width);

  /// The tick that closes the window `stamp` falls into.
  UnixTime tick_of(UnixTime stamp) const;
  UnixTime next(UnixTime tick) const { return tick_of(tick); }
  /// The tick that closes the window so many windows later.
  UnixTime after(UnixTime tick, int windows) const;
  /// The greatest tick that is not after `time`.
  UnixTime last_at(UnixTime time) const;
  /// The width in force at the window that `tick` closes.
  Duration width_at(UnixTime tick) const;
  /// The width that the newest windows have.
  Duration newest_width() const { return spans_.back().width; }

  /// From `from`, a tick not before any earlier point, windows are `width` wide.
  void change(const GridRecord& change);
  /// Forgets what lies wholly before `tick`.
  void drop_before(UnixTime tick);

  const std::vector<GridRecord>& spans() const { return spans_; }

 private:
  std::size_t span_of(UnixTime stamp) const;

  // Rising by `from`; the first one holds from the beginning of time.
  std::vector<GridRecord> spans_;
};

}  // namespace flowbridge

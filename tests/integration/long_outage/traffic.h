#pragma once
/// Six hours of traffic as a function, so that nothing of it needs to be kept.
///
/// Every series rises once in `rise_every` windows, each in its turn; a record is a series' rise.
/// A record, and the value that a series must have at a tick, are computed from their numbers.
/// Until a series is born, a marker that counts nothing has the place of its records.
///
/// Lifetime: a value.      Threads: any.
/// Fails:    never. Requires: lanes × rise_every divides the number of series.
/// Units:    windows count from 0; window w ends at tick(w). Offsets count from 0 in every lane.
///
///   Traffic traffic({.start = floor_to(now, 10s) - 6h});
///   traffic.render(lane, offset, payload);
///   traffic.rise(series, window);                          // the bytes that it counts there, or 0
///   traffic.bytes(series, {.first = 50, .end = window});   // in all of these

#include "base/time.h"
#include "flow/offset.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct TrafficOptions {
  /// A multiple of `width`.
  UnixTime start{};
  Duration width = 10s;
  std::int64_t windows = 2160;
  std::int32_t lanes = 3;
  std::uint32_t series = 1800;
  /// R16: what rises at least every 5 minutes is sent at every tick.
  std::int64_t rise_every = 30;
  /// Windows from which on series rise; each is that of as many of them.
  std::vector<std::int64_t> begins = {0};
};

/// From `first` to before `end`.
struct WindowRange {
  std::int64_t first = 0;
  std::int64_t end = 0;
};

class Traffic {
 public:
  explicit Traffic(const TrafficOptions& options);

  const TrafficOptions& options() const { return options_; }
  UnixTime tick(std::int64_t window) const {
    return options_.start + (window + 1) * options_.width;
  }
  UnixTime last_tick() const { return tick(options_.windows - 1); }
  /// The window that ends at `tick`.
  std::int64_t window(UnixTime tick) const { return (tick - options_.start) / options_.width - 1; }

  /// The offset of a lane's first record in `window`.
  Offset begin(std::int64_t window) const { return per_window_ * window; }
  /// The offset after a lane's last record.
  Offset end() const { return begin(options_.windows); }
  UnixTime stamp(std::int32_t lane, Offset offset) const;
  /// As pmacct writes it.
  void render(std::int32_t lane, Offset offset, std::string& payload) const;

  /// The first window in which it rises.
  std::int64_t birth(std::uint32_t series) const { return turn(series, begin_of(series)); }
  std::uint64_t rise(std::uint32_t series, std::int64_t window) const;
  std::uint64_t bytes(std::uint32_t series, const WindowRange& windows) const;

  /// The series of a router and a remote AS, as they stand in labels; absent if it has none.
  std::optional<std::uint32_t> find(std::string_view hostname, std::string_view source_as) const;

 private:
  std::uint32_t series_of(std::int32_t lane, Offset offset) const;
  std::int64_t begin_of(std::uint32_t series) const;
  /// The first window from `first` on in which it is the series' turn.
  std::int64_t turn(std::uint32_t series, std::int64_t first) const;

  TrafficOptions options_;
  /// Of a lane.
  Offset per_window_;
};

}  // namespace flowbridge

#pragma once
/// Six hours of traffic as a function, so that nothing of it needs to be kept.
///
/// Every series rises once in `rise_every` windows, each in its turn; a record is a series' rise.
/// A record, and the value that a series must have at a tick, are computed from their numbers.
///
/// Lifetime: a value.      Threads: any.
/// Fails:    never. Requires: lanes × rise_every divides the number of series.
/// Units:    windows count from 0; window w ends at tick(w). Offsets count from 0 in every lane.
///
///   Traffic traffic({.start = floor_to(now, 10s) - 6h});
///   traffic.render(lane, offset, payload);
///   traffic.rise(series, window);   // the bytes that it counts there, or 0

#include "base/time.h"
#include "flow/offset.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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
};

class Traffic {
 public:
  explicit Traffic(const TrafficOptions& options);

  const TrafficOptions& options() const { return options_; }
  UnixTime tick(std::int64_t window) const {
    return options_.start + (window + 1) * options_.width;
  }
  UnixTime last_tick() const { return tick(options_.windows - 1); }

  /// The offset after a lane's last record.
  Offset end() const { return per_window_ * options_.windows; }
  UnixTime stamp(std::int32_t lane, Offset offset) const;
  /// As pmacct writes it.
  void render(std::int32_t lane, Offset offset, std::string& payload) const;

  /// The first window in which it rises.
  std::int64_t birth(std::uint32_t series) const { return series % options_.rise_every; }
  std::uint64_t rise(std::uint32_t series, std::int64_t window) const;

  /// The series of a router and a remote AS, as they stand in labels; absent if it has none.
  std::optional<std::uint32_t> find(std::string_view hostname, std::string_view source_as) const;

 private:
  std::uint32_t series_of(std::int32_t lane, Offset offset) const;

  TrafficOptions options_;
  /// Of a lane.
  Offset per_window_;
};

}  // namespace flowbridge

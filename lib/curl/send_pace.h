#pragma once
/// When the next request may be sent, so that no more than so many bytes go per second.
///
/// A request goes whole and at once; the next one waits until the bytes before it are paid for.
/// Time in which nothing was sent is lost, but for kSlack, which makes up for waking up late.
///
/// Lifetime: a value.      Threads: one.
/// Fails:    never.
/// Units:    bytes per second; 0: no limit. A stopwatch's time.
///
///   SendPace pace(1'000'000);
///   if (pace.next() <= now) { send(body); pace.spend(body.size(), now); }

#include "base/time.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace flowbridge {

class SendPace {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  static constexpr Duration kSlack = 250ms;

  explicit SendPace(std::uint64_t bytes_per_second) : bytes_per_second_(bytes_per_second) {}

  /// The next request's turn.
  TimePoint next() const { return next_; }
  void spend(std::size_t bytes, TimePoint now) {
    next_ = std::max(next_, now - kSlack) + time_for(bytes);
  }

  /// What so many bytes take.
  std::chrono::nanoseconds time_for(std::size_t bytes) const {
    if (bytes_per_second_ == 0) return std::chrono::nanoseconds(0);
    const double seconds = static_cast<double>(bytes) / static_cast<double>(bytes_per_second_);
    return std::chrono::round<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
  }

 private:
  // Constant after construction.
  std::uint64_t bytes_per_second_;

  TimePoint next_{};
};

}  // namespace flowbridge

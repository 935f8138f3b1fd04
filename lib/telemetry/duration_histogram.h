#pragma once
/// How long things took, as a Prometheus histogram with fixed bounds.
///
/// A loop keeps one, observes into it, and publishes a copy in its report.
///
/// Lifetime: a value.
/// Threads:  as any value.
/// Fails:    never; a negative duration counts as 0.
/// Units:    bounds are seconds, inclusive; counts are per bucket, not cumulative.
///
///   report.request_duration.observe(answered_at - sent_at);

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace flowbridge {

class DurationHistogram {
 public:
  /// From a request on the same machine to one that meets a timeout.
  static constexpr std::array<double, 12> kBoundsSeconds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                            0.5,   1,    2.5,   5,    10,  30};

  void observe(std::chrono::microseconds duration);

  /// One count for each bound, and one for what is longer than the last.
  const std::array<std::uint64_t, kBoundsSeconds.size() + 1>& counts() const { return counts_; }
  std::chrono::microseconds sum() const { return sum_; }

 private:
  std::array<std::uint64_t, kBoundsSeconds.size() + 1> counts_{};
  std::chrono::microseconds sum_{0};
};

}  // namespace flowbridge

#pragma once
/// How long to wait before trying again.
///
/// Doubles from `first` to `last`. Each outage draws a factor in [0.4, 1) that scales all its
/// waits, so that senders that fail together come back spread over half the interval at least; a
/// small jitter on top keeps neighbours apart. A wait is never shorter than 0.8 of the one before,
/// and never longer than `last`, unless the receiver asked for it.
///
/// Lifetime: a value.      Threads: one.
/// Fails:    never.
/// Units:    milliseconds.
///
///   Backoff backoff({}, seed);
///   retry_at = now + backoff.next(retry_after);
///   backoff.reset();   // after a success

#include "base/split_mix.h"
#include "base/time.h"

#include <cstdint>
#include <optional>

namespace flowbridge {

struct BackoffOptions {
  Duration first = 30ms;
  /// Raising it spares a receiver that is down and delays the return.
  Duration last = 60s;

  bool operator==(const BackoffOptions&) const = default;
};

class Backoff {
 public:
  Backoff(const BackoffOptions& options, std::uint64_t seed) : options_(options), random_(seed) {}

  /// The next wait; at least what the receiver asked for (Retry-After).
  Duration next(std::optional<Duration> retry_after);
  void reset() { attempts_ = 0; }
  /// Failures since the last reset.
  int attempts() const { return attempts_; }

 private:
  BackoffOptions options_;
  SplitMix64 random_;
  int attempts_ = 0;
  double scale_ = 1;
};

}  // namespace flowbridge

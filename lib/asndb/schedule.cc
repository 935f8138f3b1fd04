#include "asndb/schedule.h"

#include <algorithm>

namespace flowbridge {
namespace {

/// Uniform in [0, limit).
Duration random_below(Duration limit, SplitMix64& random) {
  if (limit.count() <= 0) return Duration{0};
  return Duration(
      static_cast<std::int64_t>(random.next() % static_cast<std::uint64_t>(limit.count())));
}

/// `first`, doubled for each failure after the first, at most `last`.
Duration doubled(Duration first, std::uint32_t failures, Duration last) {
  constexpr std::uint32_t kDoublingsMax = 12;
  return std::min(last, first * (1 << std::min(failures - 1, kDoublingsMax)));
}

/// `at`, or what was said to wait for, unless it was said by another clock.
UnixTime not_earlier(UnixTime at, UnixTime now, std::optional<UnixTime> not_before) {
  const bool credible = not_before && *not_before <= now + kAskedWaitMax;
  return credible ? std::max(at, *not_before) : at;
}

}  // namespace

UnixTime next_after_success(UnixTime now, Duration period, SplitMix64& random) {
  return now + period - period / 10 + random_below(period / 5, random);
}

UnixTime next_after_failure(UnixTime now, Duration period, const Failure& failure,
                            SplitMix64& random) {
  if (failure.asked_wait) {
    return now + std::clamp<Duration>(*failure.asked_wait, kRequestGap, kAskedWaitMax);
  }
  const Duration last = std::min(kRefreshRetryLast, period);
  if (failure.throttled) return now + doubled(1min, failure.count, last);
  if (failure.refused) {
    const Duration wait = std::min(kRefusedRetryFirst, last);
    return now + wait + random_below(doubled(wait, failure.count, period) - wait / 2, random);
  }
  // Full jitter above a floor.
  return now + kRefreshRetryFirst +
         random_below(doubled(kRefreshRetryFirst, failure.count, last), random);
}

UnixTime first_attempt(UnixTime now, Duration period, std::optional<UnixTime> checked_at,
                       std::optional<UnixTime> not_before, SplitMix64& random) {
  UnixTime at = now;
  // A copy from the future is as old as we can tell: the clock was wrong then or is now.
  if (checked_at && *checked_at <= now && now - *checked_at < period) {
    at = now + random_below(period - (now - *checked_at), random);
  }
  return not_earlier(at, now, not_before);
}

UnixTime attempt_out_of_turn(UnixTime now, std::optional<UnixTime> asked_until) {
  return not_earlier(now, now, asked_until);
}

UnixTime next_time_of_day(UnixTime now, std::chrono::minutes minutes) {
  const UnixTime today = floor_to(now, 24h) + minutes;
  return today > now ? today : today + 24h;
}

}  // namespace flowbridge

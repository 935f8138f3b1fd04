#pragma once
/// When a source is asked again.
///
/// Servers of public files are shared by everybody: a copy is asked for once in a period, at a time
/// that differs from instance to instance and from day to day, and after a failure with waits that
/// grow and are drawn at random. What a server asks for is kept, however long.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    milliseconds.
///
///   state.next_attempt = next_after_success(now, 24h, random);

#include "base/split_mix.h"
#include "base/time.h"

#include <cstdint>
#include <optional>

namespace flowbridge {

inline constexpr Duration kRefreshRetryFirst = 30s;
inline constexpr Duration kRefreshRetryLast = 1h;
/// After a refusal of what was fetched: the same bytes would come again at once.
inline constexpr Duration kRefusedRetryFirst = 10min;
/// A server that says when, says at most this.
inline constexpr Duration kAskedWaitMax = 24h;
/// Between two requests, to whatever server.
inline constexpr Duration kRequestGap = 2s;

/// A period later, give or take a tenth.
UnixTime next_after_success(UnixTime now, Duration period, SplitMix64& random);

struct Failure {
  /// In a row, this one included.
  std::uint32_t count = 1;
  /// The file came, and was refused.
  bool refused = false;
  /// 429: without a time the server's patience is unknown, and the first wait is a minute.
  bool throttled = false;
  /// Retry-After.
  std::optional<Duration> asked_wait = {};
};

/// Never later than a period from now, but for what the server asked.
UnixTime next_after_failure(UnixTime now, Duration period, const Failure& failure,
                            SplitMix64& random);

/// The first attempt of a process: at once if there is no copy or it is older than the period, else
/// at a random time of what is left, and never before what an earlier process was told.
UnixTime first_attempt(UnixTime now, Duration period, std::optional<UnixTime> checked_at,
                       std::optional<UnixTime> not_before, SplitMix64& random);

/// An attempt that does not wait for its turn: now, but never before what the server asked for.
UnixTime attempt_out_of_turn(UnixTime now, std::optional<UnixTime> asked_until);

/// The next time that a day in UTC is so many minutes old: after `now`, at most a day.
UnixTime next_time_of_day(UnixTime now, std::chrono::minutes minutes);

}  // namespace flowbridge

#pragma once
/// Durations, read from text and written as text.
///
/// One spelling is accepted and every other explained: the message of an Error says the value, what
/// is expected, and what was probably meant. A number without a unit is refused, because a reader
/// of the configuration could not tell 15 seconds from 15 minutes either.
///
/// Lifetime: values.      Threads: any.
/// Fails:    kInvalid, with a message to put behind the name of the flag.
/// Units:    Duration, milliseconds, in [0, kDurationMax].
///
///   parse_duration("1h30m");                  // 90 min
///   parse_duration("15").error().message();   // "15" has no unit; did you mean 15s?
///   format_duration(90min);                   // "1h30m"

#include "base/result.h"
#include "base/time.h"

#include <string>
#include <string_view>

namespace flowbridge {

/// 100 years: beyond any use, and far from overflow.
inline constexpr Duration kDurationMax = std::chrono::hours(24 * 36'525);

/// Whole numbers with the units w, d, h, m, s, ms, from large to small, each at most once: "1h30m".
/// "0" needs no unit.
Result<Duration> parse_duration(std::string_view text);

/// As parse_duration reads it: "1h30m", "250ms", "0s". Requires: duration >= 0.
std::string format_duration(Duration duration);

}  // namespace flowbridge

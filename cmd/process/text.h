#pragma once
/// Durations, times and lists as people type them.
///
/// Lifetime: none.      Threads: any.
/// Fails:    kInvalid, saying what was expected and what was found.
/// Units:    milliseconds. A duration is a whole number and one of ms, s, m, h, d.
///
///   Result<Duration> window = parse_duration("15s");
///   Result<UnixTime> start = parse_time("-6h", now);

#include "base/result.h"
#include "base/time.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace flowbridge {

/// Decimal digits and nothing else.
Result<std::int64_t> parse_whole_number(std::string_view text);
Result<Duration> parse_duration(std::string_view text);
/// "now", Unix milliseconds, RFC 3339 ("2026-01-01T00:00:00Z", a fraction and an offset are fine),
/// or minus a duration: that long before now.
Result<UnixTime> parse_time(std::string_view text, UnixTime now);
/// The parts between separators; one empty part if the text is empty.
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace flowbridge

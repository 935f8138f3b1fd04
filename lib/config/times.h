#pragma once
/// Points in time and start positions, read from text.
///
/// Pure parsers of what a person writes in a flag. They accept one spelling and explain every
/// other: the message of an Error says the value, what is expected, and what was probably meant.
///
/// Lifetime: values.      Threads: any.
/// Fails:    kInvalid, with a message to put behind the name of the flag.
/// Units:    UnixTime, milliseconds; none before 1970.
///
///   parse_rfc3339("2026-01-02T03:04:05+01:00");
///   parse_start_position("30m");      // {.kind = kAgo, .ago = 30 min}
///   parse_start_position("oldest");   // "oldest" is not a start; did you mean earliest?

#include "base/result.h"
#include "base/time.h"

#include <string_view>

namespace flowbridge {

/// RFC 3339: "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678+01:00"; from 1970 on. Digits beyond
/// milliseconds are cut off.
Result<UnixTime> parse_rfc3339(std::string_view text);

/// Where to begin in a partition that the journal has not met.
struct StartSetting {
  enum class Kind {
    kEarliest,  // the oldest record there is
    kLatest,    // only what comes from now on
    kAgo,       // the first record at most `ago` old
    kAt,        // the first record at or after `at`
  };
  Kind kind = Kind::kAgo;
  Duration ago{0};
  UnixTime at{};

  bool operator==(const StartSetting&) const = default;
};

/// "earliest", "latest", a duration, or a time of RFC 3339.
Result<StartSetting> parse_start_position(std::string_view text);

}  // namespace flowbridge

#pragma once
/// A log message as one line of text, logfmt or JSON.
///
/// Both forms carry `time`, `level` and `msg` first, then the fields, and, where messages were held
/// back, `suppressed`. Whatever a field holds, the line stays one line and can be parsed: quotes,
/// controls, line separators and marks that reverse the direction of text are written as escapes,
/// and bytes that are not UTF-8 as U+FFFD. A hostile router name cannot forge a line.
///
/// Lifetime: a LogMessage's views are for the duration of a call.
/// Threads:  any.
/// Fails:    never.
/// Units:    times are RFC 3339 in UTC, with milliseconds.
///
///   time=2023-11-14T22:13:20.250Z level=warn msg="destination is held" destination=mimir
///   status=401
///   {"time":"2023-11-14T22:13:20.250Z","level":"warn","msg":"destination is held","status":401}

#include "base/log.h"
#include "base/time.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace flowbridge {

enum class LogFormat {
  kAuto,  // logfmt: people read it, and every log collector parses it
  kLogfmt,
  kJson,
};

/// A longer value is cut, and ends in an ellipsis.
inline constexpr std::size_t kLogValueBytesMax = 2048;

struct LogMessage {
  UnixTime time;
  LogLevel level = LogLevel::kInfo;
  std::string_view event;
  std::span<const LogField> fields = {};
  /// Messages of this event that were held back; 0 is not shown.
  std::uint64_t suppressed = 0;
};

/// Without a newline. A field whose key is one of ours gets a trailing underscore.
std::string log_line(LogFormat format, const LogMessage& message);

}  // namespace flowbridge

#pragma once
/// The dates of HTTP, RFC 9110 §5.6.7, read.
///
/// Three forms: the one that everyone sends ("Sun, 06 Nov 1994 08:49:37 GMT") and two that a
/// recipient must still understand ("Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994").
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; any bytes may be given, and what is not a date gives nothing. The name of the
///           weekday has to be one, but not the right one: it adds nothing to the date.
/// Units:    UnixTime, whole seconds.
///
///   std::optional<UnixTime> at = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", now);

#include "base/time.h"

#include <optional>
#include <string_view>

namespace flowbridge {

/// `now` places a year of two digits: the latest such year that is at most 50 years ahead.
std::optional<UnixTime> parse_http_date(std::string_view text, UnixTime now);

}  // namespace flowbridge

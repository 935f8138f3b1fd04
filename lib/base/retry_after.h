#pragma once
/// The header by which a server says when to come back: Retry-After, RFC 9110 §10.2.3.
///
///   Retry-After: 120
///   Retry-After: Fri, 31 Dec 1999 23:59:59 GMT
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; any bytes may be given, and what is neither seconds nor a date gives nothing.
/// Units:    milliseconds, from now.
///
///   std::optional<Duration> wait = parse_retry_after(header, now, 1h);

#include "base/time.h"

#include <optional>
#include <string_view>

namespace flowbridge {

/// In [0, longest], however long the server asks for. Requires: longest >= 0.
std::optional<Duration> parse_retry_after(std::string_view value, UnixTime now, Duration longest);

}  // namespace flowbridge

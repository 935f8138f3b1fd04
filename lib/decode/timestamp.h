#pragma once
/// The timestamps that exporters write as text.
///
/// pmacct writes seconds since 1970 ("1795404281.001000", timestamps_since_epoch), RFC 3339
/// ("2026-11-22T22:25:16-05:00", timestamps_rfc3339), or, by default, the local time of its host
/// without a zone ("2026-11-23 03:15:00"). The last cannot be understood, whatever the machine's
/// own zone, and nor can the values that mean "unset" ("0.000000", "0000-00-00 00:00:00").
///
/// Lifetime: none.      Threads: any.
/// Fails:    what is not understood is absent; a wrong end of a flow is worse than none.
/// Units:    the result is after 1970-01-01T00:00:00.999Z and before the year 10000; finer than a
///           millisecond is cut off. A leap second is the second after it.
///
///   std::optional<UnixTime> end = parse_timestamp("1795404281.001000");   //
///   unix_ms(1795404281001)

#include "base/time.h"

#include <optional>
#include <string_view>

namespace flowbridge {

std::optional<UnixTime> parse_timestamp(std::string_view text);

}  // namespace flowbridge

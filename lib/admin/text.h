#pragma once
/// Values as people read them.
///
/// Lifetime: none.
/// Threads:  any.
/// Fails:    never; what is not UTF-8 becomes U+FFFD.
/// Units:    bytes, durations, counts.
///
///   page += "<td>" + html_escaped(report.name) + "</td>";

#include "base/time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace flowbridge {

/// "512 B", "1.5 KiB", "10.0 GiB".
std::string human_bytes(std::uint64_t bytes);

/// "0.8 s", "45 s", "12 min", "3.5 h", "2.1 d".
std::string human_duration(Duration duration);

/// 1234567 as "1 234 567", with no-break spaces.
std::string human_count(std::uint64_t count);

/// Safe as text and as a quoted attribute.
std::string html_escaped(std::string_view text);

}  // namespace flowbridge

#pragma once
/// Letters of ASCII, whatever the locale says.
///
/// Names of headers, schemes and keys do not know case, and have no other letters.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; other bytes stay as they are.
/// Units:    bytes.
///
///   if (lower_case(header.name) == "retry-after") …

#include <string>
#include <string_view>

namespace flowbridge {

std::string lower_case(std::string_view text);

}  // namespace flowbridge

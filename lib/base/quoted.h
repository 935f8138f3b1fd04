#pragma once
/// Text from outside, fit for a terminal and a log.
///
/// What a message repeats may be long, hold control characters, or not be text at all: here it is
/// shortened, and those are escaped. It never holds a line feed.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never, whatever the bytes are.
/// Units:    bytes.
///
///   in_quotes("15\n");   // "\"15\\x0a\""
///   as_name("a\x1b");    // "a\\x1b"

#include <cstddef>
#include <string>
#include <string_view>

namespace flowbridge {

/// In quotes: control characters and what is not UTF-8 escaped, the end of what is longer than
/// kQuotedBytesMax bytes left out.
std::string in_quotes(std::string_view text);
inline constexpr std::size_t kQuotedBytesMax = 120;

/// The same without the quotes, for the name of a flag, variable or key that is none of ours.
std::string as_name(std::string_view text);

}  // namespace flowbridge

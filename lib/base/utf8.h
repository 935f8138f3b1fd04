#pragma once
/// UTF-8, one code point at a time.
///
/// Names come from routers and public files, and whatever they hold must leave as valid UTF-8: a
/// label value that is not makes a receiver refuse the whole request. These are the few operations
/// the cleaning rules are built on. https://www.rfc-editor.org/rfc/rfc3629
///
/// Lifetime: none; views given back point into the argument.      Threads: any.
/// Fails:    bytes that are not UTF-8 (overlong, surrogate, beyond U+10FFFF, cut off) are absent.
/// Units:    sizes are bytes.
///
///   std::optional<CodePoint> first = first_code_point("é!");   // {U'\u00e9', 2}
///   shortened("café", 4);                                      // "caf": never half a code point

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace flowbridge {

struct CodePoint {
  char32_t value = 0;
  /// How many bytes it takes, 1 to 4.
  std::size_t size = 0;
};

/// The code point that `text` begins with. Fails: absent if there is none, or it is malformed.
std::optional<CodePoint> first_code_point(std::string_view text);

bool is_utf8(std::string_view text);

/// Requires: value is a Unicode scalar value.
void append_utf8(std::string& out, char32_t value);

/// The longest prefix of at most `bytes_max` bytes that does not end inside a code point.
/// Requires: text is UTF-8.
std::string_view shortened(std::string_view text, std::size_t bytes_max);

}  // namespace flowbridge

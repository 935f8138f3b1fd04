#pragma once
/// Names from public sources, made fit to be label values.
///
/// Whatever a name holds, the result is valid UTF-8 on one line that looks like what it says:
/// control characters are blanks, invisible and direction-changing characters go, blanks of every
/// kind fold to one, commas and semicolons at the end go, and the length is bounded. Quotes and
/// backslashes stay: escaping belongs to text output.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never. Text that is not UTF-8 is taken for Latin-1, of which every byte has a meaning.
/// Units:    bytes of UTF-8, the "…" that ends a cut name included.
///
///   clean_name("  Speed\tNet Servi\xe7os,, ");   // "Speed Net Serviços"

#include <cstddef>
#include <string>
#include <string_view>

namespace flowbridge {

inline constexpr std::size_t kNameBytesMax = 128;

/// Requires: bytes_max >= 4, the size of "…" and one byte more.
std::string clean_name(std::string_view text, std::size_t bytes_max = kNameBytesMax);

/// The same, put at the end of `out`: what most names need, which are clean already, is one copy.
void append_clean_name(std::string& out, std::string_view text,
                       std::size_t bytes_max = kNameBytesMax);

/// `text` if it is UTF-8, else what it is in Latin-1.
std::string utf8_or_latin1(std::string_view text);

}  // namespace flowbridge

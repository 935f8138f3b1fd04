#pragma once
/// What Go knows of characters, where relabelling depends on it.
///
/// Prometheus changes the case of values, and finds the end of a variable's name, by Unicode's
/// tables. ASCII alone would be another label as soon as an AS is called "Telefónica".
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; bytes that are not UTF-8 stay as they are.
/// Units:    one code point becomes one code point: "ß" has no capital.
///
///   lower_cased("TELEFÓNICA");   // "telefónica"

#include <string>
#include <string_view>

namespace flowbridge {

std::string lower_cased(std::string_view text);
std::string upper_cased(std::string_view text);

/// A letter or a decimal digit of any script.
bool is_letter_or_digit(char32_t value);

}  // namespace flowbridge

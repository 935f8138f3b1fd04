#pragma once
/// Numbers, sizes, choices, AS numbers and key=value pairs, read from text.
///
/// Pure parsers of what a person writes in a flag. They accept one spelling and explain every
/// other: the message of an Error says the value, what is expected, and what was probably meant.
///
/// Lifetime: values; a choice is borrowed from the list it was chosen from.      Threads: any.
/// Fails:    kInvalid, with a message to put behind the name of the flag.
/// Units:    sizes in bytes.
///
///   parse_size("10GiB");                    // 10 737 418 240
///   parse_size("10GB").error().message();   // "10GB" is not a size; did you mean 10GiB?
///   parse_own_asn("AS397143");                  // 397143

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// Decimal digits and nothing else.
Result<std::uint64_t> parse_unsigned(std::string_view text);

/// Bytes: a whole number, alone or with KiB, MiB, GiB or TiB behind it.
Result<std::uint64_t> parse_size(std::string_view text);
/// As parse_size reads it, with the largest unit that leaves a whole number: "1536MiB".
std::string format_size(std::uint64_t bytes);

/// "true" or "false".
Result<bool> parse_boolean(std::string_view text);

/// Which of `choices` it is.
Result<std::size_t> parse_choice(std::string_view text,
                                 const std::vector<std::string_view>& choices);

/// An AS number that an operator can have: "397143" or "AS397143", not 0 (RFC 7607), 65535 or
/// 4294967295 (RFC 7300).
Result<std::uint32_t> parse_own_asn(std::string_view text);

/// A partition's number: 0 … 2^31 - 1.
Result<std::int32_t> parse_partition(std::string_view text);

struct KeyValue {
  std::string key;
  std::string value;

  bool operator==(const KeyValue&) const = default;
};

/// "key=value"; the value may be empty or hold further "=". No message repeats the value, nor a
/// text without "=": it may be a secret.
Result<KeyValue> parse_key_value(std::string_view text);

/// Text that may be a label value: UTF-8 without control characters, at most kLabelTextBytesMax.
Result<std::string> parse_label_text(std::string_view text);
inline constexpr std::size_t kLabelTextBytesMax = 128;

/// The texts between commas, without the spaces around them. Never empty: "" holds one empty text.
std::vector<std::string_view> split_list(std::string_view text);

}  // namespace flowbridge

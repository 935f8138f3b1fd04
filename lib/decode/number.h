#pragma once
/// JSON's numbers, told apart by form.
///
/// A counter must not be rounded, so a number is never read as a double: what is written as an
/// integer has an exact value here, and what is written with a fraction or an exponent has none.
///
/// Lifetime: none.      Threads: any.
/// Fails:    text that does not follow JSON's grammar to its last byte is kMalformed.
/// Units:    none.
///
///   JsonNumber number = parse_json_number("-60");   // {kInteger, .negative = true, .magnitude =
///   60}

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace flowbridge {

enum class NumberForm : std::uint8_t {
  kMalformed,    // not a JSON number
  kInteger,      // an optional minus and digits
  kHugeInteger,  // the same, and the digits do not fit into 64 bits
  kReal,         // with a fraction or an exponent, whatever its value
};

/// As small as two registers, because decoders make a few per record.
struct JsonNumber {
  /// The absolute value of a kInteger, else 0.
  std::uint64_t magnitude = 0;
  NumberForm form = NumberForm::kMalformed;
  bool negative = false;
};

namespace internal {
JsonNumber parse_any_json_number(std::string_view text);
}

inline JsonNumber parse_json_number(std::string_view text) {
  // Nearly all are a few digits, and they are most of a decoder's time here.
  constexpr std::size_t kDigitsMax = 18;
  if (text.empty() || text.size() > kDigitsMax || text.front() == '0') {
    return internal::parse_any_json_number(text);
  }
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return internal::parse_any_json_number(text);
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return {.magnitude = value, .form = NumberForm::kInteger, .negative = false};
}

}  // namespace flowbridge

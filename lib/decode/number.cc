#include "decode/number.h"

#include <limits>
#include <optional>

namespace flowbridge {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Removes the digits that `rest` begins with; returns whether there were any.
bool take_digits(std::string_view& rest) {
  std::size_t count = 0;
  while (count < rest.size() && is_digit(rest[count])) ++count;
  rest.remove_prefix(count);
  return count > 0;
}

bool take(std::string_view& rest, std::string_view any_of) {
  if (rest.empty() || any_of.find(rest.front()) == std::string_view::npos) return false;
  rest.remove_prefix(1);
  return true;
}

/// Whether `rest` is nothing but a fraction, an exponent, or both.
bool is_real_tail(std::string_view rest) {
  if (take(rest, ".") && !take_digits(rest)) return false;
  if (take(rest, "eE")) {
    take(rest, "+-");
    if (!take_digits(rest)) return false;
  }
  return rest.empty();
}

std::optional<std::uint64_t> value_of(std::string_view digits) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t value = 0;
  for (const char c : digits) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (kMax - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

}  // namespace

JsonNumber internal::parse_any_json_number(std::string_view text) {
  JsonNumber number;
  std::string_view rest = text;
  number.negative = take(rest, "-");
  const std::string_view integer = rest;
  if (!take_digits(rest)) return number;
  const std::string_view digits = integer.substr(0, integer.size() - rest.size());
  if (digits.size() > 1 && digits.front() == '0') return number;
  if (rest.empty()) {
    const std::optional<std::uint64_t> value = value_of(digits);
    number.form = value ? NumberForm::kInteger : NumberForm::kHugeInteger;
    number.magnitude = value.value_or(0);
  } else if (is_real_tail(rest)) {
    number.form = NumberForm::kReal;
  }
  return number;
}

}  // namespace flowbridge

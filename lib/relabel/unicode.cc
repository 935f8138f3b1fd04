#include "relabel/unicode.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <utf8proc.h>

namespace flowbridge {

namespace {

using CaseMapping = utf8proc_int32_t (*)(utf8proc_int32_t);

/// utf8proc gives it the capital U+1E9E, which Unicode's table does not.
constexpr char32_t kSharpS = 0xdf;

constexpr std::array kLettersAndDigits{
    UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LL, UTF8PROC_CATEGORY_LT,
    UTF8PROC_CATEGORY_LM, UTF8PROC_CATEGORY_LO, UTF8PROC_CATEGORY_ND,
};

std::string mapped(std::string_view text, CaseMapping mapping) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::optional<CodePoint> first = first_code_point(text);
    const std::size_t size = first ? first->size : 1;
    if (first && first->value != kSharpS) {
      append_utf8(out, static_cast<char32_t>(mapping(static_cast<std::int32_t>(first->value))));
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return out;
}

}  // namespace

std::string lower_cased(std::string_view text) {
  return mapped(text, utf8proc_tolower);
}

std::string upper_cased(std::string_view text) {
  return mapped(text, utf8proc_toupper);
}

bool is_letter_or_digit(char32_t value) {
  const utf8proc_category_t category = utf8proc_category(static_cast<std::int32_t>(value));
  return std::ranges::find(kLettersAndDigits, category) != kLettersAndDigits.end();
}

}  // namespace flowbridge

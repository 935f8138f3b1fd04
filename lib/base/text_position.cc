#include "base/text_position.h"

#include "base/check.h"
#include "base/utf8.h"

#include <algorithm>

namespace flowbridge {
namespace {

bool is_control(char32_t value) {
  const bool layout = value == '\t' || value == '\n' || value == '\r';
  return (value < 0x20 && !layout) || value == 0x7f;
}

}  // namespace

TextPosition position_of(std::string_view text, std::size_t offset) {
  FB_CHECK(offset <= text.size());
  const std::string_view before = text.substr(0, offset);
  const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  // Without a line feed the last one is before the first byte.
  return {.line = lines + 1, .column = offset - (before.rfind('\n') + 1) + 1};
}

std::string in_words(const TextPosition& at) {
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::optional<TextProblem> byte_that_is_no_text(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();) {
    const std::optional<CodePoint> next = first_code_point(text.substr(offset));
    if (!next) {
      return TextProblem{position_of(text, offset),
                         "a byte that is not UTF-8; save the file as UTF-8"};
    }
    if (is_control(next->value)) {
      return TextProblem{position_of(text, offset), "a control character; remove it"};
    }
    offset += next->size;
  }
  return std::nullopt;
}

}  // namespace flowbridge

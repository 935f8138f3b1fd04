#include "base/quoted.h"

#include "base/control_character.h"
#include "base/utf8.h"

#include <optional>

namespace flowbridge {

namespace {

/// It may be obeyed, or turns the direction of what follows.
bool is_harmful(char32_t value) {
  return is_control(value) || (value >= 0x202a && value <= 0x202e) ||
         (value >= 0x2066 && value <= 0x2069);
}

std::string escaped(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 0xf]};
}

enum class Quotes { kPlain, kEscaped };

/// As much of `text` as is shown, and "…" if that is not all.
std::string shown(std::string_view text, Quotes quotes) {
  std::string out;
  std::size_t room = kQuotedBytesMax;
  while (!text.empty()) {
    // What is not UTF-8 is shown byte by byte.
    const std::optional<CodePoint> first = first_code_point(text);
    const std::size_t size = first ? first->size : 1;
    if (size > room) return out + "…";
    const char c = text.front();
    if (!first || is_harmful(first->value)) {
      for (const char byte : text.substr(0, size)) out += escaped(byte);
    } else {
      if (quotes == Quotes::kEscaped && (c == '"' || c == '\\')) out += '\\';
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
    room -= size;
  }
  return out;
}

}  // namespace

std::string in_quotes(std::string_view text) {
  return '"' + shown(text, Quotes::kEscaped) + '"';
}

std::string as_name(std::string_view text) {
  return shown(text, Quotes::kPlain);
}

}  // namespace flowbridge

#include "base/utf8.h"

#include "base/check.h"

#include <cstdint>
#include <cstring>

namespace flowbridge {
namespace {

constexpr char32_t kLastCodePoint = 0x10ffff;

bool is_surrogate(char32_t value) {
  return value >= 0xd800 && value <= 0xdfff;
}

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

/// How many bytes a lead byte announces; 0 if it cannot lead.
std::size_t announced_size(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

/// How many bytes of ASCII `text` begins with. Looks at eight at a time.
std::size_t ascii_size(std::string_view text) {
  std::size_t size = 0;
  std::uint64_t bytes = 0;
  for (; size + sizeof bytes <= text.size(); size += sizeof bytes) {
    std::memcpy(&bytes, text.data() + size, sizeof bytes);
    if ((bytes & 0x8080808080808080) != 0) break;
  }
  while (size < text.size() && static_cast<unsigned char>(text[size]) < 0x80) ++size;
  return size;
}

}  // namespace

std::optional<CodePoint> first_code_point(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = announced_size(lead);
  if (size == 0 || size > text.size()) return std::nullopt;
  if (size == 1) return CodePoint{lead, 1};

  char32_t value = lead & (0x7fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_continuation(text[i])) return std::nullopt;
    value = (value << 6) | (static_cast<unsigned char>(text[i]) & 0x3fu);
  }
  const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  if (overlong || is_surrogate(value) || value > kLastCodePoint) return std::nullopt;
  return CodePoint{value, size};
}

bool is_utf8(std::string_view text) {
  text.remove_prefix(ascii_size(text));
  while (!text.empty()) {
    const std::optional<CodePoint> first = first_code_point(text);
    if (!first) return false;
    text.remove_prefix(first->size);
  }
  return true;
}

void append_utf8(std::string& out, char32_t value) {
  FB_CHECK(value <= kLastCodePoint && !is_surrogate(value));
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (value < 0x80) {
    put(value);
    return;
  }
  if (value < 0x800) {
    put(0xc0 | (value >> 6));
  } else if (value < 0x10000) {
    put(0xe0 | (value >> 12));
    put(0x80 | ((value >> 6) & 0x3f));
  } else {
    put(0xf0 | (value >> 18));
    put(0x80 | ((value >> 12) & 0x3f));
    put(0x80 | ((value >> 6) & 0x3f));
  }
  put(0x80 | (value & 0x3f));
}

std::string_view shortened(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t size = bytes_max;
  while (size > 0 && is_continuation(text[size])) --size;
  return text.substr(0, size);
}

}  // namespace flowbridge

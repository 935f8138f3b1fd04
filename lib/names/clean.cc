#include "names/clean.h"

#include "base/check.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace flowbridge {
namespace {

constexpr std::string_view kEllipsis = "\u2026";
/// What may not end a name.
constexpr std::string_view kTrailing = " ,;";

struct Range {
  char32_t first;
  char32_t last;
};

// Control characters (C0, DEL, C1), and every blank of Unicode's White_Space that is none.
constexpr std::array<Range, 8> kBlanks = {{{0x00, 0x20},
                                           {0x7f, 0xa0},
                                           {0x1680, 0x1680},
                                           {0x2000, 0x200a},
                                           {0x2028, 0x2029},
                                           {0x202f, 0x202f},
                                           {0x205f, 0x205f},
                                           {0x3000, 0x3000}}};

// Soft hyphen, zero-width and direction marks, byte order mark, annotation marks, tags: what
// cannot be seen, and could make two different names look alike.
constexpr std::array<Range, 9> kInvisible = {{{0xad, 0xad},
                                              {0x61c, 0x61c},
                                              {0x180e, 0x180e},
                                              {0x200b, 0x200f},
                                              {0x202a, 0x202e},
                                              {0x2060, 0x206f},
                                              {0xfeff, 0xfeff},
                                              {0xfff9, 0xfffb},
                                              {0xe0000, 0xe007f}}};

template <std::size_t size>
bool in_any(const std::array<Range, size>& ranges, char32_t value) {
  return std::any_of(ranges.begin(), ranges.end(), [value](const Range& range) {
    return value >= range.first && value <= range.last;
  });
}

/// Requires: text is UTF-8.
std::string folded(std::string_view text) {
  std::string out;
  bool blank = false;
  while (!text.empty()) {
    const std::optional<CodePoint> first = first_code_point(text);
    FB_CHECK(first.has_value());
    if (in_any(kBlanks, first->value)) {
      blank = true;
    } else if (!in_any(kInvisible, first->value)) {
      if (blank && !out.empty()) out.push_back(' ');
      blank = false;
      out.append(text.substr(0, first->size));
    }
    text.remove_prefix(first->size);
  }
  return out;
}

std::string_view trimmed_ascii(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (!text.empty() && kTrailing.find(text.back()) != std::string_view::npos) {
    text.remove_suffix(1);
  }
  return text;
}

/// 0x80 in every byte that is zero.
std::uint64_t zero_bytes(std::uint64_t bytes) {
  constexpr std::uint64_t kLow = 0x7f7f7f7f7f7f7f7f;
  return ~(((bytes & kLow) + kLow) | bytes | kLow);
}

/// Whether they are printable ASCII, and no two blanks among them are neighbours.
bool are_plain(std::uint64_t bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  // What is not reaches the high bit by itself, by the sum or by the difference.
  if (((bytes | (bytes + kOnes) | (bytes - ' ' * kOnes)) & (0x80 * kOnes)) != 0) return false;
  const std::uint64_t blanks = zero_bytes(bytes ^ (' ' * kOnes));
  return (blanks & (blanks >> 8)) == 0;
}

/// Whether cleaning leaves it as it is: printable ASCII without double blanks.
bool is_plain(std::string_view text) {
  std::uint64_t bytes = 0;
  // Eight at a time, and the last of them again, for blanks on both sides of the border.
  for (; text.size() >= sizeof bytes; text.remove_prefix(sizeof bytes - 1)) {
    std::memcpy(&bytes, text.data(), sizeof bytes);
    if (!are_plain(bytes)) return false;
  }
  char rest[] = "~~~~~~~~";
  std::copy(text.begin(), text.end(), rest);
  std::memcpy(&bytes, rest, sizeof bytes);
  return are_plain(bytes);
}

}  // namespace

std::string utf8_or_latin1(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string out;
  for (const char byte : text) append_utf8(out, static_cast<unsigned char>(byte));
  return out;
}

std::string clean_name(std::string_view text, std::size_t bytes_max) {
  std::string name;
  append_clean_name(name, text, bytes_max);
  return name;
}

void append_clean_name(std::string& out, std::string_view text, std::size_t bytes_max) {
  FB_CHECK(bytes_max > kEllipsis.size());
  const std::string_view plain = trimmed_ascii(text);
  if (plain.size() <= bytes_max && is_plain(plain)) {
    out.append(plain);
    return;
  }
  std::string name = folded(utf8_or_latin1(text));
  name.resize(name.find_last_not_of(kTrailing) + 1);
  if (name.size() <= bytes_max) {
    out.append(name);
  } else {
    out.append(shortened(name, bytes_max - kEllipsis.size())).append(kEllipsis);
  }
}

}  // namespace flowbridge

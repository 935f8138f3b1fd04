#include "decode/framing.h"

#include "base/check.h"

namespace flowbridge {
namespace {

constexpr std::string_view kBlanks = " \t\n\r";

/// The position after the string that opens at `open`, or npos.
std::size_t string_end(std::string_view text, std::size_t open) {
  for (std::size_t i = open + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

/// The position after the bracket that closes the one `text` begins with, or npos.
std::size_t container_end(std::string_view text) {
  std::size_t depth = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    if (c == '"') {
      i = string_end(text, i);
      if (i == std::string_view::npos) return i;
      continue;
    }
    ++i;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return i;
  }
  return std::string_view::npos;
}

}  // namespace

std::string_view skip_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

std::string_view trim_blanks_right(std::string_view text) {
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

Entry first_entry(std::string_view payload) {
  FB_CHECK(!payload.empty() && kBlanks.find(payload.front()) == std::string_view::npos);
  const bool object = payload.front() == '{';
  if (!object && payload.front() != '[') return {EntryKind::kRemainder, payload};
  const std::size_t end = container_end(payload);
  if (end == std::string_view::npos) return {EntryKind::kTruncated, payload};
  return {object ? EntryKind::kObject : EntryKind::kArray, payload.substr(0, end)};
}

}  // namespace flowbridge

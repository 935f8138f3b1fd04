#include "config/problem.h"

namespace flowbridge {

namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

std::string escaped(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 0xf]};
}

/// The first `bytes_max` bytes, or fewer so that no UTF-8 sequence is cut in two.
std::string_view cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

std::string format_problems(const std::vector<Problem>& problems) {
  std::string lines;
  for (const Problem& problem : problems) {
    lines += "flowbridge: ";
    if (!problem.where.empty()) lines += problem.where + ": ";
    lines += problem.what + "\n";
  }
  return lines;
}

std::string in_quotes(std::string_view text) {
  const std::string_view shown = cut(text, kQuotedBytesMax);
  std::string out = "\"";
  for (const char c : shown) {
    if (is_control(c)) {
      out += escaped(c);
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  out += shown.size() < text.size() ? "…\"" : "\"";
  return out;
}

std::string did_you_mean(std::string_view suggestion) {
  if (suggestion.empty()) return {};
  return "; did you mean " + std::string(suggestion) + "?";
}

}  // namespace flowbridge

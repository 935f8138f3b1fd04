#include "auth/encoding.h"

#include <cstdint>

namespace flowbridge {

namespace {

constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUpperDigits = "0123456789ABCDEF";
constexpr std::string_view kLowerDigits = "0123456789abcdef";

std::uint32_t byte_of(char c) {
  return static_cast<unsigned char>(c);
}

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

/// -1 if it is none.
int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

void append_base64_group(std::string& out, std::string_view group) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 3; ++i) bits = bits << 8 | (i < group.size() ? byte_of(group[i]) : 0);
  // One byte more than there are bytes: three give four digits, one gives two.
  for (std::size_t i = 0; i < 4; ++i) {
    out += i <= group.size() ? kBase64Digits[bits >> (18 - 6 * i) & 63] : '=';
  }
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string out;
  for (; !bytes.empty(); bytes.remove_prefix(bytes.size() < 3 ? bytes.size() : 3)) {
    append_base64_group(out, bytes.substr(0, 3));
  }
  return out;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += '%';
      out += kUpperDigits[byte_of(c) >> 4];
      out += kUpperDigits[byte_of(c) & 15];
    }
  }
  return out;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low < 0) {
      out += text[i];
    } else {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

std::string form_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == ' ' ? "+" : percent_encoded(std::string_view(&c, 1));
  return out;
}

std::string hex_encoded(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    out += kLowerDigits[byte_of(c) >> 4];
    out += kLowerDigits[byte_of(c) & 15];
  }
  return out;
}

}  // namespace flowbridge

#include "asndb/digest.h"

#include "base/check.h"

#include <array>

#include <openssl/evp.h>

namespace flowbridge {
namespace {

constexpr std::size_t kMd5Digits = 32;

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

std::string md5_of(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  FB_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_md5(), nullptr) == 1);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (unsigned i = 0; i < size; ++i) {
    out.push_back(kDigits[digest[i] >> 4]);
    out.push_back(kDigits[digest[i] & 0xf]);
  }
  return out;
}

std::optional<std::string> digest_in(std::string_view digest_file) {
  std::string digits;
  for (const char c : digest_file) {
    if (!is_hex(c)) {
      digits.clear();
      continue;
    }
    digits.push_back(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    if (digits.size() == kMd5Digits) return digits;
  }
  return std::nullopt;
}

}  // namespace flowbridge

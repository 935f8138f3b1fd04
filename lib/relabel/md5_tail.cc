#include "relabel/md5_tail.h"

#include <array>
#include <cstddef>

#include <openssl/evp.h>

namespace flowbridge {

std::optional<std::uint64_t> md5_tail(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_md5(), nullptr) != 1) {
    return std::nullopt;
  }
  std::uint64_t tail = 0;
  for (std::size_t i = 8; i < 16; ++i) tail = tail << 8 | digest.at(i);
  return tail;
}

}  // namespace flowbridge

#include "base/crc32c.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace flowbridge {

namespace {

constexpr std::uint32_t kPolynomialReflected = 0x82f63b78;

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? kPolynomialReflected : 0);
    table[byte] = crc;
  }
  return table;
}

constexpr auto kTable = make_table();

std::uint32_t update_portable(std::uint32_t crc, std::string_view bytes) {
  for (const char c : bytes)
    crc = (crc >> 8) ^ kTable[(crc ^ static_cast<unsigned char>(c)) & 0xff];
  return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t update_hardware(std::uint32_t crc,
                                                                std::string_view bytes) {
  std::uint64_t wide = crc;
  while (bytes.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof(word));
    wide = _mm_crc32_u64(wide, word);
    bytes.remove_prefix(sizeof(word));
  }
  auto narrow = static_cast<std::uint32_t>(wide);
  for (const char c : bytes) narrow = _mm_crc32_u8(narrow, static_cast<unsigned char>(c));
  return narrow;
}
#endif

std::uint32_t update(std::uint32_t crc, std::string_view bytes) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2") != 0) return update_hardware(crc, bytes);
#endif
  return update_portable(crc, bytes);
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t seed) {
  return ~update(~seed, bytes);
}

}  // namespace flowbridge

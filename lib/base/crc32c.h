#pragma once
/// CRC-32C (Castagnoli), the checksum of the journal.
///
/// RFC 3720 appendix B.4 defines it and gives the test vectors. Uses the processor's crc32
/// instruction where there is one.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    bytes; `seed` is the checksum of what came before, 0 at the start.
///
///   std::uint32_t sum = crc32c("123456789");            // 0xe3069283
///   sum == crc32c("6789", crc32c("12345"));              // true

#include <cstdint>
#include <string_view>

namespace flowbridge {

std::uint32_t crc32c(std::string_view bytes, std::uint32_t seed = 0);

}  // namespace flowbridge

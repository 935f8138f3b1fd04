#pragma once
/// The hash that `hashmod` takes the remainder of: the last half of the text's MD5.
///
/// Prometheus's, so that its shards and ours are the same. Nothing is secured by it.
///
/// Lifetime: none.      Threads: any.
/// Fails:    absent where OpenSSL was set up to have no MD5 (FIPS); always or never.
/// Units:    bytes 8 to 15 of the digest, as a big-endian number.
///
///   md5_tail("baz").value() % 1000;   // 976

#include <cstdint>
#include <optional>
#include <string_view>

namespace flowbridge {

std::optional<std::uint64_t> md5_tail(std::string_view text);

}  // namespace flowbridge

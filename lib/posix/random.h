#pragma once
/// Chance, from the system.
///
/// For what must differ between processes and machines: a writer's id, the seed of a jitter.
///
/// Lifetime: none.      Threads: any.
/// Fails:    aborts if the system has none, which no supported kernel does.
/// Units:    64 random bits.
///
///   const std::uint64_t writer_id = random_u64();

#include <cstdint>

namespace flowbridge {

std::uint64_t random_u64();

}  // namespace flowbridge

#pragma once
/// Random numbers that depend on nothing but a key: SplitMix64.
///
/// The same everywhere and for ever, which the standard library's distributions are not: what is
/// drawn again from its key is what was drawn. Not for secrets.
/// https://prng.di.unimi.it/splitmix64.c (Steele, Lea, Flood 2014)
///
/// Lifetime: a value.      Threads: one per object.
/// Fails:    never.
/// Units:    below(n) is in [0, n), its bias is under n / 2^32; fraction() is in [0, 1).
///
///   SplitMix64 random(mixed(seed ^ offset));
///   if (random.below(100) < 3) …

#include <cstdint>

namespace flowbridge {

inline constexpr std::uint64_t kSplitMixStep = 0x9e3779b97f4a7c15;

/// 64 bits that look unrelated for neighbouring arguments.
constexpr std::uint64_t mixed(std::uint64_t value) {
  value += kSplitMixStep;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

class SplitMix64 {
 public:
  constexpr explicit SplitMix64(std::uint64_t key) : state_(key) {}

  constexpr std::uint64_t next() {
    const std::uint64_t value = mixed(state_);
    state_ += kSplitMixStep;
    return value;
  }

  constexpr std::uint32_t below(std::uint32_t limit) {
    return static_cast<std::uint32_t>(((next() >> 32) * limit) >> 32);
  }

  constexpr double fraction() { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

}  // namespace flowbridge

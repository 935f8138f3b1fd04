#pragma once
/// Random numbers that depend on nothing but a key.
///
/// The output of SplitMix64 started from a key: the same everywhere and for ever, which the
/// standard library's distributions are not. https://prng.di.unimi.it/splitmix64.c
///
/// Lifetime: a value.      Threads: one per object.
/// Fails:    never.
/// Units:    below(n) is in [0, n); its bias is under n / 2^32.
///
///   Draw draw(mixed(seed, offset));
///   if (draw.below(100) < 3) …

#include <cstdint>

namespace flowbridge {

/// 64 bits that look unrelated for neighbouring arguments.
constexpr std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

class Draw {
 public:
  constexpr explicit Draw(std::uint64_t key) : state_(key) {}

  constexpr std::uint64_t next() {
    const std::uint64_t value = mixed(state_);
    state_ += 0x9e3779b97f4a7c15;
    return value;
  }

  constexpr std::uint32_t below(std::uint32_t limit) {
    return static_cast<std::uint32_t>(((next() >> 32) * limit) >> 32);
  }

 private:
  std::uint64_t state_;
};

}  // namespace flowbridge

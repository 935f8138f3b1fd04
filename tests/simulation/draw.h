#pragma once
/// Chance, from a seed.
///
/// Every part of a simulation that draws has a Draw of its own, so that a change in one part does
/// not shift what the others do. The same seed draws the same on every machine.
///
/// Lifetime: a value.      Threads: one.
/// Fails:    never.
/// Units:    chances are per thousand.
///
///   Draw draw(seed, "traffic");
///   if (draw.chance(20)) lose(draw.between(1, 5));

#include "base/check.h"
#include "base/crc32c.h"
#include "base/time.h"

#include <cstdint>
#include <initializer_list>
#include <random>
#include <string_view>

namespace flowbridge {

class Draw {
 public:
  Draw(std::uint64_t seed, std::string_view part)
      : engine_((seed << 32 ^ seed) + crc32c(part) * std::uint64_t{0x9e3779b97f4a7c15}) {}

  /// [0, end)
  std::uint64_t below(std::uint64_t end) {
    FB_CHECK(end > 0);
    return engine_() % end;
  }
  /// [first, last]
  std::int64_t between(std::int64_t first, std::int64_t last) {
    FB_CHECK(first <= last);
    return first + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(last - first + 1)));
  }
  int number(int first, int last) { return static_cast<int>(between(first, last)); }
  Duration duration(Duration first, Duration last) {
    return Duration(between(first.count(), last.count()));
  }
  bool chance(int per_thousand) { return per_thousand > 0 && number(0, 999) < per_thousand; }
  template <typename T>
  T pick(std::initializer_list<T> choices) {
    return choices.begin()[below(choices.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace flowbridge

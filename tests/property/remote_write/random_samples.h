#pragma once
/// What samples may be made of, drawn from a seed.
///
/// Lifetime: a value.      Threads: one.
/// Fails:    never.
/// Units:    as in metric/label.h.
///
///   RandomSamples random(random_seed());
///   LabelSet labels = random.labels();

#include "base/time.h"
#include "metric/label.h"

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

/// FLOWBRIDGE_SEED of the environment, to run a failure again.
inline std::uint64_t random_seed() {
  const char* const text = std::getenv("FLOWBRIDGE_SEED");
  return text == nullptr ? 20'231'114 : std::strtoull(text, nullptr, 10);
}

class RandomSamples {
 public:
  explicit RandomSamples(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

  UnixTime timestamp() {
    switch (below(4)) {
      case 0:
        return unix_ms(static_cast<std::int64_t>(engine_()));
      case 1:
        return unix_ms(static_cast<std::int64_t>(below(300)));
      default:
        return unix_ms(1'700'000'000'000 + static_cast<std::int64_t>(below(1'000'000'000)));
    }
  }

  ValueBits value() {
    switch (below(5)) {
      case 0:
        return engine_();
      case 1:
        return kStaleMarkerBits;
      case 2:
        return value_bits(0);
      default:
        return value_bits(static_cast<double>(below(std::uint64_t{1} << 52)));
    }
  }

  /// Any sequence of code points but surrogates, mostly short.
  std::string text(std::size_t code_points) {
    std::string result;
    for (std::size_t i = 0; i < code_points; ++i) append_code_point(result);
    return result;
  }

  LabelSet labels() {
    std::vector<Label> result;
    const std::uint64_t count = below(12);
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::size_t size = below(20) == 0 ? below(20'000) : below(40);
      // No name is the beginning of another.
      result.push_back({"l" + std::to_string(i) + "_" + text(below(4)), text(size)});
    }
    return make_label_set(std::move(result));
  }

 private:
  void append_code_point(std::string& to) {
    switch (below(8)) {
      case 0:
        to += {static_cast<char>(0xc3), static_cast<char>(0x80 + below(0x40))};
        break;
      case 1:
        to += {static_cast<char>(0xe6), static_cast<char>(0x80 + below(0x40)),
               static_cast<char>(0x80 + below(0x40))};
        break;
      case 2:
        to += {static_cast<char>(0xf0), static_cast<char>(0x9f),
               static_cast<char>(0x80 + below(0x40)), static_cast<char>(0x80 + below(0x40))};
        break;
      default:
        to += static_cast<char>(below(0x80));
        break;
    }
  }

  std::mt19937_64 engine_;
};

}  // namespace flowbridge

#include "flowgen/as_table.h"

#include "base/check.h"
#include "base/hash_map.h"
#include "base/split_mix.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace flowbridge {
namespace {

/// Contents, clouds and carriers that most networks exchange most of their traffic with.
constexpr std::array<std::uint32_t, 28> kWellKnown = {
    15169, 13335, 32934, 2906, 16509, 3356, 6939, 20940, 8075, 54113, 1299,  174,   3257,  2914,
    6453,  7018,  7922,  3320, 3215,  714,  6830, 46489, 2856, 24940, 16276, 14061, 63949, 9002};

struct NumberRange {
  std::uint32_t first;
  std::uint32_t count;
};

/// Parts of what the five registries have handed out of the 32-bit numbers.
constexpr std::array<NumberRange, 5> kWideRanges = {
    {{131072, 22000}, {196608, 19000}, {262144, 12000}, {327680, 2000}, {393216, 9000}}};
/// 16-bit numbers, short of the reserved ones that begin with 64496; AS_TRANS is left out below.
constexpr NumberRange kNarrowRange = {1000, 63496};
constexpr std::uint32_t kAsTrans = 23456;
constexpr std::uint64_t kTableKey = 0x666c6f7767656e;

constexpr std::uint64_t kFirstWeight = std::uint64_t{1} << 40;

std::uint32_t draw_number(SplitMix64& draw) {
  const bool wide = draw.below(10) < 3;
  const NumberRange& range =
      wide ? kWideRanges.at(draw.below(static_cast<std::uint32_t>(kWideRanges.size())))
           : kNarrowRange;
  return range.first + draw.below(range.count);
}

}  // namespace

AsTable::AsTable(const Options& options) {
  FB_CHECK(options.count >= kAsCountMin && options.count <= kAsCountMax);
  numbers_.reserve(options.count);
  HashSet<std::uint32_t> taken = {options.own.value(), kAsTrans};
  for (const std::uint32_t number : kWellKnown) {
    if (numbers_.size() < options.count && taken.insert(number).second) {
      numbers_.emplace_back(number);
    }
  }
  SplitMix64 draw(kTableKey);
  while (numbers_.size() < options.count) {
    const std::uint32_t number = draw_number(draw);
    if (taken.insert(number).second) numbers_.emplace_back(number);
  }

  weights_up_to_.reserve(options.count);
  std::uint64_t sum = 0;
  for (std::uint64_t rank = 0; rank < options.count; ++rank) {
    sum += kFirstWeight / (rank + 1);
    weights_up_to_.push_back(sum);
  }
}

Asn AsTable::at(std::uint32_t rank) const {
  FB_CHECK(rank < numbers_.size());
  return numbers_[rank];
}

std::uint32_t AsTable::draw_rank(std::uint64_t random) const {
  const std::uint64_t point = random % weights_up_to_.back();
  const auto found = std::upper_bound(weights_up_to_.begin(), weights_up_to_.end(), point);
  return static_cast<std::uint32_t>(found - weights_up_to_.begin());
}

}  // namespace flowbridge

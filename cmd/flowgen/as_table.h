#pragma once
/// The AS numbers that generated traffic comes from and goes to, and how often each is met.
///
/// The well-known networks come first, so that a small table already looks like a real one; the
/// rest are numbers from the ranges that registries hand out. The number at a rank never depends on
/// the table's size. Ranks are drawn by Zipf's law with exponent 1, in integer arithmetic, so that
/// every machine draws the same.
///
/// Lifetime: owns its numbers.      Threads: any; it does not change once made.
/// Fails:    never.
/// Units:    a rank is 0 for the AS met most often; a table has kAsCountMin … kAsCountMax numbers.
///
///   AsTable table({.count = 3000, .own = Asn(64496)});
///   Asn remote = table.at(table.draw_rank(random));

#include "flow/flow_record.h"

#include <cstdint>
#include <vector>

namespace flowbridge {

/// Transit needs two different numbers.
inline constexpr std::uint32_t kAsCountMin = 2;
/// Below the size of the ranges that the numbers are taken from.
inline constexpr std::uint32_t kAsCountMax = 50'000;

class AsTable {
 public:
  struct Options {
    std::uint32_t count = 3000;
    /// Never in the table.
    Asn own = {};
  };

  /// Requires: kAsCountMin <= options.count <= kAsCountMax.
  explicit AsTable(const Options& options);

  std::uint32_t size() const { return static_cast<std::uint32_t>(numbers_.size()); }
  /// Requires: rank < size().
  Asn at(std::uint32_t rank) const;
  /// The rank for 64 random bits.
  std::uint32_t draw_rank(std::uint64_t random) const;

 private:
  std::vector<Asn> numbers_;
  std::vector<std::uint64_t> weights_up_to_;  // of the ranks up to and with this one
};

}  // namespace flowbridge

#pragma once
/// What a flow series is measured in: bytes, packets, flows; and what is no measure of flows: info.
///
/// Every flow series has all three counters in the journal; a MeasureSet says which are sent. An
/// info gauge (R14) has one sample, that it is there.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   MeasureSet sent{Measure::kBytes, Measure::kPackets};

#include "flow/flow_record.h"

#include <array>
#include <cstdint>
#include <initializer_list>

namespace flowbridge {

enum class Measure : std::uint8_t { kBytes, kPackets, kFlows, kInfo };
/// Of a flow series.
inline constexpr std::array kMeasures{Measure::kBytes, Measure::kPackets, Measure::kFlows};

/// "bytes", "packets", "flows", as in metric names; "info".
const char* measure_name(Measure measure);
/// Requires: it is one of kMeasures.
std::uint64_t measured(const Counts& counts, Measure measure);

class MeasureSet {
 public:
  constexpr MeasureSet() = default;
  constexpr MeasureSet(std::initializer_list<Measure> measures) {
    for (const Measure measure : measures) add(measure);
  }
  static constexpr MeasureSet from_bits(std::uint8_t bits) {
    MeasureSet set;
    set.bits_ = bits & 0xf;
    return set;
  }

  constexpr void add(Measure measure) { bits_ = bits_ | bit(measure); }
  constexpr bool contains(Measure measure) const { return (bits_ & bit(measure)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr std::uint8_t bits() const { return bits_; }
  /// Those of this set that are not in `other`.
  constexpr MeasureSet without(MeasureSet other) const {
    return from_bits(static_cast<std::uint8_t>(bits_ & ~other.bits_));
  }
  /// Those of flow series.
  constexpr MeasureSet of_counters() const { return without({Measure::kInfo}); }
  bool operator==(const MeasureSet&) const = default;

 private:
  static constexpr std::uint8_t bit(Measure measure) {
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(measure));
  }

  std::uint8_t bits_ = 0;
};

}  // namespace flowbridge

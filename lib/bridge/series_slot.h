#pragma once
/// Where a vector by series and measure has its entries.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    an index.
///
///   entries[series_slot(sample.series, sample.measure)]

#include "flow/series_id.h"
#include "series/measure.h"

#include <cstddef>

namespace flowbridge {

/// So many entries a series has: one for each measure of a flow. An info gauge uses the first.
inline constexpr std::size_t kSlotsPerSeries = kMeasures.size();

constexpr std::size_t series_slot(SeriesId series, Measure measure) {
  const std::size_t place = measure == Measure::kInfo ? 0 : static_cast<std::size_t>(measure);
  return series.value() * kSlotsPerSeries + place;
}

}  // namespace flowbridge

#include "oracle/batch_forecast.h"

#include <algorithm>

namespace flowbridge {

LateFlows& LateFlows::operator+=(const LateFlows& other) {
  flows += other.flows;
  bytes += other.bytes;
  return *this;
}

Forecaster::Forecaster(const GeneratorOptions& options, SeriesIndex& index)
    : generator_(options), index_(index) {}

Forecast Forecaster::of(const OffsetRange& range, const Decisions& decisions,
                        const std::set<UnixTime>& excluded) {
  Forecast forecast;
  for (Offset offset = range.first; offset < range.next; ++offset) {
    generator_.plan({.partition = range.partition, .offset = offset}, plan_);
    const UnixTime stamp = plan_.timestamp;
    forecast.timestamp_max = std::max(forecast.timestamp_max.value_or(stamp), stamp);
    ++forecast.totals.records;
    const UnixTime own_tick = decisions.grid.tick_of(stamp);
    const bool late = decisions.last_tick && stamp < *decisions.last_tick;
    const UnixTime tick = late ? decisions.grid.tick_of(*decisions.last_tick) : own_tick;
    LateFlows here;
    for (const GeneratedEntry& entry : plan_.entries) {
      if (outcome_of(entry.form) != EntryOutcome::kCounted) continue;
      forecast.windows[tick][index_.of(entry)] += entry.counts;
      ++here.flows;
      here.bytes += entry.counts.bytes;
    }
    forecast.totals.flows += here.flows;
    forecast.totals.bytes += here.bytes;
    if (!late) continue;
    forecast.late += here;
    if (excluded.count(own_tick) > 0) forecast.excluded += here;
    if (!plan_.late) forecast.unplanned += here;
  }
  forecast.totals.late_bytes = forecast.late.bytes;
  return forecast;
}

UnixTime Forecaster::stamp(std::int32_t partition, Offset offset) {
  generator_.plan({.partition = partition, .offset = offset}, plan_);
  return plan_.timestamp;
}

}  // namespace flowbridge

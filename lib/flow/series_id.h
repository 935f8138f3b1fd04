#pragma once
/// The number of a flow series in this writer's journal.
///
/// A flow series is a label set without the metric name: it has one counter of bytes, one of
/// packets and one of flows. Numbers are dense, so that they index vectors; that of a forgotten
/// series (R12) is given to a new one, by a record in the journal.
///
/// Lifetime: a value.      Threads: any.
/// Fails:    never.
/// Units:    none; 0 is the first.
///
///   SeriesId id = *catalog.find(key, tick);

#include "base/strong_id.h"

#include <cstdint>

namespace flowbridge {

using SeriesId = StrongId<struct SeriesIdTag, std::uint32_t>;

}  // namespace flowbridge

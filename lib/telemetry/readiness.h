#pragma once
/// Whether the bridge does its work, as far as the reports tell.
///
/// Ready means that flows that arrive are taken in: the journal is recovered, the partitions are
/// known, a broker answers, and consumption is not paused. A destination that is down does not make
/// it unready; surviving that is the work.
///
/// Lifetime: none.
/// Threads:  any.
/// Fails:    never; an empty answer means ready.
/// Units:    none.
///
///   for (const std::string& condition : unmet_conditions(hub.snapshot())) print(condition);

#include "telemetry/hub.h"

#include <string>
#include <vector>

namespace flowbridge {

/// A line for each condition that is not met, in the order in which a start meets them.
std::vector<std::string> unmet_conditions(const Snapshot& snapshot);

}  // namespace flowbridge

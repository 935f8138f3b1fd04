#pragma once
/// What each exchange is worth, of the report.
///
/// Lifetime: borrows its arguments during the call.      Threads: any.
/// Fails:    never. A candidate whose places are not known is at none.
/// Units:    bits per second, averages of the window. Who is at several exchanges counts at each,
///           so their sums are not to be added.
///
///   for (const ExchangeCase& each : exchange_cases(candidates, atlas, names)) show(each);

#include "names/as_names.h"
#include "peering/prospect.h"
#include "peering/report.h"
#include "peering/traffic.h"

#include <span>
#include <vector>

namespace flowbridge {

/// All of them, the one with most traffic first, then by PeeringDB's id.
std::vector<ExchangeCase> exchange_cases(std::span<const AsVolume> candidates,
                                         const PeeringAtlas& atlas, const AsNames& names);

}  // namespace flowbridge

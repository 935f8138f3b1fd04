#pragma once
/// The conservation law, as a check (design §6).
///
/// What went in is what came out plus what is still inside, in every snapshot. Tests and
/// simulations call this after every step; it is pure, so production can too.
///
/// Lifetime: none.
/// Threads:  any.
/// Fails:    never; an empty answer means that the law holds.
/// Units:    bytes, samples.
///
///   EXPECT_THAT(check_conservation(hub.snapshot()), IsEmpty());

#include "telemetry/hub.h"

#include <string>
#include <vector>

namespace flowbridge {

/// A sentence with both sides of each equation that does not hold.
std::vector<std::string> check_conservation(const Snapshot& snapshot);

}  // namespace flowbridge

#pragma once
/// What must be at every destination of the info gauges: R14, R16.
///
/// Told from the destination's own series of flows and from what the bridge was told of AS: one
/// with a live series has one live gauge of each metric that has something to say of it, which
/// says what was known, and no other AS has.
///
/// Lifetime: borrows what it is given for the call.      Threads: any.
/// Fails:    returns sentences; none if all is as it must be.
/// Units:    as in base/time.h.
///
///   for (std::string& wrong : check_gauges(receiver, namings, {.width = 15s})) report(wrong);

#include "simulation/naming.h"
#include "support/receiver_model.h"

#include <string>
#include <vector>

namespace flowbridge {

struct GaugeStrictness {
  Duration width{0};
  /// Every sample and marker arrives: nothing is left out for minutes (R19, R20).
  bool complete = true;
};

/// `namings` are in the order in which they came; there is one at least.
std::vector<std::string> check_gauges(const ReceiverModel& receiver,
                                      const std::vector<NamingSince>& namings,
                                      const GaugeStrictness& strictness);

}  // namespace flowbridge

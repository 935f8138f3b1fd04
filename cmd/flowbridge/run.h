#pragma once
/// The bridge itself, from its settings to its end.
///
/// Lifetime: borrows the settings for the call.      Threads: main's; starts and ends all others.
/// Fails:    by exit code 1, with the reason on stderr.
/// Units:    none.
///
///   return run_bridge(loaded.settings);

#include "config/settings.h"
#include "flowbridge/wiring.h"

namespace flowbridge {

/// Runs until SIGTERM or SIGINT. Returns an ExitCode.
int run_bridge(const Settings& settings, const BridgeSeams& seams = {});

}  // namespace flowbridge

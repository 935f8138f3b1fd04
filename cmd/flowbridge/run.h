#pragma once
/// The bridge itself, from its settings to its end.
///
/// Lifetime: borrows its arguments for the call.      Threads: main's; starts and ends all others.
/// Fails:    by exit code 1, or 2 if the configuration is wrong, with the reason on stderr.
/// Units:    none.
///
///   return run_bridge(sources);

#include "config/sources.h"
#include "flowbridge/wiring.h"

namespace flowbridge {

/// Runs until SIGTERM or SIGINT, after logging what warnings there are. At SIGHUP the file that the
/// sources name is read again. Returns an ExitCode.
int run_bridge(const Sources& sources, const BridgeSeams& seams = {});

}  // namespace flowbridge

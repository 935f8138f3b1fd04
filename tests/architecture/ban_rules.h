#pragma once
/// Words that may stand only in some places.
///
/// The core is pure: it is given bytes, values and `now`, and asks nobody for time, files, chance
/// or the network. That cannot be seen from a type, so the words that would break it are listed
/// here, each with the places that may use it. To ban another word, add a row to bans().
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; what is wrong is a Violation.
/// Units:    none.
///
///   Violations violations = check_bans(tree);

#include "architecture/tree.h"

namespace flowbridge {

/// Clocks, files, environment, sockets, chance, threads, exceptions.
Violations check_bans(const Tree& tree);

/// A switch in lib/ or cmd/ has no default, so that the compiler finds the case one forgot.
Violations check_switches(const Tree& tree);

}  // namespace flowbridge

#pragma once
/// A request that asks for nothing, to learn how a receiver answers.
///
/// A sample would do, too, but not without a trace: one stamped now moves a receiver's time on, and
/// what waits to be sent is then too old for it (R23). Receivers take a message without series, and
/// store nothing.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   http.start({.id = 1, .url = url, .body = empty_request(WireProtocol::kV2)});

#include "metric/wire_protocol.h"

#include <string>

namespace flowbridge {

/// The compressed body.
std::string empty_request(WireProtocol protocol);

}  // namespace flowbridge

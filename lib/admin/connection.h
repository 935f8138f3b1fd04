#pragma once
/// One connection: read a request's head, answer, close.
///
/// Everything a client can do to us is bounded here: how long it may take over its request and over
/// reading the answer, and how large the request may be. One request per connection: a scraper
/// comes every few seconds, and an idle connection would keep a worker from others.
///
/// Lifetime: `wake` is readable for ever once the server stops; all waiting ends at that instant.
/// Threads:  any; one per connection.
/// Fails:    never; a client that breaks off or is too slow is closed.
/// Units:    bytes; real time, since the call.
///
///   serve_connection(std::move(client), wake.get(), limits, respond);

#include "admin/owned_descriptor.h"
#include "base/time.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace flowbridge {

struct ConnectionLimits {
  /// Request line and headers together; beyond it the answer is 431.
  std::size_t head_bytes_max = std::size_t{16} * 1024;
  /// For the whole head, however it trickles in; then the answer is 408.
  Duration request_timeout = 5s;
  /// For the client to take the whole answer.
  Duration response_timeout = 30s;
};

/// Requires: client does not block. `respond` maps a head to a response, "" to none.
void serve_connection(OwnedDescriptor client, int wake, const ConnectionLimits& limits,
                      const std::function<std::string(std::string_view head)>& respond);

}  // namespace flowbridge

#pragma once
/// A listening TCP socket from an address as operators write it.
///
/// Lifetime: owns the socket.
/// Threads:  any; the socket does not block.
/// Fails:    kInvalid for text that is no address, or an address that this machine does not have;
/// kInUse if the port is taken, and the message says what to do.
/// Units:    a port of 0 lets the kernel choose; Listener::port is the one it chose.
///
///   Result<Listener> listener = listen_on(":9590");

#include "admin/owned_descriptor.h"
#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace flowbridge {

/// The empty host means all addresses, of IPv6 and IPv4 alike.
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;

  bool operator==(const ListenAddress&) const = default;
};

/// ":9590", "127.0.0.1:0", "[::1]:9590", "localhost:9590". Fails: kInvalid.
Result<ListenAddress> parse_listen_address(std::string_view text);

struct Listener {
  OwnedDescriptor socket;
  std::uint16_t port = 0;
};

Result<Listener> listen_on(std::string_view text);

}  // namespace flowbridge

#include "admin/listener.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <optional>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace flowbridge {

namespace {

/// Connections that wait for a worker; the kernel refuses further ones.
constexpr int kBacklog = 64;

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Error invalid(std::string_view text) {
  return Error(ErrorCode::kInvalid, "\"" + std::string(text) +
                                        "\" is no listen address; write \":9590\", "
                                        "\"127.0.0.1:9590\" or \"[::1]:9590\"");
}

Error cannot_listen(std::string_view text, int error_number) {
  const std::string what = "listen on " + std::string(text) + ": " + std::strerror(error_number);
  if (error_number == EADDRINUSE) {
    return Error(ErrorCode::kInUse,
                 what + "; end the other process, or choose another --web.listen-address");
  }
  if (error_number == EADDRNOTAVAIL) {
    return Error(ErrorCode::kInvalid,
                 what + "; this machine does not have that address (--web.listen-address)");
  }
  if (error_number == EACCES) {
    return Error(ErrorCode::kInvalid, what + "; choose a port above 1023 (--web.listen-address)");
  }
  return Error(ErrorCode::kUnavailable, what);
}

Result<Addresses> resolve(const char* host, const ListenAddress& address) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(host, std::to_string(address.port).c_str(), &hints, &found);
  if (code != 0) {
    return Error(ErrorCode::kInvalid, "listen on host \"" + address.host +
                                          "\": " + gai_strerror(code) + " (--web.listen-address)");
  }
  return Addresses(found, freeaddrinfo);
}

bool set_option(int socket, int level, int option, int value) {
  return setsockopt(socket, level, option, &value, sizeof(value)) == 0;
}

/// An invalid descriptor leaves the reason in errno.
OwnedDescriptor bound_socket(const addrinfo& address) {
  OwnedDescriptor socket(
      ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP));
  if (!socket) return socket;
  // Not SO_REUSEPORT: with it a second bridge would silently share the port with the first.
  bool ok = set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (address.ai_family == AF_INET6) {
    ok = ok && set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
  }
  ok = ok && ::bind(socket.get(), address.ai_addr, address.ai_addrlen) == 0;
  ok = ok && ::listen(socket.get(), kBacklog) == 0;
  if (ok) return socket;
  // Closing the socket may change errno.
  const int error_number = errno;
  socket = OwnedDescriptor();
  errno = error_number;
  return socket;
}

std::uint16_t port_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return invalid(text);
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.starts_with('[')) {
    if (!host.ends_with(']') || host.size() == 2) return invalid(text);
    host = host.substr(1, host.size() - 2);
  } else if (host.find_first_of(":[] ") != std::string_view::npos) {
    return invalid(text);
  }
  ListenAddress address{.host = std::string(host), .port = 0};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc() || end != port.data() + port.size()) return invalid(text);
  return address;
}

Result<Listener> listen_on(std::string_view text) {
  const Result<ListenAddress> address = parse_listen_address(text);
  if (!address) return address.error();
  // "::" takes IPv4 as well; "0.0.0.0" is for machines without IPv6.
  const bool everywhere = address->host.empty();
  int error_number = 0;
  for (const char* host : {everywhere ? "::" : address->host.c_str(), "0.0.0.0"}) {
    const Result<Addresses> candidates = resolve(host, *address);
    if (!candidates) return candidates.error();
    for (const addrinfo* each = candidates->get(); each != nullptr; each = each->ai_next) {
      OwnedDescriptor socket = bound_socket(*each);
      if (socket) {
        const std::uint16_t port = port_of(socket.get());
        return Listener{std::move(socket), port};
      }
      error_number = errno;
    }
    const bool no_ipv6 = error_number == EAFNOSUPPORT || error_number == EADDRNOTAVAIL;
    if (!everywhere || !no_ipv6) break;
  }
  return cannot_listen(text, error_number);
}

}  // namespace flowbridge

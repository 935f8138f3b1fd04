#include "mockkafka/bind_port.h"

#include <atomic>
#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

// The one global of the program: bind() has no other way to know. Constant-initialised.
std::atomic<std::uint16_t> next_port{0};

}  // namespace

namespace flowbridge {

void bind_from_port(std::uint16_t port) {
  next_port = port;
}

}  // namespace flowbridge

extern "C" int bind(int descriptor, const sockaddr* address, socklen_t size) noexcept {
  sockaddr_in changed{};
  const sockaddr* used = address;
  if (next_port != 0 && address->sa_family == AF_INET && size >= sizeof(changed)) {
    std::memcpy(&changed, address, sizeof(changed));
    if (changed.sin_port == 0) {
      changed.sin_port = htons(next_port++);
      used = reinterpret_cast<const sockaddr*>(&changed);
      // A restart on the same port must not wait for the connections of the run before.
      const int on = 1;
      setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    }
  }
  return static_cast<int>(syscall(SYS_bind, descriptor, used, size));
}

#include "support/packet_connection.h"

#include "base/check.h"

#include <array>
#include <utility>
#include <vector>

#include <sys/socket.h>

namespace flowbridge {

PacketConnection::PacketConnection() {
  std::array<int, 2> ends{};
  FB_CHECK(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) ==
           0);
  client_ = OwnedDescriptor(ends[0]);
  server_ = OwnedDescriptor(ends[1]);
}

bool PacketConnection::send(std::string_view packet) {
  FB_CHECK(!packet.empty() && packet.size() <= kPacketBytesMax);
  return ::send(client_.get(), packet.data(), packet.size(), MSG_NOSIGNAL) >= 0;
}

OwnedDescriptor PacketConnection::take_server_end() {
  FB_CHECK(server_ && ::shutdown(client_.get(), SHUT_WR) == 0);
  return std::move(server_);
}

std::string PacketConnection::read_to_end() {
  // A response is sent whole, which makes it one packet.
  constexpr std::size_t kResponseBytesMax = std::size_t{1} << 18;
  std::string all;
  std::vector<char> buffer(kResponseBytesMax);
  while (true) {
    const ssize_t size = ::recv(client_.get(), buffer.data(), buffer.size(), MSG_TRUNC);
    FB_CHECK(size >= 0 && static_cast<std::size_t>(size) <= buffer.size());
    if (size == 0) return all;
    all.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace flowbridge

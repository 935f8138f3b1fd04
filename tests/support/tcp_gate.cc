#include "support/tcp_gate.h"

#include "base/check.h"

#include <array>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace flowbridge {
namespace {

/// How soon a shut gate notices.
constexpr int kLookMs = 5;
/// A peer that takes nothing for so long is given up.
constexpr timeval kSendTimeout = {.tv_sec = 5, .tv_usec = 0};

class Socket {
 public:
  Socket() : Socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  int get() const { return descriptor_; }

  template <typename Value>
  void set(int level, int option, const Value& value) const {
    FB_CHECK(::setsockopt(descriptor_, level, option, &value, sizeof(value)) == 0);
  }

 private:
  int descriptor_;
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

Socket listen_at(std::uint16_t port) {
  Socket listener;
  listener.set(SOL_SOCKET, SO_REUSEADDR, 1);
  const sockaddr_in address = loopback(port);
  FB_CHECK(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) ==
           0);
  FB_CHECK(::listen(listener.get(), SOMAXCONN) == 0);
  return listener;
}

struct Passage {
  Socket client;
  Socket server;
};

/// Absent: nobody came, or the server is not there.
std::optional<Passage> accept_passage(const Socket& listener, std::uint16_t server_port) {
  Passage passage{Socket(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)), Socket()};
  if (passage.client.get() < 0) return std::nullopt;
  const sockaddr_in address = loopback(server_port);
  if (::connect(passage.server.get(), reinterpret_cast<const sockaddr*>(&address),
                sizeof(address)) != 0) {
    return std::nullopt;
  }
  for (const Socket* each : {&passage.client, &passage.server}) {
    each->set(IPPROTO_TCP, TCP_NODELAY, 1);
    each->set(SOL_SOCKET, SO_SNDTIMEO, kSendTimeout);
    // Closing is then a reset, and leaves nothing that keeps the port.
    each->set(SOL_SOCKET, SO_LINGER, linger{.l_onoff = 1, .l_linger = 0});
  }
  return passage;
}

/// Returns whether the connection lives on.
bool carry_some(const Socket& from, const Socket& to) {
  std::array<char, 65536> buffer;
  const ssize_t size = ::recv(from.get(), buffer.data(), buffer.size(), 0);
  if (size <= 0) return false;
  std::size_t sent = 0;
  while (sent < static_cast<std::size_t>(size)) {
    const ssize_t taken =
        ::send(to.get(), buffer.data() + sent, static_cast<std::size_t>(size) - sent, MSG_NOSIGNAL);
    if (taken <= 0) return false;
    sent += static_cast<std::size_t>(taken);
  }
  return true;
}

void carry(const std::stop_token& stop, const Socket& listener, std::uint16_t server_port) {
  std::vector<Passage> passages;
  while (!stop.stop_requested()) {
    std::vector<pollfd> watched = {{listener.get(), POLLIN, 0}};
    for (const Passage& each : passages) {
      watched.push_back({each.client.get(), POLLIN, 0});
      watched.push_back({each.server.get(), POLLIN, 0});
    }
    if (::poll(watched.data(), watched.size(), kLookMs) <= 0) continue;
    std::vector<Passage> alive;
    for (std::size_t i = 0; i < passages.size(); ++i) {
      Passage& each = passages[i];
      const bool from_client = watched[2 * i + 1].revents != 0;
      const bool from_server = watched[2 * i + 2].revents != 0;
      if (from_client && !carry_some(each.client, each.server)) continue;
      if (from_server && !carry_some(each.server, each.client)) continue;
      alive.push_back(std::move(each));
    }
    passages = std::move(alive);
    if (watched.front().revents == 0) continue;
    if (auto passage = accept_passage(listener, server_port)) {
      passages.push_back(*std::move(passage));
    }
  }
}

}  // namespace

void TcpGate::open() {
  if (carrier_.joinable()) return;
  carrier_ = std::jthread([listener = listen_at(options_.port), server_port = options_.server_port](
                              const std::stop_token& stop) { carry(stop, listener, server_port); });
}

void TcpGate::shut() {
  if (!carrier_.joinable()) return;
  carrier_.request_stop();
  carrier_.join();
  carrier_ = {};  // With it goes the listener.
}

}  // namespace flowbridge

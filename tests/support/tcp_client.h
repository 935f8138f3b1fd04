#pragma once
/// A TCP client for tests that behaves as badly as the test wants.
///
/// Lifetime: closes its connection.      Threads: one.
/// Fails:    as a test failure; nothing waits longer than kPatience.
/// Units:    bytes.
///
///   TcpClient client(server.port());
///   client.send("GET /metrics HTTP/1.1\r\n\r\n");
///   std::string response = client.read_to_end();

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace flowbridge {

class TcpClient {
 public:
  /// Far beyond anything a test waits for; a server that hangs fails instead of hanging the test.
  static constexpr int kPatienceMs = 20'000;

  explicit TcpClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  ~TcpClient() { ::close(socket_); }
  TcpClient(const TcpClient&) = delete;
  TcpClient& operator=(const TcpClient&) = delete;

  /// As much as the server takes before it closes.
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
  }

  /// What is there, once something is; empty if the server closed.
  std::string read_some() {
    std::array<char, 4096> buffer{};
    pollfd watched{socket_, POLLIN, 0};
    if (::poll(&watched, 1, kPatienceMs) <= 0) {
      ADD_FAILURE() << "the server neither answers nor closes";
      return {};
    }
    const ssize_t size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
  }

  /// Everything until the server closes.
  std::string read_to_end() {
    std::string all;
    while (true) {
      const std::string some = read_some();
      if (some.empty()) return all;
      all += some;
    }
  }

 private:
  int socket_;
};

}  // namespace flowbridge

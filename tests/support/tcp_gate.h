#pragma once
/// A gate in front of a TCP server: tests shut it, and for clients the server is gone.
///
/// While it is open, connections to one port of 127.0.0.1 are carried to another. Shutting it
/// resets them and refuses new ones, as when the server's machine loses power; the server itself
/// knows of nothing.
///
/// Lifetime: shuts when it is destroyed.
/// Threads:  one; it has a thread of its own while it is open.
/// Fails:    a port that cannot be had aborts the test program; there is no test without it.
/// Units:    ports of 127.0.0.1.
///
///   TcpGate gate({.port = 9092, .server_port = 9192});
///   gate.open();
///   gate.shut();

#include <cstdint>
#include <thread>

namespace flowbridge {

struct TcpGateOptions {
  /// Where clients come to.
  std::uint16_t port = 0;
  /// Where the server listens.
  std::uint16_t server_port = 0;
};

class TcpGate {
 public:
  explicit TcpGate(const TcpGateOptions& options) : options_(options) {}
  TcpGate(const TcpGate&) = delete;
  TcpGate& operator=(const TcpGate&) = delete;
  ~TcpGate() { shut(); }

  void open();
  /// Returns when every connection is reset and the port refuses.
  void shut();

 private:
  const TcpGateOptions options_;
  std::jthread carrier_;
};

}  // namespace flowbridge

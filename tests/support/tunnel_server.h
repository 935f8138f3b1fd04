#pragma once
/// A proxy, or a socket in the file system, that leads to one port of 127.0.0.1 wherever its
/// clients want to go.
///
/// Lifetime: serves from construction to destruction.
/// Threads:  any.
/// Fails:    FB_CHECK if the loopback port or the path cannot be bound. A client that does not keep
///           to the protocol, or gives other credentials, is refused.
/// Units:    ports of 127.0.0.1.
///
///   const TunnelServer proxy({.kind = TunnelKind::kSocks5, .server_port = 9090});
///   const std::string url = "socks5h://127.0.0.1:" + std::to_string(proxy.port());
///   CurlHttpClient http({.proxy = {.url = url}});
///   ... EXPECT_THAT(proxy.destinations(), ElementsAre("push.example:80"));

#include "admin/owned_descriptor.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace flowbridge {

enum class TunnelKind { kHttpConnect, kSocks5, kUnixSocket };

struct TunnelOptions {
  TunnelKind kind = TunnelKind::kHttpConnect;
  std::uint16_t server_port = 0;
  /// "user:password" that a client must give; empty: it need not.
  std::string credentials = {};
  /// Of the socket in the file system.
  std::string path = {};
};

class TunnelServer {
 public:
  explicit TunnelServer(TunnelOptions options);
  TunnelServer(const TunnelServer&) = delete;
  TunnelServer& operator=(const TunnelServer&) = delete;
  ~TunnelServer();

  std::uint16_t port() const { return port_; }
  /// Where clients wanted to go, in order.
  std::vector<std::string> destinations() const;
  /// All that they said of it.
  std::string heads() const;

 private:
  void listen();
  void serve(const std::stop_token& stop);
  void carry(const std::stop_token& stop, const OwnedDescriptor& client);
  bool is_admitted(int client);
  bool connects(int client);
  bool speaks_socks(int client);
  bool gives_credentials(int client);
  void note(const std::string& destination, const std::string& head);

  // Constant after construction.
  const TunnelOptions options_;
  OwnedDescriptor listener_;
  std::uint16_t port_ = 0;
  // Guarded by mutex_.
  mutable std::mutex mutex_;
  std::vector<std::string> destinations_;
  std::string heads_;

  std::jthread server_;
};

}  // namespace flowbridge

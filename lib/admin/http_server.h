#pragma once
/// The HTTP server of the status page, the metrics and the probes.
///
/// A fixed number of workers take connections from one listening socket; the kernel queues the
/// rest. There is no queue of ours and no thread per client, so a flood of connections costs a
/// bounded amount, and a slow client costs one worker for a bounded time.
///
/// Lifetime: what the handler borrows must outlive the server. The destructor stops it.
/// Threads:  start and stop: one. The handler is called by any worker, several at once.
/// Fails:    start() as listen_on(), or kUnavailable if no thread can be made.
/// Units:    connections; times as in connection.h.
///
///   Result<std::unique_ptr<HttpServer>> server =
///       HttpServer::start({.listen_address = ":9590"}, handler);

#include "admin/connection.h"
#include "admin/http_exchange.h"
#include "admin/listener.h"
#include "base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace flowbridge {

struct HttpServerOptions {
  std::string listen_address = ":9590";
  /// Connections served at once. More lets more slow clients in, at a thread each.
  int workers = 8;
  ConnectionLimits limits = {};
};

class HttpServer {
 public:
  static Result<std::unique_ptr<HttpServer>> start(const HttpServerOptions& options,
                                                   HttpHandler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// The one that the kernel chose if the address said 0.
  std::uint16_t port() const { return listener_.port; }

  /// Ends all connections, finished or not, and returns when no handler runs any more. port()
  /// stays.
  void stop();

 private:
  HttpServer(Listener listener, OwnedDescriptor wake, const HttpServerOptions& options,
             HttpHandler handler);
  void work();

  const ConnectionLimits limits_;
  const OwnedDescriptor wake_;  // readable once stopped
  Listener listener_;           // its socket is closed once no worker uses it
  HttpExchange exchange_;
  std::vector<std::jthread> workers_;
};

}  // namespace flowbridge

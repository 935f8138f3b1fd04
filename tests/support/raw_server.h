#pragma once
/// A server on a loopback port that answers with any bytes at all.
///
/// For what a client must survive that no HTTP server would send. It does not read the request: it
/// takes a connection, sends the bytes, and says that no more will come. Strangers who look for
/// somebody that had the port before get them too. It has no thread; whoever drives the client
/// calls serve() now and then.
///
/// Lifetime: closes its connections when it is destroyed.      Threads: one.
/// Fails:    FB_CHECK if no loopback port can be bound.
/// Units:    bytes; the answer must fit the kernel's buffer, some 100 KiB.
///
///   RawServer server("HTTP/1.1 204 No Content\r\n\r\n");
///   http.start({.id = 1, .url = server.url()});
///   while (done.empty()) { server.serve(); done = http.collect(1ms); }

#include "admin/owned_descriptor.h"

#include <cstdint>
#include <string>
#include <vector>

namespace flowbridge {

class RawServer {
 public:
  explicit RawServer(std::string answer);

  /// "http://127.0.0.1:<port>/write".
  std::string url() const;
  /// Answers the connections that have come; returns at once.
  void serve();

 private:
  const std::string answer_;
  OwnedDescriptor listener_;
  std::uint16_t port_ = 0;
  std::vector<OwnedDescriptor> clients_;
};

}  // namespace flowbridge

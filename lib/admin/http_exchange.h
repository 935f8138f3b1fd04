#pragma once
/// From the bytes of an HTTP request to the bytes of its response.
///
/// cpp-httplib parses and writes; sockets are none of its business here. Its own server waits for
/// slow clients without an end, reads lines without a limit, and cannot be stopped while a
/// connection is open, so connections are ours (http_server.h) and this is a function.
///
/// Lifetime: the handler must outlive the HttpExchange.
/// Threads:  any; the handler is called by the caller's thread and must allow that.
/// Fails:    never; what is not HTTP gets a 400. A request that is broken before its first line
/// ends gets the empty string: close the connection. Units:    bytes. Bodies of requests are not
/// read: no route takes one.
///
///   HttpExchange exchange(handler);
///   std::string response = exchange.respond("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flowbridge {

struct HttpQuery {
  /// "GET", "HEAD", "POST", …
  std::string method;
  /// Decoded, without the query string: "/metrics".
  std::string path;
};

struct HttpPage {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};
};

using HttpHandler = std::function<HttpPage(const HttpQuery& query)>;

class HttpExchange {
 public:
  explicit HttpExchange(HttpHandler handler);
  ~HttpExchange();

  /// `head` is a request up to and with its empty line. The response says `Connection: close`.
  std::string respond(std::string_view head);

 private:
  class Protocol;
  std::unique_ptr<Protocol> protocol_;
};

}  // namespace flowbridge

#pragma once
/// The HTTP port over libcurl: POST requests that run side by side on kept-alive connections.
///
/// HTTP/1.1, and HTTP/2 where a TLS server offers it. A redirect is an answer, not followed: a POST
/// must not change its host behind the operator's back. A kept-alive connection that turns out dead
/// before any byte of an answer is replaced by a new one, once, without the caller noticing.
///
/// Lifetime: owns its connections; destroying it ends running requests as cancel_all() does.
/// Threads:  one, but wakeup(), which any may call while the client lives.
/// Fails:    never; what goes wrong on the way is a completion without a status, with libcurl's
///           text: a URL that cannot be read, a refused connection, an answer cut short, a timeout.
/// Units:    milliseconds; the timeout of a request runs from start() on.
/// Bounds:   the caller bounds how many run; of an answer kHttpAnswerBytesMax bytes are kept.
///
///   CurlHttpClient http({.connect_timeout = 5s});
///   http.start({.id = 1, .url = url, .headers = headers, .body = std::move(body)});
///   for (HttpCompletion& done : http.collect(100ms)) …

#include "port/http_client.h"

#include <memory>
#include <string>
#include <vector>

namespace flowbridge {

struct CurlOptions {
  /// Name lookup, TCP and TLS together. Longer helps only where a working path is that slow.
  Duration connect_timeout = 10s;
  /// How long an address is trusted. Longer saves lookups, and finds a moved receiver later.
  Duration address_lifetime = 60s;
  /// A connection older than this is not used again, so that a receiver that moved, or gained a
  /// replica behind its load balancer, is found although every request succeeds.
  Duration connection_lifetime = 60s;
  /// Idle connections that are kept. More than run at a time are of no use.
  std::size_t idle_connections_max = 16;
  /// A PEM file of the authorities to trust instead of the system's; empty: the system's.
  std::string authorities_file = {};
  /// The URL of a proxy; empty: none. The environment's http_proxy is not consulted.
  std::string proxy = {};
};

class CurlHttpClient final : public HttpClient {
 public:
  explicit CurlHttpClient(CurlOptions options = {});
  CurlHttpClient(const CurlHttpClient&) = delete;
  CurlHttpClient& operator=(const CurlHttpClient&) = delete;
  ~CurlHttpClient() override;

  /// Sends as much as goes without waiting. Requires: as HttpClient; timeout > 0.
  void start(HttpRequest request) override;
  /// As HttpClient; returns early, perhaps with nothing, after wakeup().
  std::vector<HttpCompletion> collect(Duration wait) override;
  /// As HttpClient; what finished and was not collected is dropped, too.
  void cancel_all() override;

  /// Makes the collect() that is waiting, or else the next one, return at once.
  void wakeup();

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace flowbridge

#pragma once
/// The HTTP port over libcurl: POST requests that run side by side on kept-alive connections.
///
/// HTTP/1.1, and HTTP/2 where a TLS server offers it. A redirect that asks for the same POST is
/// followed, without what says who we are if it leads to another host; any other is an answer, and
/// its text says where it leads. A kept-alive connection that turns out dead before any byte of an
/// answer is replaced by a new one, once, without the caller noticing.
///
/// Lifetime: owns its connections; destroying it ends running requests as cancel_all() does.
/// Threads:  one, but wakeup(), which any may call while the client lives.
/// Fails:    never; what goes wrong on the way is a completion without a status, with a text that
///           says what, and no credentials: options that cannot be, a TLS file that cannot be read,
///           a URL that cannot be read, a refused connection, an answer cut short, a timeout.
/// Units:    milliseconds; the timeout of a request runs from when it is sent, which is at once
///           unless options.rate_limit lets it wait for its turn.
/// Bounds:   the caller bounds how many run; of an answer as much is kept as it wants.
///
///   CurlHttpClient http({.connect_timeout = 5s});
///   http.start({.id = 1, .url = url, .headers = headers, .body = std::move(body)});
///   for (HttpCompletion& done : http.collect(100ms)) …

#include "curl/curl_options.h"
#include "port/http_client.h"

#include <memory>
#include <string>
#include <vector>

namespace flowbridge {

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

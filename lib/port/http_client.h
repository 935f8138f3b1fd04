#pragma once
/// HTTP requests that run side by side.
///
/// A delivery loop starts requests and collects what has finished; nothing blocks but collect(),
/// and that not beyond its wait. Real in curl, scripted in tests.
///
/// Lifetime: must outlive the loop; a request's body is moved in, and given back with the
///           completion.
/// Threads:  one, the delivery loop's.
/// Fails:    a transport failure is a completion without a status, never an Error.
/// Units:    timeouts in milliseconds, from start() to the last byte of the answer.
///
///   http.start({.id = 7, .url = url, .headers = headers, .body = body, .timeout = 30s});
///   for (HttpCompletion& done : http.collect(100ms)) judge(done);

#include "base/time.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

struct HttpHeader {
  std::string name;
  std::string value;
};

/// What a log line takes of an answer.
inline constexpr std::size_t kHttpAnswerBytesMax = 1024;

struct HttpRequest {
  /// The caller's name for this request; unique among those running.
  std::uint64_t id = 0;
  std::string url;
  std::vector<HttpHeader> headers;
  std::string body;
  Duration timeout = 30s;
  /// How much of the answer is kept; the rest is read and dropped.
  std::size_t answer_bytes_max = kHttpAnswerBytesMax;
};

struct HttpCompletion {
  std::uint64_t id = 0;
  /// The HTTP status; absent if no complete answer came.
  std::optional<int> status;
  /// Response headers whose names begin with "Retry-After" or "X-Prometheus-", names in lower case.
  std::vector<HttpHeader> headers;
  /// The first answer_bytes_max bytes of the answer, for the log; or the transport's error text.
  std::string text;
  /// The request's body, given back for a retry.
  std::string body;
  Duration elapsed{0};
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;

  /// Requires: no running request has the same id.
  virtual void start(HttpRequest request) = 0;
  /// Returns what has finished; waits up to `wait` for the first, and not at all if nothing runs.
  virtual std::vector<HttpCompletion> collect(Duration wait) = 0;
  /// Ends all running requests without completions.
  virtual void cancel_all() = 0;
};

}  // namespace flowbridge

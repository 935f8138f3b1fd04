#pragma once
/// Requests to one server, as far as the oracle makes any.
///
/// Lifetime: owns its connection.      Threads: one.
/// Fails:    make: kInvalid if the URL is none of HTTP; the others: kUnavailable if the server
///           cannot be reached or does not answer 200, with its words.
/// Units:    none.
///
///   Result<HttpClient> client = HttpClient::make("http://127.0.0.1:9590");
///   Result<std::string> body = client->get("/metrics");

#include "base/result.h"
#include "base/time.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

/// A server that takes longer is not working.
inline constexpr Duration kHttpLimit = 120s;

using HttpFields = std::vector<std::pair<std::string, std::string>>;

class HttpClient {
 public:
  /// `url` is what paths are appended to.
  static Result<HttpClient> make(const std::string& url);

  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  Result<std::string> get(const std::string& path);
  Result<std::string> post(const std::string& path, const HttpFields& form);

 private:
  struct Handle;
  HttpClient(std::unique_ptr<Handle> handle, std::string url);
  Result<std::string> perform(const std::string& url);

  std::unique_ptr<Handle> handle_;
  std::string url_;
};

}  // namespace flowbridge

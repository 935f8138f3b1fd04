#pragma once
/// A URL as libcurl reads it, so that what we conclude from one is what libcurl does with it.
///
/// Lifetime: a value; copies are made with resolve() and the with-functions.
/// Threads:  as any value.
/// Fails:    parse, resolve: nothing, if it is no URL; a scheme that we do not know is one.
/// Units:    none.
///
///   std::optional<CurlUrl> url = CurlUrl::parse("https://push.example/write");
///   std::optional<CurlUrl> next = url->resolve("/api/v1/write");
///   if (next->is_same_origin(*url)) …

#include <memory>
#include <optional>
#include <string>
#include <utility>

// As libcurl calls what it calls CURLU.
struct Curl_URL;

namespace flowbridge {

class CurlUrl {
 public:
  static std::optional<CurlUrl> parse(const std::string& text);

  /// Where a Location of an answer from here leads; credentials in it are dropped.
  std::optional<CurlUrl> resolve(const std::string& location) const;
  CurlUrl without_credentials() const;
  /// Requires: the name of a host.
  CurlUrl with_host(const std::string& host) const;

  std::string text() const;
  /// In lower case.
  std::string scheme() const;
  /// With the brackets of an IPv6 address.
  std::string host() const;
  /// The scheme's own if the URL has none.
  std::string port() const;
  /// As the Host header has it: with the port if the URL has one.
  std::string authority() const;
  /// Decoded; absent if the URL has none.
  std::optional<std::string> user() const;
  std::optional<std::string> password() const;

  /// Whether scheme, host and port are the same.
  bool is_same_origin(const CurlUrl& other) const;

 private:
  struct FreeUrl {
    void operator()(Curl_URL* url) const;
  };
  using Owned = std::unique_ptr<Curl_URL, FreeUrl>;

  explicit CurlUrl(Owned url) : url_(std::move(url)) {}
  CurlUrl copy() const;
  /// Absent: the URL has none of it.
  std::optional<std::string> part(int which, unsigned flags = 0) const;

  Owned url_;
};

}  // namespace flowbridge

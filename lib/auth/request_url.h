#pragma once
/// A URL as the parts that go out with a request.
///
/// Lifetime: values.      Threads: any.
/// Fails:    absent: not http or https, or without a host.
/// Units:    none.
///
///   std::optional<RequestUrl> url = parse_request_url("https://user@push.example:443/api?a=b");
///   // {"push.example", "/api", "a=b"}

#include <optional>
#include <string>
#include <string_view>

namespace flowbridge {

struct RequestUrl {
  /// As in the Host header: with the port, unless it is the scheme's own; without user and
  /// password.
  std::string host{};
  /// Begins with a slash; encoded as in the URL.
  std::string path{};
  /// Without the question mark.
  std::string query{};
};

std::optional<RequestUrl> parse_request_url(std::string_view url);

}  // namespace flowbridge

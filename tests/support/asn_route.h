#pragma once
/// What a fake server of AS names answers on one path, as data, and the bytes of one answer.
///
/// Everything that the public sources do, and everything that goes wrong on the way from them, is
/// a field here; asn_server.h changes them while it runs.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    bytes; milliseconds.
///
///   AsnRoute route;
///   route.body = "1 LVLT-1, US\n";
///   route.etags = {"\"a\""};
///   send(plan_answer(route, request, turn).bytes);

#include "base/time.h"
#include "port/http_client.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct AsnRequest {
  /// Requests on one connection have one number; connections are numbered from 0.
  std::uint64_t connection = 0;
  std::string method;
  std::string path;
  /// After the '?'.
  std::string query;
  /// Names in lower case.
  std::vector<HttpHeader> headers;
  MonotonicTime at;

  /// Empty if it did not come.
  std::string header(std::string_view lower_case_name) const;
};

struct AsnContent {
  int status = 200;
  std::string body;
};

enum class AsnFraming {
  kLength,      // Content-Length
  kChunked,     // Transfer-Encoding: chunked
  kUntilClose,  // nothing says how long it is
};

struct AsnRoute {
  int status = 200;
  std::string body;
  /// Instead of status and body, if set.
  std::function<AsnContent(const AsnRequest&)> content;
  std::string content_type = "text/plain";
  /// Strong ones, with quotes; weak where the body is gzipped. Several are back ends that take
  /// turns.
  std::vector<std::string> etags;
  std::string last_modified;
  std::vector<HttpHeader> headers;
  /// For those who accept it.
  bool gzips = false;
  AsnFraming framing = AsnFraming::kLength;
  /// The one Authorization that is not answered 401; none at all is welcome.
  std::string key;
  bool refuses_default_agents = false;
  /// The connection is closed after so many bytes of the body, as they are on the wire.
  std::optional<std::size_t> cut_after;
  /// Nothing more comes after so many bytes of the whole answer; the connection stays.
  std::optional<std::size_t> silent_after;
  /// Before each byte of the body.
  Duration pause{0};
};

struct AsnAnswer {
  int status = 0;
  std::string bytes;
  /// Where the body begins in them.
  std::size_t body_at = 0;
  /// Whether the connection ends with the last of them.
  bool closes = false;
  std::optional<std::size_t> silent_after;
  Duration pause{0};
};

/// `turn` counts the requests for that path.
AsnAnswer plan_answer(const AsnRoute& route, const AsnRequest& request, std::uint64_t turn);

}  // namespace flowbridge

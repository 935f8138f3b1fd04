#pragma once
/// What remote write says beside the body: headers, limits, and what an answer means.
///
/// judge() is the whole policy on statuses, as one table; a delivery loop acts on its verdict, and
/// nothing ever reads an error's text, which differs per receiver and version.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    bytes before compression; durations in milliseconds.
///
///   switch (judge(completion.status)) {
///     case Answer::kAccepted: settle(request); break;
///     case Answer::kRetry:    retry_after(backoff.next(wait)); break;
///     …
///   }

#include "base/time.h"
#include "metric/answer.h"
#include "metric/wire_protocol.h"
#include "port/http_client.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// How much one request holds. Halved when a receiver answers 413.
struct RequestLimits {
  /// More series per request cost fewer requests; receivers may set a limit (Mimir's and Cortex's
  /// burst), and a bad series then has more good ones to be told from.
  std::size_t series_max = 10'000;
  /// The protobuf message, before compression. More than 32 MiB is refused by most receivers.
  std::size_t raw_bytes_max = std::size_t{3} * 1024 * 1024;
};

struct RequestHeaderOptions {
  /// `flowbridge/<version>`; the protocol requires one.
  std::string_view user_agent;
  /// How often this request was sent before. Mimir computes its Retry-After from it.
  std::uint32_t retry_attempt = 0;
  /// The version that the body is written in.
  WireProtocol protocol = WireProtocol::kV1;
};

/// The headers of a request. Some receivers compare a type or a version byte by byte, and take what
/// they do not know for an empty 1.0 request, with success.
std::vector<HttpHeader> request_headers(const RequestHeaderOptions& options);

/// Whether a header of an answer says how much was written, as every receiver of 2.0 must.
/// Requires: lower case.
bool is_written_header(std::string_view name);

/// "1.0" or "2.0".
const char* protocol_name(WireProtocol protocol);

/// "accepted", "retry", "refused", "too_large", "misconfigured", "not_read"; for logs and metrics.
const char* answer_name(Answer answer);

/// As docs/remote-write.md says in its table of statuses; a test holds the two together. Absent: no
/// complete answer came.
Answer judge(std::optional<int> status);

/// The longest that a receiver can make us wait.
inline constexpr Duration kRetryAfterMax = 1h;

}  // namespace flowbridge

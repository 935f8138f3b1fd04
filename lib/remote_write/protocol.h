#pragma once
/// What remote write says beside the body: headers, limits, and what an answer means.
///
/// judge() is the whole policy of design §7 on statuses, as one table; a delivery loop acts on its
/// verdict and nothing ever reads an error's text, which differs per receiver and version.
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

struct RequestHeader {
  std::string name;
  std::string value;
};

struct RequestHeaderOptions {
  /// `flowbridge/<version>`; the protocol requires one.
  std::string_view user_agent;
  /// How often this request was sent before. Mimir computes its Retry-After from it.
  std::uint32_t retry_attempt = 0;
};

/// The headers of a remote write 1.0 request.
std::vector<RequestHeader> request_headers(const RequestHeaderOptions& options);

/// "accepted", "retry", "refused", "too_large", "misconfigured"; for logs and metrics.
const char* answer_name(Answer answer);

/// | status        | answer        | because                                                    |
/// |---------------|---------------|------------------------------------------------------------|
/// | none          | retry         | no complete answer came: refused, reset, timed out         |
/// | 200–299       | accepted      | 204 Prometheus, 200 Thanos and Mimir, 202 a replica's      |
/// | 400, 409, 422 | refused       | about the samples; the rest of the request may be fine     |
/// | 408, 429      | retry         | about the moment                                           |
/// | 413           | too large     | about the size                                             |
/// | 401, 403, 404 | misconfigured | about us; no sample will pass until a person acts          |
/// | other 4xx     | misconfigured | 405 or 415: this is not a remote write 1.0 receiver        |
/// | 300–399       | misconfigured | redirects are not followed; the URL has to be corrected    |
/// | 500–599       | retry         | about the receiver; the protocol demands it                |
/// | anything else | retry         | not HTTP; a broken box in between may recover              |
Answer judge(std::optional<int> status);

/// The longest that a receiver can make us wait.
inline constexpr Duration kRetryAfterMax = 1h;

}  // namespace flowbridge

#include "remote_write/protocol.h"

#include "base/check.h"

namespace flowbridge {

std::vector<RequestHeader> request_headers(const RequestHeaderOptions& options) {
  std::vector<RequestHeader> headers = {
      {"Content-Encoding", "snappy"},
      {"Content-Type", "application/x-protobuf"},
      {"X-Prometheus-Remote-Write-Version", "0.1.0"},
      {"User-Agent", std::string(options.user_agent)},
  };
  if (options.retry_attempt > 0) {
    headers.push_back({"Retry-Attempt", std::to_string(options.retry_attempt)});
  }
  return headers;
}

const char* answer_name(Answer answer) {
  switch (answer) {
    case Answer::kAccepted:
      return "accepted";
    case Answer::kRetry:
      return "retry";
    case Answer::kRefused:
      return "refused";
    case Answer::kTooLarge:
      return "too_large";
    case Answer::kMisconfigured:
      return "misconfigured";
  }
  FB_CHECK(false);
}

Answer judge(std::optional<int> status) {
  if (!status) return Answer::kRetry;
  switch (*status) {
    case 400:
    case 409:
    case 422:
      return Answer::kRefused;
    case 408:
    case 429:
      return Answer::kRetry;
    case 413:
      return Answer::kTooLarge;
  }
  if (*status >= 200 && *status < 300) return Answer::kAccepted;
  if (*status >= 300 && *status < 500) return Answer::kMisconfigured;
  return Answer::kRetry;
}

}  // namespace flowbridge

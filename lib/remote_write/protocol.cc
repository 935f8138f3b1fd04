#include "remote_write/protocol.h"

#include "base/check.h"

namespace flowbridge {

namespace {

struct BodyKind {
  const char* content_type;
  const char* version;
};

BodyKind body_kind(WireProtocol protocol) {
  switch (protocol) {
    case WireProtocol::kV1:
      return {"application/x-protobuf", "0.1.0"};
    case WireProtocol::kV2:
      // No blank after the semicolon: with one, receivers do not see the parameter.
      return {"application/x-protobuf;proto=io.prometheus.write.v2.Request", "2.0.0"};
  }
  FB_CHECK(false);
}

}  // namespace

std::vector<HttpHeader> request_headers(const RequestHeaderOptions& options) {
  const BodyKind kind = body_kind(options.protocol);
  std::vector<HttpHeader> headers = {
      {"Content-Encoding", "snappy"},
      {"Content-Type", kind.content_type},
      {"X-Prometheus-Remote-Write-Version", kind.version},
      {"User-Agent", std::string(options.user_agent)},
  };
  if (options.retry_attempt > 0) {
    headers.push_back({"Retry-Attempt", std::to_string(options.retry_attempt)});
  }
  return headers;
}

bool is_written_header(std::string_view name) {
  return name.starts_with("x-prometheus-remote-write-") && name.ends_with("-written");
}

const char* protocol_name(WireProtocol protocol) {
  return protocol == WireProtocol::kV1 ? "1.0" : "2.0";
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
    case Answer::kNotRead:
      return "not_read";
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

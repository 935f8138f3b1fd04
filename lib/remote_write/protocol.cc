#include "remote_write/protocol.h"

#include "base/check.h"
#include "remote_write/http_date.h"

#include <algorithm>

namespace flowbridge {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// RFC 9110 §5.6.3: blanks and tabs around a field's value are not part of it.
std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// Any number of digits: what is longer than we would wait is only ever the limit.
Duration parse_seconds(std::string_view digits) {
  constexpr Duration kSecond = 1s;
  Duration::rep seconds = 0;
  for (const char c : digits) {
    seconds = seconds * 10 + (c - '0');
    if (seconds >= kRetryAfterMax / kSecond) return kRetryAfterMax;
  }
  return seconds * kSecond;
}

}  // namespace

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

std::optional<Duration> parse_retry_after(std::string_view value, UnixTime now) {
  const std::string_view text = trim(value);
  if (text.empty()) return std::nullopt;
  if (std::all_of(text.begin(), text.end(), is_digit)) return parse_seconds(text);
  const std::optional<UnixTime> date = parse_http_date(text, now);
  if (!date) return std::nullopt;
  if (*date <= now) return Duration(0);
  // Not by their difference: `now` may be so far back that it overflows.
  if (now <= *date - kRetryAfterMax) return kRetryAfterMax;
  return *date - now;
}

}  // namespace flowbridge

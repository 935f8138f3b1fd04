#include "auth/token_source.h"

#include "auth/encoding.h"
#include "auth/request_url.h"
#include "auth/token_answer.h"
#include "base/retry_after.h"
#include "port/downloader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace flowbridge {

namespace {

constexpr BackoffOptions kTokenBackoff{.first = 1s, .last = 1min};
constexpr Duration kTokenRetryAfterMax = 1h;
/// However short a token's life is.
constexpr Duration kRefreshGapMin = 1s;
constexpr Duration kRejectionGapMin = 1min;
/// A request that is not answered by now was cancelled by whoever sent it.
constexpr Duration kAnswerLostAfter = 2 * kTokenTimeout;

std::string basic_credentials(const std::string& client_id, const Secret& client_secret) {
  return base64(form_encoded(client_id) + ":" + form_encoded(client_secret.reveal()));
}

std::string joined(const std::vector<std::string>& scopes) {
  std::string out;
  for (const std::string& scope : scopes) {
    if (!out.empty()) out += ' ';
    out += scope;
  }
  return out;
}

void add_parameter(std::string& body, std::string_view name, std::string_view value) {
  if (!body.empty()) body += '&';
  body.append(form_encoded(name)).append("=").append(form_encoded(value));
}

/// What it says of the request, which another one may mend.
bool is_client_error(std::optional<int> status) {
  return status && *status >= 400 && *status < 500 && *status != 408 && *status != 429;
}

}  // namespace

TokenSource::TokenSource(const TokenOptions& options, std::uint64_t seed)
    : options_(options),
      in_body_(options.client_authentication == ClientAuthentication::kInBody),
      is_place_known_(options.client_authentication != ClientAuthentication::kFindOut),
      backoff_(kTokenBackoff, seed) {}

std::optional<HttpRequest> TokenSource::next(const Secret& client_secret, const Now& now) {
  if (asked_at_ && now.monotonic - *asked_at_ < kAnswerLostAfter) return std::nullopt;
  if (token_ && !(refresh_at_ && now.monotonic >= *refresh_at_)) return std::nullopt;
  const bool failed_with_it = client_secret == asked_with_;
  if (retry_at_ && now.monotonic < *retry_at_ && failed_with_it) return std::nullopt;
  asked_at_ = now.monotonic;
  asked_with_ = client_secret;
  return HttpRequest{.url = options_.url,
                     .headers = request_headers(client_secret),
                     .body = request_body(client_secret),
                     .timeout = kTokenTimeout,
                     .answer_bytes_max = kTokenAnswerBytesMax};
}

void TokenSource::answered(const HttpCompletion& answer, const Now& now) {
  const MonotonicTime asked_at = asked_at_.value_or(now.monotonic);
  asked_at_.reset();
  retry_at_.reset();
  std::optional<Error> problem = take(answer, asked_at);
  if (problem && try_other_place(answer.status)) return;
  is_rejected_ = false;
  problem_ = std::move(problem);
  if (!problem_) {
    is_place_known_ = true;
    backoff_.reset();
    return;
  }
  std::optional<Duration> wait;
  if (const auto value = header_of(answer.headers, "retry-after")) {
    wait = parse_retry_after(*value, now.wall, kTokenRetryAfterMax);
  }
  retry_at_ = now.monotonic + backoff_.next(wait);
}

const Secret* TokenSource::token(MonotonicTime now) const {
  if (!token_ || is_rejected_ || (ends_at_ && now >= *ends_at_)) return nullptr;
  return &*token_;
}

bool TokenSource::rejected(MonotonicTime now) {
  if (!token_ || is_rejected_) return true;
  if (rejected_at_ && now - *rejected_at_ < kRejectionGapMin) return false;
  rejected_at_ = now;
  is_rejected_ = true;
  refresh_at_ = now;
  return true;
}

std::vector<HttpHeader> TokenSource::request_headers(const Secret& client_secret) const {
  std::vector<HttpHeader> headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                     {"Accept", "application/json"}};
  if (!in_body_) {
    headers.push_back(
        {"Authorization", "Basic " + basic_credentials(options_.client_id, client_secret)});
  }
  return headers;
}

std::string TokenSource::request_body(const Secret& client_secret) const {
  std::string body = "grant_type=client_credentials";
  if (!options_.scopes.empty()) add_parameter(body, "scope", joined(options_.scopes));
  for (const TokenParameter& each : options_.parameters) add_parameter(body, each.name, each.value);
  if (in_body_) {
    add_parameter(body, "client_id", options_.client_id);
    add_parameter(body, "client_secret", client_secret.reveal());
  }
  return body;
}

std::optional<Error> TokenSource::take(const HttpCompletion& answer, MonotonicTime asked_at) {
  if (!answer.status) return failure(answer, {});
  if (*answer.status / 100 != 2) {
    return failure(answer, "status " + std::to_string(*answer.status));
  }
  Result<GrantedToken> granted = parse_token_answer(answer.text);
  if (!granted) return failure(answer, granted.error().message());
  token_ = std::move(granted->token);
  ++version_;
  ends_at_.reset();
  refresh_at_.reset();
  if (const std::optional<Duration> life = granted->life) {
    ends_at_ = asked_at + *life;
    refresh_at_ = asked_at + std::max<Duration>(*life * 4 / 5, kRefreshGapMin);
  }
  return std::nullopt;
}

Error TokenSource::failure(const HttpCompletion& answer, const std::string& reason) const {
  const std::string& secret = asked_with_.reveal();
  const std::array hidden = {secret, form_encoded(secret), percent_encoded(secret),
                             basic_credentials(options_.client_id, asked_with_)};
  std::string said = answer.status ? token_refusal(answer.text, hidden) : answer.text;
  const std::optional<RequestUrl> url = parse_request_url(options_.url);
  std::string message = "token endpoint " + (url ? url->host : std::string());
  if (!reason.empty()) message += ": " + reason;
  if (!said.empty()) message += ": " + said;
  return {is_client_error(answer.status) ? ErrorCode::kInvalid : ErrorCode::kUnavailable, message};
}

bool TokenSource::try_other_place(std::optional<int> status) {
  if (is_place_known_ || !is_client_error(status)) return false;
  in_body_ = !in_body_;
  // Back in the header, both have been tried.
  return in_body_;
}

}  // namespace flowbridge

// How the delivery loop sends requests, and what it makes of answers.

#include "auth/repeated_secret.h"
#include "base/check.h"
#include "bridge/delivery_loop.h"
#include "bridge/request_answer.h"

#include <utility>

namespace flowbridge {

namespace {

/// The sender's own begin with 1.
constexpr std::uint64_t kTokenRequest = 0;
constexpr const char* kRepeatsSecret = "(what it says repeats a secret, and is not shown)";

/// The receiver's own words, but where it said success and stored nothing.
std::string refusal_text(const HttpCompletion& completion, Answer answer) {
  const bool is_empty_success =
      answer == Answer::kMisconfigured && completion.status && *completion.status / 100 == 2;
  if (!is_empty_success) return completion.text;
  return "it does not take remote write 2.0, and stored nothing; let the version be auto or 1.0";
}

}  // namespace

void DeliveryLoop::start_requests(const Now& now) {
  if (std::optional<HttpRequest> token = auth_.token_request(now)) fetch_token(*std::move(token));
  // The first answer says which version is spoken: nothing else is sent before.
  while (sender_.in_flight() == 0 || protocol_.is_known()) {
    auth_.reread(now.monotonic);
    if (!auth_.is_ready(now)) return;
    const std::optional<SendRequest> request = sender_.next(now.monotonic);
    if (!request) return;
    start(*request, now);
  }
}

std::string DeliveryLoop::make_body(const SendRequest& request, WireProtocol protocol) {
  if (probe_) return maker_.make_probe(protocol, probe_->time());
  const std::span<const PlannedSample> samples(samples_);
  const bool begins_stage = request.begin == 0 && !trial_;
  MadeRequest made =
      maker_.make(protocol, queue_->accounts(),
                  {.timestamp = timestamp_,
                   .samples = samples.subspan(request.begin, request.end - request.begin),
                   .begins_stage = begins_stage});
  sender_.shorten(request.id, request.begin + made.samples);
  return std::move(made.body);
}

void DeliveryLoop::fetch_token(HttpRequest request) {
  request.id = kTokenRequest;
  request.headers.push_back({"User-Agent", options_.user_agent});
  fetches_token_ = true;
  ports_.http.start(std::move(request));
}

void DeliveryLoop::start(const SendRequest& request, const Now& now) {
  const WireProtocol protocol = protocol_.next(now.monotonic);
  if (request.attempt > 0) ++requests_retried_;
  post({.id = request.id,
        .body = make_body(request, protocol),
        .protocol = protocol,
        .attempt = request.attempt},
       now);
}

void DeliveryLoop::post(Outgoing request, const Now& now) {
  HttpRequest http;
  http.id = request.id;
  http.url = options_.url;
  http.headers = request_headers({.user_agent = options_.user_agent,
                                  .retry_attempt = static_cast<std::uint32_t>(request.attempt),
                                  .protocol = request.protocol});
  http.body = std::move(request.body);
  http.timeout = options_.request_timeout;
  bytes_sent_ += http.body.size();
  const std::optional<AuthHeaders> who = auth_.headers({http.url, http.headers, http.body}, now);
  FB_CHECK(who.has_value());
  http.headers.insert(http.headers.end(), who->headers.begin(), who->headers.end());
  sent_as_[request.id] = {request.protocol, who->version, auth_.secrets(now.monotonic)};
  ports_.http.start(std::move(http));
}

Answer DeliveryLoop::answer_of(const HttpCompletion& completion, const SentAs& sent,
                               const Now& now) {
  const bool is_unauthorized = completion.status == 401 || completion.status == 403;
  // The secret was rotated: the new one is in the next request.
  if (is_unauthorized && auth_.refused(sent.auth_version, now)) return Answer::kRetry;
  return judge_answer(completion, sent.protocol, protocol_, now.monotonic);
}

void DeliveryLoop::log_refusal(HttpCompletion completion, const SentAs& sent, Answer answer) {
  if (answer == Answer::kNotRead) {
    ports_.log.write(
        LogLevel::kInfo, "destination does not take remote write 2.0, it is sent 1.0",
        {{"destination", options_.name}, {"status", http_status_text(completion.status)}});
    return;
  }
  if (repeats_secret(completion.text, sent.secrets) ||
      repeats_secret(completion.text, secrets_of_url(options_.url)) ||
      repeats_secret(completion.text, options_.more_secrets)) {
    completion.text = kRepeatsSecret;
  }
  last_error_ = http_status_text(completion.status) + ": " + refusal_text(completion, answer);
  ports_.log.write(LogLevel::kWarn, "destination did not take a request",
                   {{"destination", options_.name},
                    {"status", http_status_text(completion.status)},
                    {"meaning", answer_name(answer)},
                    {"answer", refusal_text(completion, answer)}});
}

void DeliveryLoop::take_answers(const Now& now) {
  for (const HttpCompletion& completion : std::exchange(arrived_, {})) take(completion, now);
  for (const HttpCompletion& completion : ports_.http.collect(0ms)) take(completion, now);
}

void DeliveryLoop::take(const HttpCompletion& completion, const Now& now) {
  if (completion.id == kOwnRequest) return own_answered(completion);
  if (completion.id != kTokenRequest) return judge(completion, now);
  fetches_token_ = false;
  auth_.token_answered(completion, now);
}

void DeliveryLoop::count_answer(const HttpCompletion& completion) {
  ++requests_by_code_[http_status_text(completion.status)];
  request_duration_.observe(completion.elapsed);
}

void DeliveryLoop::judge(const HttpCompletion& completion, const Now& now) {
  const auto found = sent_as_.find(completion.id);
  FB_CHECK(found != sent_as_.end());
  const SentAs sent = std::move(found->second);
  sent_as_.erase(found);
  const Answer answer = answer_of(completion, sent, now);
  count_answer(completion);
  if (answer == Answer::kAccepted) {
    last_success_ = now.wall;
  } else {
    log_refusal(completion, sent, answer);
  }
  sender_.answer(completion.id, answer, answer_context(completion, now));
}

}  // namespace flowbridge

#include "flowbridge/query_client.h"

#include "auth/repeated_secret.h"
#include "base/retry_after.h"
#include "config/addresses.h"
#include "config/durations.h"
#include "flowbridge/build_info.h"
#include "flowbridge/translate.h"
#include "peering/query_answer.h"
#include "peering/text_table.h"

#include <iterator>
#include <utility>

namespace flowbridge {

namespace {

std::string user_agent() {
  return "flowbridge/" + std::string(build_info().version);
}

AuthenticatorOptions auth_options(const QueryTarget& target) {
  return target.destination ? delivery_options(*target.destination, {}).auth
                            : AuthenticatorOptions{};
}

std::string unauthorized_advice(const QueryTarget& target) {
  if (target.destination) {
    return "it does not accept what says who sends to destination " + target.destination->name +
           "; reading may take other rights than writing does";
  }
  return "it wants to know who asks. If a destination's credentials are right for it, name that "
         "destination with --query.destination";
}

/// Of a status that is no success.
std::string advice_on(int status, const QueryTarget& target) {
  if (status == 401 || status == 403) return unauthorized_advice(target);
  if (status == 404 || status == 405) {
    return "there is no query API at this path; say where it is with --query.url: "
           "http://prometheus:9090 for Prometheus, http://mimir:8080/prometheus for Mimir";
  }
  if (status / 100 == 3) return "it redirects elsewhere; say with --query.url where to";
  if (status == 422 || status == 503 || status == 504) {
    return "it gave the query up; --hostname asks for less at a time";
  }
  if (status == 429) return "it has too much to do; try again later";
  return "it does not answer the query";
}

/// Those that may be another the next time.
ErrorCode code_of(int status) {
  return status == 429 || status / 100 == 5 ? ErrorCode::kUnavailable : ErrorCode::kInvalid;
}

}  // namespace

QueryClient::QueryClient(QueryClientOptions options, const AuthenticatedClientPorts& ports)
    : options_(std::move(options)), client_(auth_options(options_.target), user_agent(), ports) {}

Result<std::string> QueryClient::ask(const StoreQuery& query) {
  for (int attempts = 1;; ++attempts) {
    Result<HttpCompletion> answer = attempt(query);
    if (!answer) return answer.error();
    const std::optional<Duration> wait = ask_again_after(*answer, attempts);
    if (!wait) return read(*std::move(answer));
    options_.wait(*wait);
  }
}

// A store that was never there is told at once: its address is wrong more often than it is down.
std::optional<Duration> QueryClient::ask_again_after(const HttpCompletion& answer,
                                                     int attempts) const {
  if (attempts == kAskAttempts) return std::nullopt;
  const bool may_pass =
      answer.status ? code_of(*answer.status) == ErrorCode::kUnavailable : has_answered_;
  if (!may_pass) return std::nullopt;
  for (const HttpHeader& header : answer.headers) {
    if (header.name != "retry-after") continue;
    const std::optional<Duration> asked =
        parse_retry_after(header.value, client_.now().wall, kAskAgainMax);
    if (asked) return asked;
  }
  constexpr Duration kWaits[] = {1s, 2s, 4s};
  static_assert(std::size(kWaits) + 1 == kAskAttempts);
  return kWaits[attempts - 1];
}

Result<HttpCompletion> QueryClient::attempt(const StoreQuery& query) {
  constexpr int kReadings = 2;
  HttpCompletion answer;
  for (int reading = 0; reading < kReadings; ++reading) {
    if (Result<void> ready = client_.make_ready(); !ready) {
      return ready.error().within(redact_url(options_.target.url));
    }
    HttpRequest request;
    request.url = options_.target.url + query.path();
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                       {"Accept", "application/json"},
                       {"User-Agent", user_agent()}};
    request.body = query.form();
    request.timeout = options_.timeout;
    request.answer_bytes_max = kAnswerBytesMax + 1;
    const std::uint64_t version = client_.sign(request);
    answer = client_.exchange(std::move(request));
    const bool is_unauthorized = answer.status == 401 || answer.status == 403;
    if (!is_unauthorized || !client_.refused(version)) break;
  }
  has_answered_ = has_answered_ || (answer.status && *answer.status / 100 == 2);
  return answer;
}

Error QueryClient::failed(ErrorCode code, const std::string& what,
                          const HttpCompletion& answer) const {
  std::vector<std::string> secrets = client_.secrets();
  for (const std::string& each : secrets_of_url(options_.target.url)) secrets.push_back(each);
  std::string words = answer.status ? error_of_answer(answer.text) : answer.text;
  if (repeats_secret(words, secrets)) words = "what it says repeats a secret";
  std::string message = redact_url(options_.target.url) + ": " + what;
  if (!words.empty()) message += " (" + fitted(words, kStoreWordsMax) + ")";
  return {code, message};
}

Result<std::string> QueryClient::read(HttpCompletion answer) const {
  if (!answer.status && answer.elapsed >= options_.timeout) {
    return failed(ErrorCode::kUnavailable,
                  "no answer within " + format_duration(options_.timeout) +
                      "; --query.timeout gives it longer, --hostname asks for less at a time",
                  answer);
  }
  if (!answer.status) {
    return failed(ErrorCode::kUnavailable, "no answer; is it running, and are host and port right?",
                  answer);
  }
  if (*answer.status / 100 != 2) {
    return failed(
        code_of(*answer.status),
        std::to_string(*answer.status) + ": " + advice_on(*answer.status, options_.target), answer);
  }
  if (answer.text.size() > kAnswerBytesMax) {
    answer.text.clear();
    return failed(ErrorCode::kInvalid,
                  "an answer has more than 32 MiB; --hostname asks for less at a time", answer);
  }
  return std::move(answer.text);
}

}  // namespace flowbridge

#include "flowbridge/query_client.h"

#include "auth/repeated_secret.h"
#include "base/quoted.h"
#include "config/addresses.h"
#include "flowbridge/build_info.h"
#include "flowbridge/translate.h"
#include "peering/query_answer.h"

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
  if (status == 422 || status == 503) {
    return "it gave the query up; --hostname or a shorter --window asks for less at a time";
  }
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
  constexpr int kAttempts = 2;  // the second with secrets that were read again
  HttpCompletion answer;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
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
  return read(std::move(answer));
}

Error QueryClient::failed(ErrorCode code, const std::string& what,
                          const HttpCompletion& answer) const {
  std::vector<std::string> secrets = client_.secrets();
  for (const std::string& each : secrets_of_url(options_.target.url)) secrets.push_back(each);
  std::string words = answer.status ? error_of_answer(answer.text) : answer.text;
  if (repeats_secret(words, secrets)) words = "what it says repeats a secret";
  std::string message = redact_url(options_.target.url) + ": " + what;
  if (!words.empty()) message += " (" + as_name(words) + ")";
  return {code, message};
}

Result<std::string> QueryClient::read(HttpCompletion answer) const {
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

#include "flowbridge/destination_check.h"

#include "auth/authenticator.h"
#include "base/check.h"
#include "bridge/request_answer.h"
#include "config/addresses.h"
#include "flowbridge/destination_advice.h"
#include "flowbridge/translate.h"
#include "remote_write/empty_request.h"
#include "remote_write/protocol.h"

#include <optional>
#include <string>
#include <utility>

namespace flowbridge {

namespace {

class DestinationCheck {
 public:
  DestinationCheck(const DestinationSettings& settings, const DestinationCheckPorts& ports)
      : settings_(settings),
        options_(delivery_options(settings, {})),
        ports_(ports),
        auth_(options_.auth, ports.read_file),
        choice_(options_.protocol) {}

  ConnectionCheck run() &&;

 private:
  bool is_authenticated();
  HttpCompletion exchange(HttpRequest request);
  /// Absent: it is to be sent again, otherwise.
  std::optional<JudgedAnswer> ask();
  ConnectionCheck found(bool ok, const std::string& text) const;

  const DestinationSettings& settings_;
  const DeliveryOptions options_;
  const DestinationCheckPorts& ports_;
  Authenticator auth_;
  ProtocolChoice choice_;
};

ConnectionCheck DestinationCheck::found(bool ok, const std::string& text) const {
  return {.ok = ok,
          .what = "destination " + settings_.name + " (" + redact_url(settings_.url) + ")",
          .text = text};
}

ConnectionCheck DestinationCheck::run() && {
  std::optional<JudgedAnswer> judged;
  for (int requests = 0; requests < kCheckRequestsMax && !judged; ++requests) {
    if (!is_authenticated()) {
      const Error* problem = auth_.problem();
      return found(false, problem == nullptr ? "no token came" : problem->message());
    }
    judged = ask();
  }
  if (!judged) return found(false, "it answers otherwise each time it is asked");
  return found(judged->answer == Answer::kAccepted, advice_on(*judged, settings_));
}

bool DestinationCheck::is_authenticated() {
  auth_.reread(ports_.now().monotonic);
  for (int requests = 0; requests < kCheckRequestsMax; ++requests) {
    std::optional<HttpRequest> token = auth_.token_request(ports_.now());
    if (!token) break;
    token->headers.push_back({"User-Agent", options_.user_agent});
    auth_.token_answered(exchange(*std::move(token)), ports_.now());
  }
  return auth_.is_ready(ports_.now());
}

HttpCompletion DestinationCheck::exchange(HttpRequest request) {
  const Duration timeout = request.timeout;
  ports_.http.start(std::move(request));
  while (true) {
    std::vector<HttpCompletion> done = ports_.http.collect(timeout);
    if (!done.empty()) return std::move(done.front());
  }
}

std::optional<JudgedAnswer> DestinationCheck::ask() {
  const Now now = ports_.now();
  const WireProtocol protocol = choice_.next(now.monotonic);
  HttpRequest request;
  request.url = options_.url;
  request.headers = request_headers({.user_agent = options_.user_agent, .protocol = protocol});
  request.body = empty_request(protocol);
  request.timeout = options_.request_timeout;
  const std::optional<AuthHeaders> who =
      auth_.headers({request.url, request.headers, request.body}, now);
  FB_CHECK(who.has_value());
  request.headers.insert(request.headers.end(), who->headers.begin(), who->headers.end());

  HttpCompletion completion = exchange(std::move(request));
  const bool is_unauthorized = completion.status == 401 || completion.status == 403;
  if (is_unauthorized && auth_.refused(who->version, ports_.now())) return std::nullopt;
  const Answer answer = judge_answer(completion, protocol, choice_, ports_.now().monotonic);
  if (answer == Answer::kNotRead) return std::nullopt;
  return JudgedAnswer{.answer = answer, .protocol = protocol, .completion = std::move(completion)};
}

}  // namespace

ConnectionCheck check_destination(const DestinationSettings& settings,
                                  const DestinationCheckPorts& ports) {
  return DestinationCheck(settings, ports).run();
}

}  // namespace flowbridge

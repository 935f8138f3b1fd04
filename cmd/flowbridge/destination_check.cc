#include "flowbridge/destination_check.h"

#include "bridge/request_answer.h"
#include "config/addresses.h"
#include "flowbridge/authenticated_client.h"
#include "flowbridge/destination_advice.h"
#include "flowbridge/translate.h"
#include "remote_write/empty_request.h"
#include "remote_write/protocol.h"

#include <cstdint>
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
        client_(options_.auth, options_.user_agent, ports_),
        choice_(options_.protocol) {}

  ConnectionCheck run() &&;

 private:
  /// Absent: it is to be sent again, otherwise.
  std::optional<JudgedAnswer> ask();
  ConnectionCheck found(bool ok, const std::string& text) const;

  const DestinationSettings& settings_;
  const DeliveryOptions options_;
  const DestinationCheckPorts& ports_;
  AuthenticatedClient client_;
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
    const Result<void> ready = client_.make_ready();
    if (!ready) return found(false, ready.error().message());
    judged = ask();
  }
  if (!judged) return found(false, "it answers otherwise each time it is asked");
  return found(judged->answer == Answer::kAccepted, advice_on(*judged, settings_));
}

std::optional<JudgedAnswer> DestinationCheck::ask() {
  const Now now = ports_.now();
  const WireProtocol protocol = choice_.next(now.monotonic);
  HttpRequest request;
  request.url = options_.url;
  request.headers = request_headers({.user_agent = options_.user_agent, .protocol = protocol});
  request.body = empty_request(protocol);
  request.timeout = options_.request_timeout;
  const std::uint64_t version = client_.sign(request);

  HttpCompletion completion = client_.exchange(std::move(request));
  const bool is_unauthorized = completion.status == 401 || completion.status == 403;
  if (is_unauthorized && client_.refused(version)) return std::nullopt;
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

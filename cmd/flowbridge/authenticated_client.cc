#include "flowbridge/authenticated_client.h"

#include "base/check.h"

#include <optional>
#include <utility>

namespace flowbridge {

AuthenticatedClient::AuthenticatedClient(const AuthenticatorOptions& options,
                                         std::string user_agent,
                                         const AuthenticatedClientPorts& ports)
    : user_agent_(std::move(user_agent)), ports_(ports), auth_(options, ports.read_file) {}

Result<void> AuthenticatedClient::make_ready() {
  auth_.reread(ports_.now().monotonic);
  for (int requests = 0; requests < kTokenRequestsMax; ++requests) {
    std::optional<HttpRequest> token = auth_.token_request(ports_.now());
    if (!token) break;
    token->headers.push_back({"User-Agent", user_agent_});
    auth_.token_answered(exchange(*std::move(token)), ports_.now());
  }
  if (auth_.is_ready(ports_.now())) return {};
  const Error* problem = auth_.problem();
  return Error(ErrorCode::kUnavailable, problem == nullptr ? "no token came" : problem->message());
}

std::uint64_t AuthenticatedClient::sign(HttpRequest& request) {
  const std::optional<AuthHeaders> who =
      auth_.headers({request.url, request.headers, request.body}, ports_.now());
  FB_CHECK(who.has_value());
  request.headers.insert(request.headers.end(), who->headers.begin(), who->headers.end());
  return who->version;
}

HttpCompletion AuthenticatedClient::exchange(HttpRequest request) {
  const Duration timeout = request.timeout;
  ports_.http.start(std::move(request));
  while (true) {
    std::vector<HttpCompletion> done = ports_.http.collect(timeout);
    if (!done.empty()) return std::move(done.front());
  }
}

bool AuthenticatedClient::refused(std::uint64_t version) {
  return auth_.refused(version, ports_.now());
}

std::vector<std::string> AuthenticatedClient::secrets() const {
  return auth_.secrets(ports_.now().monotonic);
}

}  // namespace flowbridge

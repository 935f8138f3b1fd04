#pragma once
/// Requests of a command in the name of a destination: one at a time, each with its answer.
///
/// It does what a delivery loop does about who sends: reads secrets, fetches tokens, signs.
///
/// Lifetime: borrows the client; the reader and the clock must stay callable.
/// Threads:  the client's.
/// Fails:    make_ready: kUnavailable, with what is wrong and without secrets. An exchange fails as
///           HttpClient says.
/// Units:    a request takes as long as its own timeout at most.
/// Bounds:   kTokenRequestsMax requests for tokens before a request.
///
///   AuthenticatedClient client(options, {http, read_file, read_now});
///   if (Result<void> ready = client.make_ready(); !ready) return ready.error();
///   const std::uint64_t version = client.sign(request);
///   HttpCompletion answer = client.exchange(std::move(request));
///   if (answer.status == 401 && client.refused(version)) send_it_again();

#include "auth/authenticator.h"
#include "base/time.h"
#include "port/http_client.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace flowbridge {

inline constexpr int kTokenRequestsMax = 4;

struct AuthenticatedClientPorts {
  HttpClient& http;
  /// Of secrets.
  FileReader read_file;
  std::function<Now()> now;
};

class AuthenticatedClient {
 public:
  AuthenticatedClient(const AuthenticatorOptions& options, std::string user_agent,
                      const AuthenticatedClientPorts& ports);

  /// Before each request.
  Result<void> make_ready();
  /// Adds the headers that say who sends, and returns of which secrets they are made. Requires:
  /// make_ready() was content, and the request is sent at once.
  std::uint64_t sign(HttpRequest& request);
  HttpCompletion exchange(HttpRequest request);
  /// It was refused: whether sending it once more makes sense.
  bool refused(std::uint64_t version);
  /// Those that no message may repeat.
  std::vector<std::string> secrets() const;
  Now now() const { return ports_.now(); }

 private:
  const std::string user_agent_;
  const AuthenticatedClientPorts ports_;
  Authenticator auth_;
};

}  // namespace flowbridge

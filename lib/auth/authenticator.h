#pragma once
/// Says who sends: the headers by which one destination's requests are authenticated.
///
/// A delivery loop asks it before each request, sends the requests for tokens that it wants, and
/// tells it when the receiver refused one (401, 403). A secret that was rotated costs at most the
/// requests that were out: after a refusal every file is read again and the token replaced, and the
/// loop learns whether trying again makes sense.
///
/// Lifetime: owns its state; the reader must stay callable.      Threads: one, the delivery loop's.
/// Fails:    never; headers() has nothing while a secret is unreadable or a token on its way, and
///           problem() says why, without any secret. Requires: check_auth, and
///           check_custom_header of every header, were content.
/// Units:    both clocks: signatures need the time of day.
///
///   Authenticator auth({.auth = BasicAuth{…}}, read_file);
///   if (auto request = auth.token_request(now)) http.start(*std::move(request));
///   if (auto who = auth.headers({url, headers, body}, now)) send(headers, who->headers);
///   if (status == 401 && auth.refused(who->version, now)) send_again_at_once();

#include "auth/auth_options.h"
#include "auth/aws_sigv4.h"
#include "auth/custom_header.h"
#include "auth/reread_file.h"
#include "auth/secret_source.h"
#include "auth/token_source.h"
#include "base/time.h"
#include "port/http_client.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct AuthenticatorOptions {
  AuthOptions auth{};
  std::vector<CustomHeader> headers{};
  /// Seeds the jitter.
  std::uint64_t seed = 0;
};

/// What a signature covers.
struct UnsignedRequest {
  std::string_view url;
  const std::vector<HttpHeader>& headers;
  std::string_view body;
};

struct AuthHeaders {
  std::vector<HttpHeader> headers;
  /// Of the secrets they were made with.
  std::uint64_t version = 0;
};

class Authenticator {
 public:
  Authenticator(const AuthenticatorOptions& options, const FileReader& read);

  /// To be added to the request's own, which then goes out without delay; absent: not yet.
  /// Requires: the URL is one of http or https.
  std::optional<AuthHeaders> headers(const UnsignedRequest& request, const Now& now);

  /// Reads every file of secrets, however short the time since the last. Before a request it leaves
  /// the least time for one to change unnoticed.
  void reread(MonotonicTime now);

  /// Whether headers() has any.
  bool is_ready(const Now& now);

  /// As TokenSource's; the caller sends it by POST and gives the answer back.
  std::optional<HttpRequest> token_request(const Now& now);
  void token_answered(const HttpCompletion& answer, const Now& now);

  /// The receiver refused a request with the headers of `version`, by 401 or 403. Returns whether
  /// others are at hand, or on their way.
  bool refused(std::uint64_t version, const Now& now);

  /// Those in use, each as it is and as it is sent, for whoever must not show them.
  std::vector<std::string> secrets(MonotonicTime now) const;

  /// Why headers() has nothing, or will have the old ones only; null: all is well.
  const Error* problem() const;

 private:
  struct NamedSecret {
    std::string name;
    SecretSource value;
  };

  void refresh(MonotonicTime now);
  std::uint64_t version() const;
  std::optional<std::vector<HttpHeader>> custom_headers() const;
  std::optional<std::vector<HttpHeader>> sign(const UnsignedRequest& request,
                                              std::vector<HttpHeader> custom, UnixTime now) const;
  std::optional<AwsCredentials> aws_credentials() const;
  /// The value of the Authorization header; absent: not yet. Empty: there is none.
  std::optional<std::string> authorization(MonotonicTime now) const;

  // Constant after construction.
  AuthOptions auth_;

  // The password, the credentials, the client's secret or the secret key.
  SecretSource secret_;
  SecretSource session_token_;
  std::optional<RereadFile<AwsCredentials>> profile_;
  std::optional<TokenSource> token_;
  std::vector<NamedSecret> custom_;
};

}  // namespace flowbridge

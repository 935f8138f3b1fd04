#pragma once
/// A bearer token that is always fresh: OAuth 2.0 client credentials (RFC 6749 §4.4).
///
/// A token is fetched with the client's secret, used until its end, and replaced when a fifth of
/// its life is left, so that an endpoint that is away for a while holds nothing up. A token that
/// the receiver refuses is replaced at once, but not more than once a minute: most likely it is not
/// the token's fault. Azure's Entra ID is the same with another request (auth/auth_options.h).
///
/// Endpoints want the client's secret in a header or in the body, and do not say which. As Go's
/// library does, the header is tried first, then the body, and what was taken is kept.
///
/// Lifetime: owns its state.      Threads: one.
/// Fails:    never; problem() says why the last fetch failed, without any secret.
/// Units:    monotonic time; a token's life begins when it was asked for.
///
///   TokenSource source(options, seed);
///   if (auto request = source.next(secret, now)) http.start(*std::move(request));
///   source.answered(completion, now);
///   if (const Secret* token = source.token(now.monotonic)) use(*token);

#include "auth/secret.h"
#include "base/backoff.h"
#include "base/result.h"
#include "base/time.h"
#include "port/http_client.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

enum class ClientAuthentication {
  kFindOut,
  kInHeader,
  kInBody,
};

struct TokenParameter {
  std::string name;
  std::string value;

  bool operator==(const TokenParameter&) const = default;
};

struct TokenOptions {
  std::string url{};
  std::string client_id{};
  std::vector<std::string> scopes{};
  /// Beside those of the RFC, as "audience" or "resource".
  std::vector<TokenParameter> parameters{};
  ClientAuthentication client_authentication = ClientAuthentication::kFindOut;

  bool operator==(const TokenOptions&) const = default;
};

inline constexpr Duration kTokenTimeout = 30s;
/// Tokens of large organisations have some kilobytes.
inline constexpr std::size_t kTokenAnswerBytesMax = std::size_t{64} << 10;

class TokenSource {
 public:
  TokenSource(const TokenOptions& options, std::uint64_t seed);

  /// The request that is to be sent now, if one is; its id is the caller's to choose, and it holds
  /// the secret. Nothing more comes until it is answered, or must be lost. A secret other than the
  /// one that failed is tried at once.
  std::optional<HttpRequest> next(const Secret& client_secret, const Now& now);
  /// Requires: the text is the whole answer, if it has at most kTokenAnswerBytesMax bytes.
  void answered(const HttpCompletion& answer, const Now& now);

  /// Null while there is none. Valid until the next call.
  const Secret* token(MonotonicTime now) const;
  /// The receiver refused the present token. Returns whether another one will be fetched for it.
  bool rejected(MonotonicTime now);

  /// Grows with every token.
  std::uint64_t version() const { return version_; }
  const std::optional<Error>& problem() const { return problem_; }

 private:
  std::vector<HttpHeader> request_headers(const Secret& client_secret) const;
  std::string request_body(const Secret& client_secret) const;
  /// Why there is no token; absent if the answer has one.
  std::optional<Error> take(const HttpCompletion& answer, MonotonicTime asked_at);
  Error failure(const HttpCompletion& answer, const std::string& reason) const;
  /// Whether the other place of the client's secret should be tried before waiting.
  bool try_other_place(std::optional<int> status);

  // Constant after construction.
  TokenOptions options_;

  bool in_body_;
  bool is_place_known_;
  Backoff backoff_;
  std::optional<Secret> token_;
  // Of the token; absent: none.
  std::optional<MonotonicTime> ends_at_;
  // When to ask for another; absent: not while there is one.
  std::optional<MonotonicTime> refresh_at_;
  // It was refused, and nothing has been tried since.
  bool is_rejected_ = false;
  std::optional<MonotonicTime> rejected_at_;
  std::uint64_t version_ = 0;

  // While a request is out.
  std::optional<MonotonicTime> asked_at_;
  Secret asked_with_;
  // After a failure.
  std::optional<MonotonicTime> retry_at_;
  std::optional<Error> problem_;
};

}  // namespace flowbridge

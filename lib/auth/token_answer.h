#pragma once
/// What a token endpoint answers: a token (RFC 6749 §5.1), or why there is none (§5.2).
///
/// Lifetime: values.      Threads: any.
/// Fails:    kInvalid: not such an answer. No message has anything of the answer but what
///           token_refusal() lets through.
/// Units:    milliseconds.
///
///   Result<GrantedToken> granted = parse_token_answer(body);
///   if (!granted) return Error(ErrorCode::kInvalid, token_refusal(body, {client_secret}));

#include "auth/secret.h"
#include "base/result.h"
#include "base/time.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace flowbridge {

/// A longer life is taken for this one.
inline constexpr Duration kTokenLifeMax = 24h * 365;
inline constexpr std::size_t kTokenRefusalBytesMax = 200;

struct GrantedToken {
  Secret token;
  /// From when it was issued; absent: until it is refused.
  std::optional<Duration> life{};
};

/// expires_in may be a number or a text, and 0 means as little as nothing.
Result<GrantedToken> parse_token_answer(std::string_view body);

/// "invalid_client: AADSTS7000215: Invalid client secret provided."; empty if nothing is said, or
/// one of the `hidden` texts is in it. Valid UTF-8 without control characters.
std::string token_refusal(std::string_view body, std::span<const std::string> hidden);

}  // namespace flowbridge

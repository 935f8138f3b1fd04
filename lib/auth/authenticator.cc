#include "auth/authenticator.h"

#include "auth/aws_profile.h"
#include "auth/encoding.h"
#include "auth/request_url.h"
#include "base/ascii.h"
#include "base/check.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

namespace flowbridge {

namespace {

/// What a way to authenticate has, told apart by its type.
template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

SecretOptions secret_of(const AuthOptions& auth) {
  return std::visit(Overloaded{[](const NoAuth&) { return SecretOptions{}; },
                               [](const BasicAuth& way) { return way.password; },
                               [](const AuthorizationAuth& way) { return way.credentials; },
                               [](const OAuth2Auth& way) { return way.client_secret; },
                               [](const AzureAuth& way) { return way.client_secret; },
                               [](const SigV4Auth& way) { return way.secret_key; }},
                    auth);
}

SecretOptions session_token_of(const AuthOptions& auth) {
  const auto* sigv4 = std::get_if<SigV4Auth>(&auth);
  return sigv4 == nullptr ? SecretOptions{} : sigv4->session_token;
}

std::optional<TokenOptions> token_of(const AuthOptions& auth) {
  if (const auto* oauth2 = std::get_if<OAuth2Auth>(&auth)) return oauth2->token;
  if (const auto* azure = std::get_if<AzureAuth>(&auth)) return azure_token_options(*azure);
  return std::nullopt;
}

/// AWS wants these to be covered; others may be changed by a proxy on the way.
bool is_signed(const std::string& name) {
  const std::string lower = lower_case(name);
  return lower == "content-type" || lower.starts_with("x-amz-");
}

void keep_signed(const std::vector<HttpHeader>& headers, std::vector<HttpHeader>& out) {
  std::copy_if(headers.begin(), headers.end(), std::back_inserter(out),
               [](const HttpHeader& header) { return is_signed(header.name); });
}

}  // namespace

Authenticator::Authenticator(const AuthenticatorOptions& options, const FileReader& read)
    : auth_(options.auth),
      secret_(secret_of(options.auth), read),
      session_token_(session_token_of(options.auth), read) {
  if (const std::optional<TokenOptions> token = token_of(auth_)) {
    token_.emplace(*token, options.seed);
  }
  const auto* sigv4 = std::get_if<SigV4Auth>(&auth_);
  if (sigv4 != nullptr && !sigv4->profile_file.empty()) {
    profile_.emplace(sigv4->profile_file, read, [profile = sigv4->profile](std::string_view text) {
      return parse_aws_profile(text, profile);
    });
  }
  for (const CustomHeader& header : options.headers) {
    custom_.push_back({header.name, SecretSource(header.value, read)});
  }
}

std::optional<AuthHeaders> Authenticator::headers(const UnsignedRequest& request, const Now& now) {
  refresh(now.monotonic);
  std::optional<std::vector<HttpHeader>> headers = custom_headers();
  if (!headers) return std::nullopt;
  if (std::holds_alternative<SigV4Auth>(auth_)) {
    headers = sign(request, *std::move(headers), now.wall);
    if (!headers) return std::nullopt;
  } else {
    std::optional<std::string> value = authorization(now.monotonic);
    if (!value) return std::nullopt;
    if (!value->empty()) headers->push_back({"Authorization", *std::move(value)});
  }
  return AuthHeaders{*std::move(headers), version()};
}

bool Authenticator::is_ready(const Now& now) {
  refresh(now.monotonic);
  if (!custom_headers()) return false;
  if (std::holds_alternative<SigV4Auth>(auth_)) return aws_credentials().has_value();
  return authorization(now.monotonic).has_value();
}

std::optional<HttpRequest> Authenticator::token_request(const Now& now) {
  if (!token_) return std::nullopt;
  refresh(now.monotonic);
  const Secret* client_secret = secret_.value();
  return client_secret == nullptr ? std::nullopt : token_->next(*client_secret, now);
}

void Authenticator::token_answered(const HttpCompletion& answer, const Now& now) {
  if (token_) token_->answered(answer, now);
}

bool Authenticator::refused(std::uint64_t version, const Now& now) {
  // They were replaced while the request was out.
  if (version != this->version()) return true;
  reread(now.monotonic);
  const bool fetches = token_ && token_->rejected(now.monotonic);
  return fetches || version != this->version();
}

std::vector<std::string> Authenticator::secrets(MonotonicTime now) const {
  std::vector<std::string> secrets;
  const auto add = [&secrets](const Secret* secret) {
    if (secret != nullptr) secrets.push_back(secret->reveal());
  };
  add(secret_.value());
  add(session_token_.value());
  if (token_) add(token_->token(now));
  for (const NamedSecret& header : custom_) add(header.value.value());
  if (std::holds_alternative<SigV4Auth>(auth_)) {
    if (const std::optional<AwsCredentials> credentials = aws_credentials()) {
      add(&credentials->secret_key);
      add(&credentials->session_token);
    }
  }
  const auto* basic = std::get_if<BasicAuth>(&auth_);
  if (basic != nullptr && secret_.value() != nullptr) {
    secrets.push_back(base64(basic->user + ":" + secret_.value()->reveal()));
  }
  return secrets;
}

const Error* Authenticator::problem() const {
  if (secret_.problem()) return &*secret_.problem();
  if (session_token_.problem()) return &*session_token_.problem();
  if (profile_ && profile_->problem()) return &*profile_->problem();
  for (const NamedSecret& header : custom_) {
    if (header.value.problem()) return &*header.value.problem();
  }
  return token_ && token_->problem() ? &*token_->problem() : nullptr;
}

void Authenticator::refresh(MonotonicTime now) {
  secret_.refresh(now);
  session_token_.refresh(now);
  if (profile_) profile_->refresh(now);
  for (NamedSecret& header : custom_) header.value.refresh(now);
}

void Authenticator::reread(MonotonicTime now) {
  secret_.reread(now);
  session_token_.reread(now);
  if (profile_) profile_->reread(now);
  for (NamedSecret& header : custom_) header.value.reread(now);
}

std::uint64_t Authenticator::version() const {
  // What a token was fetched with is not in the headers. Each only grows, and so does the sum.
  std::uint64_t sum = token_ ? token_->version() : secret_.version();
  sum += session_token_.version();
  if (profile_) sum += profile_->version();
  for (const NamedSecret& header : custom_) sum += header.value.version();
  return sum;
}

std::optional<std::vector<HttpHeader>> Authenticator::custom_headers() const {
  std::vector<HttpHeader> headers;
  for (const NamedSecret& header : custom_) {
    const Secret* value = header.value.value();
    if (value == nullptr) return std::nullopt;
    headers.push_back({header.name, value->reveal()});
  }
  return headers;
}

std::optional<std::vector<HttpHeader>> Authenticator::sign(const UnsignedRequest& request,
                                                           std::vector<HttpHeader> custom,
                                                           UnixTime now) const {
  const auto& sigv4 = std::get<SigV4Auth>(auth_);
  const std::optional<AwsCredentials> credentials = aws_credentials();
  if (!credentials) return std::nullopt;
  const std::optional<RequestUrl> url = parse_request_url(request.url);
  FB_CHECK(url.has_value());
  RequestToSign to_sign{.method = "POST", .url = *url, .body = request.body};
  keep_signed(request.headers, to_sign.headers);
  keep_signed(custom, to_sign.headers);
  for (HttpHeader& header :
       sigv4_headers(to_sign, *credentials, {sigv4.region, sigv4.service}, now)) {
    custom.push_back(std::move(header));
  }
  return custom;
}

std::optional<AwsCredentials> Authenticator::aws_credentials() const {
  if (profile_) return profile_->value();
  const auto& sigv4 = std::get<SigV4Auth>(auth_);
  const Secret* secret_key = secret_.value();
  const Secret* session_token = session_token_.value();
  if (secret_key == nullptr) return std::nullopt;
  if (session_token == nullptr && sigv4.session_token.given()) return std::nullopt;
  return AwsCredentials{.access_key = sigv4.access_key,
                        .secret_key = *secret_key,
                        .session_token = session_token == nullptr ? Secret() : *session_token};
}

std::optional<std::string> Authenticator::authorization(MonotonicTime now) const {
  if (std::holds_alternative<NoAuth>(auth_)) return "";
  if (token_) {
    const Secret* token = token_->token(now);
    return token == nullptr ? std::nullopt : std::optional("Bearer " + token->reveal());
  }
  const Secret* secret = secret_.value();
  if (const auto* basic = std::get_if<BasicAuth>(&auth_)) {
    if (secret == nullptr && basic->password.given()) return std::nullopt;
    return "Basic " + base64(basic->user + ":" + (secret == nullptr ? "" : secret->reveal()));
  }
  if (secret == nullptr) return std::nullopt;
  return std::get<AuthorizationAuth>(auth_).type + " " + secret->reveal();
}

}  // namespace flowbridge

#include "auth/auth_options.h"

#include "auth/request_url.h"
#include "base/ascii.h"
#include "base/check.h"

#include <algorithm>
#include <string_view>

namespace flowbridge {

namespace {

struct AzureHosts {
  std::string login;
  std::string monitor;
};

AzureHosts azure_hosts(AzureCloud cloud) {
  switch (cloud) {
    case AzureCloud::kPublic:
      return {"login.microsoftonline.com", "monitor.azure.com"};
    case AzureCloud::kGovernment:
      return {"login.microsoftonline.us", "monitor.azure.us"};
    case AzureCloud::kChina:
      return {"login.chinacloudapi.cn", "monitor.azure.cn"};
  }
  FB_CHECK(false);
}

/// Collects the first problem of one way to authenticate.
class AuthCheck {
 public:
  explicit AuthCheck(std::string way) : way_(std::move(way)) {}

  AuthCheck& require(bool is_fine, const std::string& reason) {
    if (!is_fine && result_) result_ = Error(ErrorCode::kInvalid, way_ + ": " + reason);
    return *this;
  }
  /// A text that is sent; nothing of it is repeated.
  AuthCheck& text(const std::string& value, const std::string& name) {
    require(!value.empty(), name + " is missing");
    return require(is_header_text(value), name + " holds a control character");
  }
  AuthCheck& optional_secret(const SecretOptions& secret, const std::string& name) {
    require(secret.value.empty() || secret.file.empty(),
            name + " is given twice, as itself and as a file");
    return require(is_header_text(secret.value.reveal()), name + " holds a control character");
  }
  AuthCheck& secret(const SecretOptions& secret, const std::string& name) {
    require(secret.given(), name + " is missing, as itself or as a file");
    return optional_secret(secret, name);
  }

  Result<void> result() const { return result_; }

 private:
  std::string way_;
  Result<void> result_;
};

/// What the request for a token has by itself.
bool is_own_parameter(std::string_view name) {
  return name == "grant_type" || name == "scope" || name == "client_id" || name == "client_secret";
}

/// Entra ID's tenants are UUIDs or domain names.
bool is_tenant(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  });
}

Result<void> check_way(const NoAuth& /*none*/) {
  return {};
}

Result<void> check_way(const BasicAuth& basic) {
  return AuthCheck("basic_auth")
      .text(basic.user, "username")
      .require(basic.user.find(':') == std::string::npos,
               "username holds a colon, at which the password would begin")
      .optional_secret(basic.password, "password")
      .result();
}

Result<void> check_way(const AuthorizationAuth& authorization) {
  return AuthCheck("authorization")
      .text(authorization.type, "type")
      .require(authorization.type.find(' ') == std::string::npos, "type is more than one word")
      .require(lower_case(authorization.type) != "basic", "type Basic is what basic_auth is for")
      .secret(authorization.credentials, "credentials")
      .result();
}

Result<void> check_way(const OAuth2Auth& oauth2) {
  AuthCheck check("oauth2");
  check.text(oauth2.token.client_id, "client_id")
      .secret(oauth2.client_secret, "client_secret")
      .text(oauth2.token.url, "token_url")
      .require(parse_request_url(oauth2.token.url).has_value(),
               "token_url does not begin with https:// or http:// and a host");
  for (const TokenParameter& parameter : oauth2.token.parameters) {
    check.require(!is_own_parameter(parameter.name),
                  "endpoint_params has " + parameter.name + ", which has an option of its own");
  }
  return check.result();
}

Result<void> check_way(const AzureAuth& azure) {
  return AuthCheck("azuread")
      .text(azure.tenant_id, "tenant_id")
      .require(is_tenant(azure.tenant_id), "tenant_id is neither a UUID nor a domain's name")
      .text(azure.client_id, "client_id")
      .secret(azure.client_secret, "client_secret")
      .result();
}

Result<void> check_way(const SigV4Auth& sigv4) {
  AuthCheck check("sigv4");
  check.text(sigv4.region, "region").text(sigv4.service, "service");
  if (!sigv4.profile_file.empty()) {
    return check
        .require(
            sigv4.access_key.empty() && !sigv4.secret_key.given() && !sigv4.session_token.given(),
            "keys are given twice, as themselves and as a profile")
        .text(sigv4.profile, "profile")
        .result();
  }
  return check.text(sigv4.access_key, "access_key")
      .secret(sigv4.secret_key, "secret_key")
      .optional_secret(sigv4.session_token, "session_token")
      .result();
}

}  // namespace

Result<void> check_auth(const AuthOptions& auth) {
  return std::visit([](const auto& way) { return check_way(way); }, auth);
}

TokenOptions azure_token_options(const AzureAuth& azure) {
  const AzureHosts hosts = azure_hosts(azure.cloud);
  // The audience ends in a slash of its own.
  return {.url = "https://" + hosts.login + "/" + azure.tenant_id + "/oauth2/v2.0/token",
          .client_id = azure.client_id,
          .scopes = {"https://" + hosts.monitor + "//.default"},
          .client_authentication = ClientAuthentication::kInBody};
}

}  // namespace flowbridge

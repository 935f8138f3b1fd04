#pragma once
/// How a destination wants to know who sends: one of six ways.
///
/// The names are those of Prometheus's remote_write section, so that one can be copied.
///
/// Lifetime: values.      Threads: as any value.
/// Fails:    check_auth: kInvalid, with the first thing that is missing or cannot be, and nothing
///           of a secret.
/// Units:    none.
///
///   const AuthOptions auth = BasicAuth{.user = "17", .password = {.file = "/run/secrets/push"}};
///   if (auto fine = check_auth(auth); !fine) return fine.error();

#include "auth/secret_source.h"
#include "auth/token_source.h"
#include "base/result.h"

#include <string>
#include <variant>

namespace flowbridge {

struct NoAuth {
  bool operator==(const NoAuth&) const = default;
};

struct BasicAuth {
  std::string user{};
  /// May be left out: an empty one is sent.
  SecretOptions password{};

  bool operator==(const BasicAuth&) const = default;
};

struct AuthorizationAuth {
  std::string type = "Bearer";
  SecretOptions credentials{};

  bool operator==(const AuthorizationAuth&) const = default;
};

struct OAuth2Auth {
  TokenOptions token{};
  SecretOptions client_secret{};

  bool operator==(const OAuth2Auth&) const = default;
};

enum class AzureCloud { kPublic, kGovernment, kChina };

/// Azure Monitor, as an application that is registered with Entra ID.
struct AzureAuth {
  AzureCloud cloud = AzureCloud::kPublic;
  std::string tenant_id{};
  std::string client_id{};
  SecretOptions client_secret{};

  bool operator==(const AzureAuth&) const = default;
};

/// Amazon Managed Service for Prometheus. Keys stand here, or in a file of profiles.
struct SigV4Auth {
  std::string region{};
  std::string service = "aps";
  std::string access_key{};
  SecretOptions secret_key{};
  /// Of temporary credentials.
  SecretOptions session_token{};
  std::string profile_file{};
  std::string profile = "default";

  bool operator==(const SigV4Auth&) const = default;
};

using AuthOptions =
    std::variant<NoAuth, BasicAuth, AuthorizationAuth, OAuth2Auth, AzureAuth, SigV4Auth>;

Result<void> check_auth(const AuthOptions& auth);

/// The tokens of Azure Monitor.
TokenOptions azure_token_options(const AzureAuth& azure);

}  // namespace flowbridge

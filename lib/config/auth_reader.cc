#include "config/auth_reader.h"

#include "base/ascii.h"
#include "config/values.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr std::string_view kFreshToken =
    "use authorization with a credentials_file that is kept fresh by somebody else";
constexpr std::string_view kNoRoles =
    "roles are not followed; let somebody who does write temporary keys to a profile_file";

AuthOptions read_basic(SectionReader& section, const Environment& /*environment*/) {
  BasicAuth basic;
  basic.user = section.text("username").value_or("");
  section.refuse("username_file", "a user's name is no secret; write it as username");
  section.refuse("username_ref", "a user's name is no secret; write it as username");
  basic.password = section.secret("password");
  return basic;
}

AuthOptions read_authorization(SectionReader& section, const Environment& /*environment*/) {
  AuthorizationAuth authorization;
  authorization.type = section.text("type", {.default_text = "Bearer"}).value_or("");
  authorization.credentials = section.secret("credentials");
  return authorization;
}

AuthOptions read_oauth2(SectionReader& section, const Environment& /*environment*/) {
  constexpr std::string_view kSameWay = "tokens are fetched in the same way as samples are sent";
  OAuth2Auth oauth2;
  oauth2.token.client_id = section.text("client_id").value_or("");
  oauth2.client_secret = section.secret("client_secret");
  oauth2.token.url = section.text("token_url", {.shown = Shown::kUrl}).value_or("");
  for (SectionItem& scope : section.list("scopes")) {
    oauth2.token.scopes.push_back(std::move(scope.text));
  }
  if (std::optional<SectionReader> parameters = section.section("endpoint_params")) {
    for (SectionItem& each : parameters->items(Shown::kNever)) {
      oauth2.token.parameters.push_back(
          {.name = std::move(each.key), .value = std::move(each.text)});
    }
  }
  for (const std::string_view key :
       {"tls_config", "proxy_url", "no_proxy", "proxy_from_environment", "proxy_connect_header"}) {
    section.ignore(key, kSameWay);
  }
  for (const std::string_view key :
       {"grant_type", "client_certificate_key_id", "client_certificate_key",
        "client_certificate_key_file", "client_certificate_key_ref", "signature_algorithm", "iss",
        "audience", "claims"}) {
    section.refuse(key, "a client shows its client_secret, and nothing else");
  }
  return oauth2;
}

std::string variable(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

/// As AWS's own tools look for keys that they are not given.
void find_aws_keys(const Environment& environment, SectionReader& section, SigV4Auth& sigv4) {
  constexpr const char* kKey = "AWS_ACCESS_KEY_ID";
  constexpr const char* kFile = "AWS_SHARED_CREDENTIALS_FILE";
  const std::string access_key = variable(environment, kKey);
  const std::string secret_key = variable(environment, "AWS_SECRET_ACCESS_KEY");
  if (!access_key.empty() && !secret_key.empty()) {
    sigv4.access_key = access_key;
    sigv4.secret_key.value = Secret(secret_key);
    sigv4.session_token.value = Secret(variable(environment, "AWS_SESSION_TOKEN"));
    return section.found("access_key", access_key, kKey);
  }
  const std::string home = variable(environment, "HOME");
  sigv4.profile_file = variable(environment, kFile);
  const char* where = sigv4.profile_file.empty() ? "HOME" : kFile;
  if (sigv4.profile_file.empty() && !home.empty()) sigv4.profile_file = home + "/.aws/credentials";
  if (!sigv4.profile_file.empty()) section.found("profile_file", sigv4.profile_file, where);
}

AuthOptions read_sigv4(SectionReader& section, const Environment& environment) {
  SigV4Auth sigv4;
  sigv4.region = section.text("region").value_or("");
  sigv4.service = section.text("service", {.default_text = "aps"}).value_or("");
  sigv4.access_key = section.text("access_key").value_or("");
  sigv4.secret_key = section.secret("secret_key");
  sigv4.session_token = section.secret("session_token");
  sigv4.profile_file = section.text("profile_file").value_or("");
  sigv4.profile = section.text("profile", {.default_text = "default"}).value_or("");
  section.refuse("role_arn", kNoRoles);
  section.refuse("external_id", kNoRoles);
  section.ignore("use_fips_sts_endpoint", "roles are not followed, so that STS is not asked");
  const bool has_keys = !sigv4.access_key.empty() || sigv4.secret_key.given();
  if (!has_keys && sigv4.profile_file.empty()) find_aws_keys(environment, section, sigv4);
  return sigv4;
}

Result<AzureCloud> parse_azure_cloud(std::string_view text) {
  const Result<std::size_t> choice =
      parse_choice(text, {"AzurePublic", "AzureGovernment", "AzureChina"});
  if (!choice) return choice.error();
  constexpr AzureCloud kClouds[] = {AzureCloud::kPublic, AzureCloud::kGovernment,
                                    AzureCloud::kChina};
  return kClouds[*choice];
}

AuthOptions read_azure(SectionReader& section, const Environment& /*environment*/) {
  AzureAuth azure;
  azure.cloud = section.one<AzureCloud>("cloud", parse_azure_cloud, {.default_text = "AzurePublic"})
                    .value_or(AzureCloud::kPublic);
  if (std::optional<SectionReader> oauth = section.section("oauth")) {
    azure.client_id = oauth->text("client_id").value_or("");
    azure.client_secret = oauth->secret("client_secret");
    azure.tenant_id = oauth->text("tenant_id").value_or("");
    oauth->finish();
  }
  const std::string instead =
      "write an application's client_id, client_secret and tenant_id below oauth, or " +
      std::string(kFreshToken);
  for (const std::string_view key :
       {"managed_identity", "sdk", "workload_identity", "certificate"}) {
    section.refuse(key, instead);
  }
  section.refuse("scope", "it follows from the cloud");
  return azure;
}

struct Way {
  std::string_view key;
  AuthOptions (*read)(SectionReader& section, const Environment& environment);
};

constexpr Way kWays[] = {{"basic_auth", read_basic},
                         {"authorization", read_authorization},
                         {"oauth2", read_oauth2},
                         {"sigv4", read_sigv4},
                         {"azuread", read_azure}};

/// The reason without the way, which stands in the place of a problem.
std::string reason_of(const Error& error) {
  const std::string& message = error.message();
  const std::size_t colon = message.find(": ");
  return colon == std::string::npos ? message : message.substr(colon + 2);
}

/// Keeps the first way that is given, and tells every other.
class OneWay {
 public:
  explicit OneWay(SectionReader& destination) : destination_(destination) {}

  void take(std::string_view key, AuthOptions auth) {
    if (!key_.empty()) {
      destination_.reject(key, "a destination has one way to know who sends, and this has " +
                                   std::string(key_) + " already; remove one");
      return;
    }
    key_ = key;
    auth_ = std::move(auth);
  }
  AuthOptions auth() && { return std::move(auth_); }

 private:
  SectionReader& destination_;
  std::string_view key_;
  AuthOptions auth_;
};

/// Collects headers; one that is given in two places is a mistake.
class HeaderList {
 public:
  explicit HeaderList(SectionReader& destination) : destination_(destination) {}

  /// One that has several values is given at once.
  void add(std::vector<CustomHeader> values, const std::vector<std::string>& places) {
    const std::size_t before = headers_.size();
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Result<void> fine = check_custom_header(values[i]);
      if (!fine) {
        destination_.reject_at(places[i], fine.error().message());
      } else if (is_set(values[i].name, before)) {
        destination_.reject_at(places[i], "is set twice; capitals do not matter");
      } else {
        headers_.push_back(std::move(values[i]));
      }
    }
  }
  std::vector<CustomHeader> headers() && { return std::move(headers_); }

 private:
  bool is_set(std::string_view name, std::size_t before) const {
    return std::any_of(headers_.begin(), headers_.begin() + static_cast<std::ptrdiff_t>(before),
                       [lower = lower_case(name)](const CustomHeader& each) {
                         return lower_case(each.name) == lower;
                       });
  }

  SectionReader& destination_;
  std::vector<CustomHeader> headers_;
};

void read_values(SectionReader& header, HeaderList& headers) {
  std::vector<CustomHeader> values;
  std::vector<std::string> places;
  for (const std::string_view key : {"values", "secrets"}) {
    for (const SectionItem& item : header.list(key, Shown::kNever)) {
      values.push_back({.name = header.key(), .value = {.value = Secret(item.text)}});
      places.push_back(item.where);
    }
  }
  for (const SectionItem& item : header.list("files")) {
    values.push_back({.name = header.key(), .value = {.file = item.text}});
    places.push_back(item.where);
  }
  if (values.empty()) header.reject("has no value; give it one of values, secrets and files");
  headers.add(std::move(values), places);
  header.finish();
}

}  // namespace

AuthOptions read_auth(SectionReader& destination, const Environment& environment) {
  OneWay one(destination);
  const auto check = [&destination](std::string_view key, const AuthOptions& auth) {
    const Result<void> fine = check_auth(auth);
    if (!fine) destination.reject(key, reason_of(fine.error()));
  };
  for (const Way& way : kWays) {
    std::optional<SectionReader> section = destination.section(way.key);
    if (!section) continue;
    const std::size_t mistakes = destination.mistakes();
    AuthOptions auth = way.read(*section, environment);
    section->finish();
    if (destination.mistakes() == mistakes) check(way.key, auth);
    one.take(way.key, std::move(auth));
  }
  constexpr const char* kBearer = "bearer_token";
  constexpr const char* kBearerFile = "bearer_token_file";
  const bool has_bearer = destination.has(kBearer) || destination.has(kBearerFile);
  const char* bearer_key = destination.has(kBearer) ? kBearer : kBearerFile;
  const std::size_t mistakes = destination.mistakes();
  AuthorizationAuth bearer;
  bearer.credentials = destination.secret(kBearer);
  if (has_bearer) {
    if (destination.mistakes() == mistakes) check(bearer_key, bearer);
    one.take(bearer_key, bearer);
  }
  destination.refuse("google_iam", kFreshToken);
  return std::move(one).auth();
}

std::vector<CustomHeader> read_headers(SectionReader& destination) {
  HeaderList headers(destination);
  if (std::optional<SectionReader> plain = destination.section("headers")) {
    for (const SectionItem& item : plain->items(Shown::kNever)) {
      headers.add({{.name = item.key, .value = {.value = Secret(item.text)}}}, {item.where});
    }
  }
  if (std::optional<SectionReader> all = destination.section("http_headers")) {
    for (SectionReader& each : all->sections()) read_values(each, headers);
  }
  return std::move(headers).headers();
}

}  // namespace flowbridge

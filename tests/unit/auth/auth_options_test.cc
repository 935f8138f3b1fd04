#include "auth/auth_options.h"

#include "support/result_matchers.h"

#include <string>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

const SecretOptions kGiven = {.value = Secret("TOPSECRET")};
const SecretOptions kTwice = {.value = Secret("TOPSECRET"), .file = "/key"};
const SecretOptions kTwoLines = {.value = Secret("TOP\nSECRET")};

/// The options are refused for that reason, and no secret is in it.
void expect_problem(const AuthOptions& auth, const std::string& reason) {
  const Result<void> checked = check_auth(auth);
  ASSERT_THAT(checked, FailsWith(ErrorCode::kInvalid, reason));
  EXPECT_THAT(checked.error().message(), testing::Not(testing::HasSubstr("TOP")));
}

OAuth2Auth oauth2_auth() {
  return {.token = {.url = "https://idp.example/token", .client_id = "id"},
          .client_secret = kGiven};
}

AzureAuth azure_auth() {
  return {.tenant_id = "11111111-2222-3333-4444-555555555555",
          .client_id = "id",
          .client_secret = kGiven};
}

SigV4Auth sigv4_auth() {
  return {.region = "eu-west-1", .access_key = "AKID", .secret_key = kGiven};
}

TEST(CheckAuth, EveryWayCanBeFine) {
  EXPECT_THAT(check_auth(NoAuth{}), IsOk());
  EXPECT_THAT(check_auth(BasicAuth{.user = "17", .password = kGiven}), IsOk());
  EXPECT_THAT(check_auth(BasicAuth{.user = "17"}), IsOk());
  EXPECT_THAT(check_auth(AuthorizationAuth{.credentials = {.file = "/key"}}), IsOk());
  EXPECT_THAT(check_auth(oauth2_auth()), IsOk());
  EXPECT_THAT(check_auth(azure_auth()), IsOk());
  EXPECT_THAT(check_auth(sigv4_auth()), IsOk());
  EXPECT_THAT(check_auth(SigV4Auth{.region = "eu-west-1", .profile_file = "/credentials"}), IsOk());
}

TEST(CheckAuth, BasicNeedsAUserWithoutAColon) {
  expect_problem(BasicAuth{}, "basic_auth: username is missing");
  expect_problem(BasicAuth{.user = "a:TOP"}, "holds a colon");
  expect_problem(BasicAuth{.user = "a", .password = kTwice}, "password is given twice");
  expect_problem(BasicAuth{.user = "a", .password = kTwoLines}, "password holds a control");
}

TEST(CheckAuth, AuthorizationNeedsATypeOfOneWordAndCredentials) {
  expect_problem(AuthorizationAuth{}, "authorization: credentials is missing");
  expect_problem(AuthorizationAuth{.type = "", .credentials = kGiven}, "type is missing");
  expect_problem(AuthorizationAuth{.type = "A b", .credentials = kGiven}, "more than one word");
  expect_problem(AuthorizationAuth{.type = "BASIC", .credentials = kGiven}, "basic_auth is for");
}

TEST(CheckAuth, OAuth2NeedsAnEndpointAndKeepsItsParameters) {
  OAuth2Auth auth = oauth2_auth();
  auth.token.url = "idp.example/token";
  expect_problem(auth, "oauth2: token_url does not begin");
  auth = oauth2_auth();
  auth.token.parameters = {{"scope", "a"}};
  expect_problem(auth, "endpoint_params has scope");
  auth = oauth2_auth();
  auth.client_secret = {};
  expect_problem(auth, "client_secret is missing");
}

TEST(CheckAuth, AzureNeedsATenantThatIsOne) {
  AzureAuth auth = azure_auth();
  auth.tenant_id = "a/../TOP";
  expect_problem(auth, "azuread: tenant_id is neither");
  auth = azure_auth();
  auth.client_id.clear();
  expect_problem(auth, "client_id is missing");
}

TEST(CheckAuth, SigV4NeedsKeysOrAProfile) {
  expect_problem(SigV4Auth{}, "sigv4: region is missing");
  expect_problem(SigV4Auth{.region = "r"}, "access_key is missing");
  expect_problem(SigV4Auth{.region = "r", .access_key = "A"}, "secret_key is missing");
  SigV4Auth auth = sigv4_auth();
  auth.profile_file = "/credentials";
  expect_problem(auth, "keys are given twice");
}

TEST(AzureTokenOptions, AreThoseOfTheCloud) {
  AzureAuth auth = azure_auth();
  const TokenOptions options = azure_token_options(auth);
  EXPECT_EQ(options.url,
            "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555"
            "/oauth2/v2.0/token");
  EXPECT_THAT(options.scopes, testing::ElementsAre("https://monitor.azure.com//.default"));
  EXPECT_EQ(options.client_authentication, ClientAuthentication::kInBody);
  auth.cloud = AzureCloud::kGovernment;
  EXPECT_THAT(azure_token_options(auth).url,
              testing::StartsWith("https://login.microsoftonline.us/"));
  EXPECT_THAT(azure_token_options(auth).scopes,
              testing::ElementsAre("https://monitor.azure.us//.default"));
  auth.cloud = AzureCloud::kChina;
  EXPECT_THAT(azure_token_options(auth).url,
              testing::StartsWith("https://login.chinacloudapi.cn/"));
  EXPECT_THAT(azure_token_options(auth).scopes,
              testing::ElementsAre("https://monitor.azure.cn//.default"));
}

}  // namespace
}  // namespace flowbridge

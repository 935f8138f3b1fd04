#include "auth/authenticator.h"

#include <map>
#include <string>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kUrl = "https://aps.example/workspaces/w/api/v1/remote_write";

/// Secret files that can be changed, an endpoint of tokens, and a clock.
class AuthenticatorTest : public testing::Test {
 protected:
  Authenticator made(AuthOptions auth, std::vector<CustomHeader> headers = {}) {
    return Authenticator({.auth = std::move(auth), .headers = std::move(headers)},
                         [this](const std::string& path) -> Result<std::string> {
                           const auto found = files_.find(path);
                           if (found != files_.end()) return found->second;
                           return Error(ErrorCode::kNotFound, path + ": no such file");
                         });
  }
  void pass(Duration time) {
    now_.wall += time;
    now_.monotonic += time;
  }
  /// "name: value" lines; "wait" if there are none yet. Keeps the version.
  std::string headers(Authenticator& auth) {
    const std::optional<AuthHeaders> made = auth.headers({kUrl, request_, "body"}, now_);
    if (!made) return "wait";
    version_ = made->version;
    std::string out;
    for (const HttpHeader& header : made->headers) out += header.name + ": " + header.value + "\n";
    return out;
  }
  bool refused(Authenticator& auth) { return auth.refused(version_, now_); }
  std::string problem(const Authenticator& auth) {
    return auth.problem() == nullptr ? "none" : auth.problem()->message();
  }
  void grant(Authenticator& auth, const std::string& token) {
    const std::optional<HttpRequest> request = auth.token_request(now_);
    ASSERT_TRUE(request.has_value());
    last_token_body_ = request->body;
    auth.token_answered({.status = 200,
                         .headers = {},
                         .text = R"({"access_token":")" + token + R"(","expires_in":3600})",
                         .body = {}},
                        now_);
  }

  std::map<std::string, std::string> files_;
  const std::vector<HttpHeader> request_ = {{"Content-Type", "application/x-protobuf"},
                                            {"Content-Encoding", "snappy"}};
  Now now_{unix_ms(1'440'938'160'000), MonotonicTime(1h)};
  std::uint64_t version_ = 0;
  std::string last_token_body_;
};

TEST_F(AuthenticatorTest, NoneAddsNothing) {
  Authenticator auth = made(NoAuth{});
  EXPECT_EQ(headers(auth), "");
  EXPECT_FALSE(auth.token_request(now_));
  EXPECT_FALSE(refused(auth));
}

// RFC 7617 §2.
TEST_F(AuthenticatorTest, BasicIsThatOfTheStandard) {
  Authenticator auth =
      made(BasicAuth{.user = "Aladdin", .password = {.value = Secret("open sesame")}});
  EXPECT_EQ(headers(auth), "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\n");
  EXPECT_FALSE(refused(auth)) << "there is no other password";
}

TEST_F(AuthenticatorTest, BasicWithoutAPasswordSendsAnEmptyOne) {
  Authenticator auth = made(BasicAuth{.user = "a"});
  EXPECT_EQ(headers(auth), "Authorization: Basic YTo=\n");
}

TEST_F(AuthenticatorTest, CredentialsAreBearerUnlessTheyAreNot) {
  Authenticator bearer = made(AuthorizationAuth{.credentials = {.value = Secret("t")}});
  EXPECT_EQ(headers(bearer), "Authorization: Bearer t\n");
  Authenticator other =
      made(AuthorizationAuth{.type = "Api-Key", .credentials = {.value = Secret("k")}});
  EXPECT_EQ(headers(other), "Authorization: Api-Key k\n");
}

TEST_F(AuthenticatorTest, NothingIsSentBeforeTheSecretIsThere) {
  Authenticator auth = made(BasicAuth{.user = "a", .password = {.file = "/key"}});
  EXPECT_EQ(headers(auth), "wait");
  EXPECT_EQ(problem(auth), "/key: no such file");
  files_["/key"] = "b\n";
  pass(kRereadAfter);
  EXPECT_EQ(headers(auth), "Authorization: Basic YTpi\n");
  EXPECT_EQ(problem(auth), "none");
}

TEST_F(AuthenticatorTest, ChangedFileIsInForceWithinSeconds) {
  files_["/key"] = "old\n";
  Authenticator auth = made(AuthorizationAuth{.credentials = {.file = "/key"}});
  EXPECT_EQ(headers(auth), "Authorization: Bearer old\n");
  files_["/key"] = "new\n";
  pass(kRereadAfter);
  EXPECT_EQ(headers(auth), "Authorization: Bearer new\n");
}

TEST_F(AuthenticatorTest, RotationCostsOneRefusedRequest) {
  files_["/key"] = "old\n";
  Authenticator auth = made(AuthorizationAuth{.credentials = {.file = "/key"}});
  EXPECT_EQ(headers(auth), "Authorization: Bearer old\n");
  const std::uint64_t of_old = version_;
  files_["/key"] = "new\n";
  EXPECT_TRUE(refused(auth));
  EXPECT_EQ(headers(auth), "Authorization: Bearer new\n");
  EXPECT_TRUE(auth.refused(of_old, now_)) << "another one that was out";
  EXPECT_FALSE(refused(auth)) << "the new one is refused, too";
}

TEST_F(AuthenticatorTest, UnreadableFileLeavesTheLastSecret) {
  files_["/key"] = "old\n";
  Authenticator auth = made(AuthorizationAuth{.credentials = {.file = "/key"}});
  EXPECT_EQ(headers(auth), "Authorization: Bearer old\n");
  files_["/key"] = "TOP\nSECRET";
  EXPECT_FALSE(refused(auth));
  EXPECT_EQ(headers(auth), "Authorization: Bearer old\n");
  EXPECT_THAT(problem(auth), testing::AllOf(HasSubstr("/key: "), Not(HasSubstr("TOP"))));
}

TEST_F(AuthenticatorTest, CustomHeadersAreAddedAndRotate) {
  files_["/key"] = "old\n";
  Authenticator auth = made(BasicAuth{.user = "a"}, {{"X-Scope-OrgID", {.value = Secret("team")}},
                                                     {"X-Api-Key", {.file = "/key"}}});
  EXPECT_EQ(headers(auth), "X-Scope-OrgID: team\nX-Api-Key: old\nAuthorization: Basic YTo=\n");
  files_["/key"] = "new\n";
  EXPECT_TRUE(refused(auth));
  EXPECT_THAT(headers(auth), HasSubstr("X-Api-Key: new\n"));
}

OAuth2Auth oauth2_auth() {
  return {.token = {.url = "https://idp.example/token", .client_id = "id"},
          .client_secret = {.file = "/key"}};
}

TEST_F(AuthenticatorTest, OAuth2WaitsForItsToken) {
  Authenticator auth = made(oauth2_auth());
  EXPECT_EQ(headers(auth), "wait");
  EXPECT_FALSE(auth.token_request(now_)) << "its secret is not there";
  EXPECT_EQ(problem(auth), "/key: no such file");
  files_["/key"] = "s\n";
  pass(kRereadAfter);
  grant(auth, "t1");
  EXPECT_EQ(headers(auth), "Authorization: Bearer t1\n");
  EXPECT_FALSE(auth.token_request(now_));
}

TEST_F(AuthenticatorTest, RefusedTokenIsReplacedBeforeTheNextRequest) {
  files_["/key"] = "s\n";
  Authenticator auth = made(oauth2_auth());
  grant(auth, "t1");
  EXPECT_EQ(headers(auth), "Authorization: Bearer t1\n");
  const std::uint64_t of_t1 = version_;
  EXPECT_TRUE(refused(auth));
  EXPECT_EQ(headers(auth), "wait");
  grant(auth, "t2");
  EXPECT_EQ(headers(auth), "Authorization: Bearer t2\n");
  EXPECT_TRUE(auth.refused(of_t1, now_)) << "it was out with the one before";
  EXPECT_FALSE(auth.token_request(now_)) << "which says nothing of this one";
  EXPECT_FALSE(refused(auth)) << "twice within a minute";
}

TEST_F(AuthenticatorTest, RefusalOfAnEarlierTokenSaysNothingOfThisOne) {
  files_["/key"] = "s\n";
  Authenticator auth = made(oauth2_auth());
  grant(auth, "t1");
  EXPECT_EQ(headers(auth), "Authorization: Bearer t1\n");
  pass(48min);
  grant(auth, "t2");
  EXPECT_TRUE(refused(auth)) << "t1";
  EXPECT_EQ(headers(auth), "Authorization: Bearer t2\n");
}

TEST_F(AuthenticatorTest, AzureSendsItsSecretInTheBody) {
  Authenticator auth = made(AzureAuth{
      .tenant_id = "tenant", .client_id = "id", .client_secret = {.value = Secret("s~1")}});
  grant(auth, "t1");
  EXPECT_EQ(last_token_body_,
            "grant_type=client_credentials&scope=https%3A%2F%2Fmonitor.azure.com%2F%2F.default"
            "&client_id=id&client_secret=s~1");
  EXPECT_EQ(headers(auth), "Authorization: Bearer t1\n");
}

TEST_F(AuthenticatorTest, SigV4SignsWhatAwsWantsCovered) {
  Authenticator auth =
      made(SigV4Auth{.region = "eu-west-1",
                     .access_key = "AKID",
                     .secret_key = {.value = Secret("TOPSECRET")},
                     .session_token = {.value = Secret("session")}},
           {{"X-Amz-Meta", {.value = Secret("m")}}, {"X-Team", {.value = Secret("t")}}});
  const std::string lines = headers(auth);
  EXPECT_THAT(lines, HasSubstr("x-amz-date: 20150830T123600Z\n"));
  EXPECT_THAT(lines, HasSubstr("x-amz-security-token: session\n"));
  EXPECT_THAT(lines, HasSubstr("authorization: AWS4-HMAC-SHA256 "
                               "Credential=AKID/20150830/eu-west-1/aps/aws4_request, "
                               "SignedHeaders=content-type;host;x-amz-date;x-amz-meta;"
                               "x-amz-security-token, Signature="));
  EXPECT_THAT(lines, Not(HasSubstr("TOPSECRET")));
  pass(1s);
  EXPECT_NE(headers(auth), lines) << "each request has its own";
}

TEST_F(AuthenticatorTest, SigV4WaitsForEachOfItsSecrets) {
  Authenticator auth = made(SigV4Auth{.region = "r",
                                      .access_key = "AKID",
                                      .secret_key = {.file = "/key"},
                                      .session_token = {.file = "/token"}});
  EXPECT_EQ(headers(auth), "wait");
  files_["/key"] = "k";
  pass(kRereadAfter);
  EXPECT_EQ(headers(auth), "wait");
  files_["/token"] = "t";
  pass(kRereadAfter);
  EXPECT_THAT(headers(auth), HasSubstr("x-amz-security-token: t\n"));
}

TEST_F(AuthenticatorTest, ProfileOfAwsRotatesAsAWhole) {
  files_["/credentials"] = "[push]\naws_access_key_id=A1\naws_secret_access_key=TOPSECRET\n";
  Authenticator auth =
      made(SigV4Auth{.region = "r", .profile_file = "/credentials", .profile = "push"});
  EXPECT_THAT(headers(auth), HasSubstr("Credential=A1/"));
  files_["/credentials"] = "[push]\naws_access_key_id=A2\n";
  EXPECT_FALSE(refused(auth)) << "it is being written";
  EXPECT_THAT(headers(auth), HasSubstr("Credential=A1/"));
  EXPECT_EQ(problem(auth),
            "/credentials: profile push has no aws_secret_access_key; keys must stand in the file, "
            "roles and the like are not followed");
  files_["/credentials"] += "aws_secret_access_key=other\naws_session_token=t\n";
  EXPECT_TRUE(refused(auth));
  EXPECT_THAT(headers(auth),
              testing::AllOf(HasSubstr("Credential=A2/"), HasSubstr("x-amz-security-token: t\n")));
}

}  // namespace
}  // namespace flowbridge

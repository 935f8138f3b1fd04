#include "flowbridge/destination_check.h"

#include "support/known_receivers.h"
#include "support/model_http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class DestinationCheckTest : public ::testing::Test {
 protected:
  ConnectionCheck check() {
    return check_destination(settings_,
                             {.http = http_,
                              .read_file = [this](const std::string& path) { return read(path); },
                              .now = [] { return Now{}; }});
  }
  Result<std::string> read(const std::string& path) {
    if (secret_.empty()) return Error(ErrorCode::kNotFound, path + ": is not there");
    return secret_;
  }
  /// The answer to every request that comes after.
  void answer(int status, const std::string& text = "") {
    http_.answers_instead = [this, status, text](const HttpRequest& request) {
      requests_.push_back(request);
      HttpCompletion completion;
      completion.status = status;
      completion.text = text;
      return std::optional(completion);
    };
  }
  /// What is said of the answer.
  std::string said_of(int status, const std::string& text = "") {
    answer(status, text);
    const ConnectionCheck found = check();
    EXPECT_FALSE(found.ok);
    EXPECT_THAT(found.text, StartsWith(std::to_string(status) + ": "));
    return found.text;
  }

  DestinationSettings settings_{.name = "a", .url = "https://me:hunter2@h/write", .timeout = 1s};
  std::string secret_ = "s3cret\n";
  ReceiverModel receiver_{prometheus_3()};
  ModelHttpClient http_{receiver_, 1};
  std::vector<HttpRequest> requests_;
};

class DestinationCheckOf : public ::testing::TestWithParam<KnownReceiver> {};

TEST_P(DestinationCheckOf, FindsTheVersionThatItTakesAndLeavesNoTrace) {
  ReceiverModel receiver(GetParam().options);
  ModelHttpClient http(receiver, 1);
  const DestinationSettings settings{.name = "a", .url = "http://h/write", .timeout = 1s};
  const ConnectionCheck found =
      check_destination(settings, {.http = http, .read_file = {}, .now = [] { return Now{}; }});
  EXPECT_TRUE(found.ok) << found.text;
  const bool speaks_two = GetParam().protocol == WireProtocol::kV2;
  EXPECT_THAT(found.text, StartsWith(speaks_two ? "it takes remote write 2.0 ("
                                                : "it takes remote write 1.0 ("));
  EXPECT_TRUE(receiver.series().empty());
}

INSTANTIATE_TEST_SUITE_P(Receivers, DestinationCheckOf, ::testing::ValuesIn(known_receivers()));

TEST_F(DestinationCheckTest, NamesTheDestinationWithoutWhatItsUrlHides) {
  EXPECT_EQ(check().what, "destination a (https://<hidden>@h/write)");
}

TEST_F(DestinationCheckTest, TellsWhichSecretIsNotAccepted) {
  EXPECT_THAT(said_of(401), HasSubstr("the user and password in the URL"));
  settings_.url = "https://h/write";
  EXPECT_THAT(said_of(401), HasSubstr("give the destination basic_auth, authorization"));
  settings_.headers = {{.name = "X-Scope-OrgID", .value = {.value = Secret("hunter2")}}};
  EXPECT_THAT(said_of(401), HasSubstr("nothing but the headers X-Scope-OrgID"));
  settings_.auth = BasicAuth{.user = "me", .password = {.file = "/run/secrets/push"}};
  EXPECT_THAT(said_of(403), HasSubstr("user me with the password in /run/secrets/push"));
  settings_.auth = AuthorizationAuth{.credentials = {.value = Secret("hunter2")}};
  EXPECT_THAT(said_of(401), HasSubstr("the Bearer credentials of authorization.credentials"));
  settings_.auth = SigV4Auth{
      .region = "eu-west-1", .access_key = "AK", .secret_key = {.value = Secret("hunter2")}};
  EXPECT_THAT(said_of(403), HasSubstr("for region eu-west-1"));
  EXPECT_THAT(said_of(403), Not(HasSubstr("hunter2")));
}

TEST_F(DestinationCheckTest, SaysThatASecretCannotBeReadAndAsksNobody) {
  settings_.auth = BasicAuth{.user = "me", .password = {.file = "/run/secrets/push"}};
  secret_.clear();
  answer(204);
  const ConnectionCheck found = check();
  EXPECT_FALSE(found.ok);
  EXPECT_EQ(found.text, "/run/secrets/push: is not there");
  EXPECT_TRUE(requests_.empty());
}

TEST_F(DestinationCheckTest, FetchesATokenAndAnotherOneIfItIsRefused) {
  settings_.auth = OAuth2Auth{.token = {.url = "https://id.example/token?x=hunter2"},
                              .client_secret = {.file = "/run/secrets/client"}};
  int tokens = 0;
  http_.answers_instead = [&](const HttpRequest& request) {
    HttpCompletion completion;
    completion.status = 401;
    if (request.url.starts_with("https://id.example/")) {
      completion.status = 200;
      completion.text = R"({"access_token":"t)" + std::to_string(++tokens) +
                        R"(","token_type":"Bearer","expires_in":3600})";
    }
    return std::optional(completion);
  };
  const ConnectionCheck found = check();
  EXPECT_FALSE(found.ok);
  EXPECT_THAT(found.text, HasSubstr("does not accept the token that https://id.example/token"));
  EXPECT_THAT(found.text, Not(HasSubstr("hunter2")));
  EXPECT_EQ(tokens, 2);
}

TEST_F(DestinationCheckTest, TellsAboutThePathIfNobodyReceivesThere) {
  EXPECT_THAT(said_of(404, "404 page not found\n"),
              HasSubstr("--web.enable-remote-write-receiver, Thanos /api/v1/receive, Mimir and "
                        "Cortex /api/v1/push, VictoriaMetrics /api/v1/write (it says: 404 page not "
                        "found)"));
  EXPECT_THAT(said_of(405), HasSubstr("there is no receiver at this path"));
  EXPECT_THAT(said_of(400), HasSubstr("it refuses a request without samples"));
}

TEST_F(DestinationCheckTest, TriesVersionOneWhereTwoIsNotKnown) {
  EXPECT_THAT(said_of(415), HasSubstr("it does not take remote write 1.0"));
  ASSERT_EQ(requests_.size(), 2u);
  settings_.version = VersionSetting::kV2;
  EXPECT_THAT(said_of(415), HasSubstr("it does not take remote write 2.0; let the version be"));
  // Success, and nothing would have been stored.
  EXPECT_THAT(said_of(204), HasSubstr("it does not take remote write 2.0; let the version be"));
  EXPECT_EQ(requests_.size(), 4u);
}

TEST_F(DestinationCheckTest, SaysWhereARedirectLeads) {
  EXPECT_EQ(said_of(302, "redirected to https://h/login: only 307 and 308 are followed"),
            "302: redirected to https://h/login: only 307 and 308 are followed");
}

TEST_F(DestinationCheckTest, TellsWhatIsTroubleOfTheMoment) {
  EXPECT_THAT(said_of(503, "starting"), HasSubstr("takes no requests at the moment"));
  EXPECT_THAT(said_of(429), HasSubstr("flowbridge goes on trying"));
}

TEST_F(DestinationCheckTest, AdvisesWhoMeetsAnUnknownCertificateOrNobody) {
  const auto without_answer = [&](const std::string& text) {
    http_.answers_instead = [text](const HttpRequest&) {
      HttpCompletion completion;
      completion.text = text;
      return std::optional(completion);
    };
    return check().text;
  };
  constexpr const char* kUnknown =
      "SSL certificate problem: unable to get local issuer certificate";
  EXPECT_THAT(without_answer(kUnknown), HasSubstr("in tls_config.ca_file"));
  settings_.tls.authorities_file = "/etc/ca.pem";
  EXPECT_THAT(without_answer(kUnknown),
              HasSubstr("an authority in tls_config.ca_file /etc/ca.pem?"));
  EXPECT_EQ(without_answer("CA file /etc/ca.pem: cannot be read: No such file or directory"),
            "CA file /etc/ca.pem: cannot be read: No such file or directory");
  EXPECT_THAT(without_answer("SSL: no alternative certificate subject name matches"),
              HasSubstr("set tls_config.server_name"));
  settings_.proxy.url = "http://me:hunter2@proxy:3128";
  EXPECT_THAT(without_answer("Connection refused"),
              HasSubstr("through the proxy http://<hidden>@proxy:3128"));
}

TEST(ConnectionCheckLine, HasNoControlCharactersOfOthers) {
  EXPECT_EQ(to_line({.ok = false, .what = "a", .text = "b\x1b[2J\nc"}), "failed  a: b [2J c\n");
}

}  // namespace
}  // namespace flowbridge

// Secrets of a destination that change while it is sent to: nothing is lost, and a change costs no
// more than the request that found it out.

#include "support/bridge_world.h"

#include <map>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

const std::string kSecretFile = "/run/secrets/push";
const std::string kTokenUrl = "http://idp/token";

std::string header_of(const HttpRequest& request, std::string_view name) {
  for (const HttpHeader& header : request.headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

HttpCompletion answer(int status, std::string text) {
  HttpCompletion completion;
  completion.status = status;
  completion.text = std::move(text);
  return completion;
}

/// A receiver that takes the newest credentials only, and an endpoint that gives tokens for them.
class BridgeAuth : public ::testing::Test {
 protected:
  BridgeAuth() : world_(7, small_world()) {
    world_.stop();
    world_.options.read_file = [this](const std::string& path) -> Result<std::string> {
      const auto found = files_.find(path);
      if (found != files_.end()) return found->second;
      return Error(ErrorCode::kNotFound, path + " is not there");
    };
    world_.http.answers_instead = [this](const HttpRequest& request) { return guard(request); };
  }

  void start(AuthOptions auth) {
    world_.options.delivery.auth.auth = std::move(auth);
    world_.start();
  }

  void rotate() {
    credentials_ = "secret-" + std::to_string(++rotations_);
    files_[kSecretFile] = credentials_ + "\n";
  }

  std::optional<HttpCompletion> guard(const HttpRequest& request) {
    if (request.url == kTokenUrl) {
      ++tokens_;
      if (endpoint_down_) return answer(503, "");
      return answer(200, R"({"access_token":")" + credentials_ + R"(","token_type":"Bearer",)" +
                             R"("expires_in":3600})");
    }
    if (header_of(request, "Authorization") == "Bearer " + credentials_) return std::nullopt;
    ++refused_;
    return answer(401, "who are you?");
  }

  std::map<std::string, std::string> files_;
  std::string credentials_;
  int rotations_ = 0;
  int refused_ = 0;
  int tokens_ = 0;
  bool endpoint_down_ = false;
  BridgeWorld world_;
};

TEST_F(BridgeAuth, ASecretThatIsRotatedUnderLoadCostsOneRequest) {
  rotate();
  start(AuthorizationAuth{.credentials = {.value = Secret(), .file = kSecretFile}});
  for (int round = 0; round < 20; ++round) {
    world_.produce(100);
    world_.run(40);
    rotate();
    world_.produce(100);
    world_.run(40);
  }
  world_.run_until_idle();
  world_.check();
  EXPECT_LE(refused_, rotations_);
}

TEST_F(BridgeAuth, AReceiverThatRotatesBeforeTheFileDoesIsWaitedFor) {
  rotate();
  start(AuthorizationAuth{.credentials = {.value = Secret(), .file = kSecretFile}});
  world_.produce(300);
  world_.run(20);
  credentials_ = "the receiver's next";
  world_.run(100);
  EXPECT_GT(refused_, 0);
  files_[kSecretFile] = credentials_;
  world_.run_until_idle();
  world_.check();
}

TEST_F(BridgeAuth, AnAnswerThatRepeatsASecretIsNotShown) {
  rotate();
  world_.http.answers_instead = [](const HttpRequest& request) {
    return answer(401, "Bad request: Authorization: " + header_of(request, "Authorization"));
  };
  start(AuthorizationAuth{.credentials = {.value = Secret(), .file = kSecretFile}});
  world_.produce(300);
  world_.run(200);
  const auto report = world_.hub().snapshot().deliveries.at(0);
  ASSERT_TRUE(report->held_because);
  EXPECT_THAT(*report->held_because, testing::HasSubstr("repeats a secret"));
  EXPECT_THAT(*report->held_because, testing::Not(testing::HasSubstr(credentials_)));
  for (const std::string& line : world_.log.lines()) {
    EXPECT_THAT(line, testing::Not(testing::HasSubstr(credentials_)));
  }
}

TEST_F(BridgeAuth, AFileThatIsNotThereHoldsUntilItIs) {
  credentials_ = "later";
  start(AuthorizationAuth{.credentials = {.value = Secret(), .file = kSecretFile}});
  world_.produce(300);
  world_.run(200);
  EXPECT_EQ(world_.receiver.requests(), 0u);
  const auto report = world_.hub().snapshot().deliveries.at(0);
  ASSERT_TRUE(report->held_because);
  EXPECT_THAT(*report->held_because, testing::HasSubstr(kSecretFile));
  rotate();
  world_.run_until_idle();
  world_.check();
}

TEST_F(BridgeAuth, ATokenIsFetchedBeforeTheFirstRequestAndAgainWhenItIsRefused) {
  rotate();
  files_["/client"] = "s3cret";
  start(OAuth2Auth{.token = {.url = kTokenUrl, .client_id = "id"},
                   .client_secret = {.value = Secret(), .file = "/client"}});
  world_.produce(300);
  world_.run_until_idle();
  EXPECT_EQ(tokens_, 1);
  EXPECT_EQ(refused_, 0);
  rotate();
  world_.produce(300);
  world_.run_until_idle();
  EXPECT_EQ(tokens_, 2);
  EXPECT_LE(refused_, static_cast<int>(SenderOptions{}.in_flight_max)) << "those that were out";
  world_.check();
}

TEST_F(BridgeAuth, WithoutATokenNothingIsSentAndNothingIsLost) {
  rotate();
  files_["/client"] = "s3cret";
  endpoint_down_ = true;
  start(OAuth2Auth{.token = {.url = kTokenUrl, .client_id = "id"},
                   .client_secret = {.value = Secret(), .file = "/client"}});
  world_.produce(300);
  world_.run(200);
  EXPECT_EQ(world_.receiver.requests(), 0u);
  EXPECT_GT(tokens_, 0);
  endpoint_down_ = false;
  world_.run_until_idle();
  world_.check();
}

}  // namespace
}  // namespace flowbridge

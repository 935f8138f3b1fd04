#include "auth/token_source.h"

#include "auth/encoding.h"

#include <string>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::HasSubstr;

const std::string kSecret = "TOP secret/é";

/// An endpoint whose answers are written into the test, and a clock.
class TokenSourceTest : public testing::Test {
 protected:
  void pass(Duration time) {
    now_.wall += time;
    now_.monotonic += time;
  }
  /// Whether a request is to be sent; it is kept.
  bool asks() {
    std::optional<HttpRequest> request = source_.next(secret_, now_);
    if (request) request_ = *std::move(request);
    return request.has_value();
  }
  void answer(std::optional<int> status, const std::string& text,
              std::vector<HttpHeader> headers = {}) {
    source_.answered({.status = status, .headers = std::move(headers), .text = text, .body = {}},
                     now_);
  }
  void grant(const std::string& token, int seconds) {
    ASSERT_TRUE(asks());
    answer(200, R"({"access_token":")" + token + R"(","token_type":"Bearer","expires_in":)" +
                    std::to_string(seconds) + "}");
  }
  std::string token() const {
    const Secret* token = source_.token(now_.monotonic);
    return token == nullptr ? "none" : token->reveal();
  }
  std::string problem() const { return source_.problem() ? source_.problem()->message() : "none"; }
  bool is_in_body() const { return request_.body.find("client_secret=") != std::string::npos; }
  bool is_in_header() const { return request_.headers.back().name == "Authorization"; }

  TokenOptions options_{.url = "https://idp.example/token",
                        .client_id = "flow bridge",
                        .scopes = {"a", "b"},
                        .parameters = {{"audience", "https://push.example"}}};
  Secret secret_{kSecret};
  Now now_{unix_ms(1'700'000'000'000), MonotonicTime(1h)};
  TokenSource source_{options_, 1};
  HttpRequest request_;
};

TEST_F(TokenSourceTest, AsksAsTheStandardSays) {
  ASSERT_TRUE(asks());
  EXPECT_EQ(request_.url, "https://idp.example/token");
  EXPECT_EQ(request_.body,
            "grant_type=client_credentials&scope=a+b&audience=https%3A%2F%2Fpush.example");
  ASSERT_TRUE(is_in_header());
  EXPECT_EQ(request_.headers.back().value, "Basic " + base64("flow+bridge:TOP+secret%2F%C3%A9"));
  EXPECT_EQ(request_.answer_bytes_max, kTokenAnswerBytesMax);
  EXPECT_FALSE(asks()) << "one request is out";
}

TEST_F(TokenSourceTest, TokenIsUsedUntilItsEnd) {
  EXPECT_EQ(token(), "none");
  grant("t1", 100);
  EXPECT_EQ(token(), "t1");
  pass(99'999ms);
  EXPECT_EQ(token(), "t1");
  pass(1ms);
  EXPECT_EQ(token(), "none");
}

TEST_F(TokenSourceTest, IsReplacedWhenAFifthOfItsLifeIsLeft) {
  grant("t1", 100);
  pass(79'999ms);
  EXPECT_FALSE(asks());
  pass(1ms);
  grant("t2", 100);
  EXPECT_EQ(token(), "t2");
  EXPECT_EQ(source_.version(), 2U);
}

// A slow endpoint answers when a part of the life is over.
TEST_F(TokenSourceTest, LifeBeginsWhenItWasAskedFor) {
  ASSERT_TRUE(asks());
  pass(20s);
  answer(200, R"({"access_token":"t1","expires_in":100})");
  pass(79s);
  EXPECT_EQ(token(), "t1");
  pass(1s);
  EXPECT_EQ(token(), "none");
}

TEST_F(TokenSourceTest, WithoutAnEndIsKeptUntilItIsRefused) {
  ASSERT_TRUE(asks());
  answer(200, R"({"access_token":"t1"})");
  pass(24h * 1000);
  EXPECT_FALSE(asks());
  EXPECT_EQ(token(), "t1");
  EXPECT_TRUE(source_.rejected(now_.monotonic));
  grant("t2", 0);
  EXPECT_EQ(token(), "t2");
}

TEST_F(TokenSourceTest, OldTokenStaysWhileTheEndpointIsAway) {
  grant("t1", 100);
  pass(80s);
  ASSERT_TRUE(asks());
  answer(503, "");
  EXPECT_EQ(token(), "t1");
  EXPECT_EQ(problem(), "token endpoint idp.example: status 503");
  EXPECT_FALSE(asks());
  pass(1s);
  grant("t2", 100);
  EXPECT_EQ(problem(), "none");
}

TEST_F(TokenSourceTest, WaitsLongerAfterEachFailureUpToAMinute) {
  for (int i = 0; i < 12; ++i) {
    ASSERT_TRUE(asks()) << i;
    answer(std::nullopt, "connection refused");
    EXPECT_FALSE(asks()) << i;
    pass(1min);
  }
  EXPECT_EQ(problem(), "token endpoint idp.example: connection refused");
}

TEST_F(TokenSourceTest, WaitsAsLongAsItIsAskedTo) {
  ASSERT_TRUE(asks());
  answer(429, "", {{"retry-after", "120"}});
  pass(119s);
  EXPECT_FALSE(asks());
  pass(1s);
  EXPECT_TRUE(asks());
}

TEST_F(TokenSourceTest, OtherSecretIsTriedAtOnce) {
  ASSERT_TRUE(asks());
  answer(503, "");
  EXPECT_FALSE(asks());
  secret_ = Secret("rotated");
  EXPECT_TRUE(asks());
}

TEST_F(TokenSourceTest, BodyIsTriedWhereTheHeaderIsRefusedAndKept) {
  ASSERT_TRUE(asks());
  answer(401, R"({"error":"invalid_client"})");
  EXPECT_EQ(problem(), "none") << "it is not over";
  ASSERT_TRUE(asks());
  EXPECT_TRUE(is_in_body());
  EXPECT_FALSE(is_in_header());
  EXPECT_THAT(request_.body, HasSubstr("&client_id=flow+bridge&client_secret=TOP+secret%2F%C3%A9"));
  answer(200, R"({"access_token":"t1","expires_in":100})");
  pass(80s);
  ASSERT_TRUE(asks());
  answer(400, "{}");
  pass(1min);
  ASSERT_TRUE(asks());
  EXPECT_TRUE(is_in_body());
}

TEST_F(TokenSourceTest, BothRefusedIsAFailureAndBeginsAnew) {
  ASSERT_TRUE(asks());
  answer(400, "{}");
  ASSERT_TRUE(asks());
  answer(401, R"({"error":"invalid_client"})");
  EXPECT_EQ(problem(), "token endpoint idp.example: status 401: invalid_client");
  EXPECT_EQ(source_.problem()->code(), ErrorCode::kInvalid);
  EXPECT_FALSE(asks());
  pass(1min);
  ASSERT_TRUE(asks());
  EXPECT_TRUE(is_in_header());
}

TEST_F(TokenSourceTest, ServerErrorSaysNothingOfTheHeader) {
  for (const int status : {500, 429, 408}) {
    ASSERT_TRUE(asks());
    answer(status, "");
    pass(1min);
  }
  ASSERT_TRUE(asks());
  EXPECT_TRUE(is_in_header());
}

TEST_F(TokenSourceTest, RefusedTokenIsReplacedBeforeItIsUsedAgain) {
  grant("t1", 3600);
  EXPECT_TRUE(source_.rejected(now_.monotonic));
  EXPECT_EQ(token(), "none");
  EXPECT_TRUE(source_.rejected(now_.monotonic)) << "another request that was out";
  grant("t2", 3600);
  EXPECT_EQ(token(), "t2");
}

TEST_F(TokenSourceTest, IsReplacedOnceAMinuteAtMost) {
  grant("t1", 3600);
  EXPECT_TRUE(source_.rejected(now_.monotonic));
  grant("t2", 3600);
  pass(59s);
  EXPECT_FALSE(source_.rejected(now_.monotonic));
  EXPECT_FALSE(asks());
  EXPECT_EQ(token(), "t2");
  pass(1s);
  EXPECT_TRUE(source_.rejected(now_.monotonic));
  EXPECT_TRUE(asks());
}

TEST_F(TokenSourceTest, RefusedTokenIsBetterThanNoneWhileTheEndpointIsAway) {
  grant("t1", 3600);
  EXPECT_TRUE(source_.rejected(now_.monotonic));
  ASSERT_TRUE(asks());
  answer(503, "");
  EXPECT_EQ(token(), "t1");
  pass(1min);
  EXPECT_TRUE(asks());
}

TEST_F(TokenSourceTest, RequestThatWasLostIsSentAgain) {
  ASSERT_TRUE(asks());
  pass(59s);
  EXPECT_FALSE(asks());
  pass(1s);
  EXPECT_TRUE(asks());
}

TEST_F(TokenSourceTest, NoFailureRepeatsTheSecret) {
  const std::string basic = base64("flow+bridge:TOP+secret%2F%C3%A9");
  for (const std::string& echoed :
       {kSecret, std::string("TOP+secret%2F%C3%A9"), std::string("TOP%20secret%2F%C3%A9"), basic}) {
    for (const int status : {200, 302, 400, 401, 500}) {
      source_ = TokenSource(options_, 1);
      for (int i = 0; i < 2 && asks(); ++i) {
        answer(status, R"({"error":"e","error_description":"you sent )" + echoed + R"("})");
      }
      EXPECT_THAT(problem(), HasSubstr("idp.example"));
      EXPECT_THAT(problem(), testing::Not(HasSubstr("TOP"))) << status;
      EXPECT_THAT(problem(), testing::Not(HasSubstr(basic))) << status;
    }
  }
}

}  // namespace
}  // namespace flowbridge

#include "auth/token_answer.h"

#include "support/result_matchers.h"

#include <array>
#include <string>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

std::string life_of(const std::string& expires_in) {
  const Result<GrantedToken> granted =
      parse_token_answer(R"({"access_token":"t","expires_in":)" + expires_in + "}");
  if (!granted) return granted.error().message();
  return granted->life ? std::to_string(granted->life->count()) : "none";
}

TEST(TokenAnswer, HasItsTokenAndItsLife) {
  const Result<GrantedToken> granted = parse_token_answer(
      R"({"token_type":"bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"e.y-J_"})");
  ASSERT_THAT(granted, IsOk());
  EXPECT_EQ(granted->token.reveal(), "e.y-J_");
  EXPECT_EQ(granted->life, 3599s);
}

TEST(TokenAnswer, LifeMayBeWrittenInManyWays) {
  EXPECT_EQ(life_of("60"), "60000");
  EXPECT_EQ(life_of("\"60\""), "60000");
  EXPECT_EQ(life_of("59.5"), "59500");
  EXPECT_EQ(life_of("0"), "none");
  EXPECT_EQ(life_of("null"), "none");
  EXPECT_EQ(life_of("1e300"), std::to_string(kTokenLifeMax.count()));
  EXPECT_EQ(life_of("18446744073709551615"), std::to_string(kTokenLifeMax.count()));
  for (const char* bad : {"-1", "\"\"", "\"60 s\"", "\"nan\"", "true", "[60]"}) {
    EXPECT_EQ(life_of(bad), "the answer's expires_in is no number of seconds") << bad;
  }
}

TEST(TokenAnswer, WithoutATokenIsNone) {
  for (const char* body : {"", "<html>", "[]", "\"t\"", "{}", R"({"access_token":""})",
                           R"({"access_token":7})", R"({"access_token":"t")"}) {
    EXPECT_THAT(parse_token_answer(body), FailsWith(ErrorCode::kInvalid)) << body;
  }
}

TEST(TokenAnswer, TokenThatCouldEndAHeaderIsRefusedWithoutBeingShown) {
  for (const char* token : {R"(TOP\r\nHost: x)", "TOP SECRET", R"(TOP\u0000)", "TOPé"}) {
    const Result<GrantedToken> granted =
        parse_token_answer(R"({"access_token":")" + std::string(token) + R"("})");
    ASSERT_THAT(granted, FailsWith(ErrorCode::kInvalid, "header")) << token;
    EXPECT_THAT(granted.error().message(), testing::Not(testing::HasSubstr("TOP")));
  }
}

TEST(TokenAnswer, OfAnotherTypeIsRefused) {
  EXPECT_THAT(parse_token_answer(R"({"access_token":"t","token_type":"mac"})"),
              FailsWith(ErrorCode::kInvalid, "token_type"));
  EXPECT_THAT(parse_token_answer(R"({"access_token":"t","token_type":7})"),
              FailsWith(ErrorCode::kInvalid, "token_type"));
}

TEST(TokenRefusal, SaysWhatTheEndpointSaid) {
  EXPECT_EQ(token_refusal(R"({"error":"invalid_client"})", {}), "invalid_client");
  EXPECT_EQ(
      token_refusal(R"({"error":"invalid_client","error_description":"AADSTS7: no.\r\nX"})", {}),
      "invalid_client: AADSTS7: no.");
  EXPECT_EQ(token_refusal(R"({"error":"e","error_description":"no. Trace ID: 1 Time: 2"})", {}),
            "e: no.");
}

TEST(TokenRefusal, IsFitForALog) {
  EXPECT_EQ(token_refusal(R"({"error":"a\u001b[31mb"})", {}), "a [31mb");
  EXPECT_EQ(token_refusal(R"({"error":")" + std::string(1000, 'x') + R"("})", {}),
            std::string(kTokenRefusalBytesMax, 'x'));
  for (const char* body : {"", "<html>", "[]", "{}", R"({"error":{"code":7}})"}) {
    EXPECT_EQ(token_refusal(body, {}), "") << body;
  }
}

TEST(TokenRefusal, ThatRepeatsASecretIsNotShown) {
  const std::array<std::string, 2> hidden = {"", "TOPSECRET"};
  EXPECT_EQ(token_refusal(R"({"error":"e","error_description":"bad TOPSECRET"})", hidden), "");
  EXPECT_EQ(token_refusal(R"({"error":"e","error_description":"x\n\u0054OPSECRET"})", hidden), "");
  EXPECT_EQ(token_refusal(R"({"error":"e","error_description":"fine"})", hidden), "e: fine");
}

}  // namespace
}  // namespace flowbridge

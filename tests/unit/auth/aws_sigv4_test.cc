// The inputs and signatures of AWS's own test suite for version 4, those that are normalised, as
// kept in https://github.com/awslabs/aws-c-auth. Left out: a value folded over lines, which no
// header of ours can be.

#include "auth/aws_sigv4.h"

#include <ostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::HasSubstr;

constexpr UnixTime kSignedAt = unix_ms(1'440'938'160'000);  // 2015-08-30T12:36:00Z
const AwsScope kScope = {"us-east-1", "service"};
const std::string kUnreserved =
    "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const std::string kVanilla = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
const std::string kSessionToken =
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPf"
    "IeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7W"
    "Z0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8F"
    "DrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";
// SHA-256 of "Param1=value1".
const std::string kFormHash = "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e";

struct Vector {
  std::string name;
  std::string signature;
  std::string method = "GET";
  std::string path = "/";
  std::string query{};
  std::vector<HttpHeader> headers{};
  std::string body{};
  std::string session_token{};
};

void PrintTo(const Vector& vector, std::ostream* out) {
  *out << vector.name;
}

AwsCredentials example_credentials() {
  return {.access_key = "AKIDEXAMPLE",
          .secret_key = Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")};
}

std::vector<HttpHeader> signed_headers(const Vector& vector) {
  AwsCredentials credentials = example_credentials();
  credentials.session_token = Secret(vector.session_token);
  return sigv4_headers({.method = vector.method,
                        .url = {"example.amazonaws.com", vector.path, vector.query},
                        .headers = vector.headers,
                        .body = vector.body},
                       credentials, kScope, kSignedAt);
}

std::vector<Vector> plain_vectors() {
  return {
      {.name = "get_vanilla", .signature = kVanilla},
      {.name = "get_vanilla_with_session_token",
       .signature = "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
       .session_token = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"},
      {.name = "post_vanilla",
       .signature = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
       .method = "POST"},
      {.name = "post_sts_header_before",
       .signature = "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
       .method = "POST",
       .session_token = kSessionToken},
  };
}

std::vector<Vector> path_vectors() {
  return {
      {.name = "get_relative", .signature = kVanilla, .path = "/example/.."},
      {.name = "get_relative_relative", .signature = kVanilla, .path = "/example1/example2/../.."},
      {.name = "get_slash_dot_slash", .signature = kVanilla, .path = "/./"},
      {.name = "get_slash", .signature = kVanilla, .path = "//"},
      {.name = "get_slash_pointless_dot",
       .signature = "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5",
       .path = "/./example"},
      {.name = "get_slashes",
       .signature = "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
       .path = "//example//"},
      {.name = "get_space",
       .signature = "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
       .path = "/example space/"},
      {.name = "get_unreserved",
       .signature = "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
       .path = "/" + kUnreserved},
      {.name = "get_utf8",
       .signature = "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
       .path = "/\u1234"},
  };
}

std::vector<Vector> query_vectors() {
  return {
      {.name = "get_vanilla_empty_query_key",
       .signature = "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
       .query = "Param1=value1"},
      {.name = "get_vanilla_query_order_encoded",
       .signature = "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
       .query = "Param-3=Value3&Param=Value2&%E1%88%B4=Value1"},
      {.name = "get_vanilla_query_order_key_case",
       .signature = "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
       .query = "Param2=value2&Param1=value1"},
      {.name = "get_vanilla_query_unreserved",
       .signature = "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
       .query = kUnreserved + "=" + kUnreserved},
      {.name = "get_vanilla_utf8_query",
       .signature = "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
       .query = "\u1234=bar"},
      {.name = "post_vanilla_query",
       .signature = "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
       .method = "POST",
       .query = "Param1=value1"},
  };
}

std::vector<Vector> header_vectors() {
  return {
      {.name = "get_header_key_duplicate",
       .signature = "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
       .headers = {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}}},
      {.name = "get_header_value_order",
       .signature = "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
       .headers = {{"My-Header1", "value4"},
                   {"My-Header1", "value1"},
                   {"My-Header1", "value3"},
                   {"My-Header1", "value2"}}},
      {.name = "get_header_value_trim",
       .signature = "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
       .headers = {{"My-Header1", " value1"}, {"My-Header2", R"( "a   b   c")"}}},
      {.name = "post_header_key_sort",
       .signature = "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
       .method = "POST",
       .headers = {{"My-Header1", "value1"}}},
      {.name = "post_header_value_case",
       .signature = "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
       .method = "POST",
       .headers = {{"My-Header1", "VALUE1"}}},
      {.name = "post_x_www_form_urlencoded",
       .signature = "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
       .method = "POST",
       .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                   {"Content-Length", "13"},
                   {"x-amz-content-sha256", kFormHash}},
       .body = "Param1=value1"},
      {.name = "post_x_www_form_urlencoded_parameters",
       .signature = "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422",
       .method = "POST",
       .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                   {"Content-Length", "13"},
                   {"x-amz-content-sha256", kFormHash}},
       .body = "Param1=value1"},
  };
}

class AwsTestSuite : public testing::TestWithParam<Vector> {};

TEST_P(AwsTestSuite, SignatureIsThePublishedOne) {
  EXPECT_THAT(signed_headers(GetParam()).back().value,
              testing::EndsWith(", Signature=" + GetParam().signature));
}

std::string name_of(const testing::TestParamInfo<Vector>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Plain, AwsTestSuite, testing::ValuesIn(plain_vectors()), name_of);
INSTANTIATE_TEST_SUITE_P(Paths, AwsTestSuite, testing::ValuesIn(path_vectors()), name_of);
INSTANTIATE_TEST_SUITE_P(Queries, AwsTestSuite, testing::ValuesIn(query_vectors()), name_of);
INSTANTIATE_TEST_SUITE_P(Headers, AwsTestSuite, testing::ValuesIn(header_vectors()), name_of);

TEST(AwsSigV4, HeadersAreThoseOfTheSuite) {
  const std::vector<HttpHeader> headers = signed_headers(
      {.name = "", .signature = "", .headers = {{"My-Header1", "VALUE1"}}, .session_token = "t"});

  ASSERT_EQ(headers.size(), 3U);
  EXPECT_EQ(headers[0].name, "x-amz-date");
  EXPECT_EQ(headers[0].value, "20150830T123600Z");
  EXPECT_EQ(headers[1].name, "x-amz-security-token");
  EXPECT_EQ(headers[1].value, "t");
  EXPECT_EQ(headers[2].name, "authorization");
  EXPECT_THAT(headers[2].value,
              testing::StartsWith(
                  "AWS4-HMAC-SHA256 "
                  "Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                  "SignedHeaders=host;my-header1;x-amz-date;x-amz-security-token, Signature="));
}

// A path that is encoded on its way is encoded again where it is signed.
TEST(AwsSigV4, EncodedPathIsNotThePlainOne) {
  const std::string plain = signed_headers({.name = "", .signature = "", .path = "/a b"})[1].value;
  const std::string encoded =
      signed_headers({.name = "", .signature = "", .path = "/a%20b"})[1].value;
  EXPECT_NE(plain, encoded);
}

TEST(AwsSigV4, SaysNothingOfTheSecretKey) {
  for (const HttpHeader& header : signed_headers({.name = "", .signature = ""})) {
    EXPECT_THAT(header.value, testing::Not(HasSubstr("wJalrXUtnFEMI")));
  }
}

TEST(AwsSigV4, DateIsCutToTheSecond) {
  EXPECT_EQ(
      sigv4_headers({.method = "GET"}, example_credentials(), kScope, kSignedAt + 999ms)[0].value,
      "20150830T123600Z");
}

}  // namespace
}  // namespace flowbridge

#include "support/asn_route.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

AsnRequest get(std::vector<HttpHeader> headers = {}) {
  AsnRequest request;
  request.method = "GET";
  request.path = "/asn.txt";
  request.headers = std::move(headers);
  return request;
}

AsnRoute route_of(const std::string& body) {
  AsnRoute route;
  route.body = body;
  return route;
}

TEST(AsnRoute, SaysHowLongItsBodyIs) {
  const AsnAnswer answer = plan_answer(route_of("1 A, US\n"), get(), 0);
  EXPECT_THAT(answer.bytes, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answer.bytes, HasSubstr("\r\nContent-Length: 8\r\n"));
  EXPECT_EQ(answer.bytes.substr(answer.body_at), "1 A, US\n");
  EXPECT_FALSE(answer.closes);
}

TEST(AsnRoute, GzipsOnlyForThoseWhoAcceptIt) {
  AsnRoute route = route_of("1 A, US\n");
  route.gzips = true;
  route.etags = {"\"a\""};
  EXPECT_THAT(plan_answer(route, get(), 0).bytes, HasSubstr("\r\nETag: \"a\"\r\n"));
  const AsnAnswer zipped = plan_answer(route, get({{"accept-encoding", "br, gzip"}}), 0);
  EXPECT_THAT(zipped.bytes, HasSubstr("\r\nETag: W/\"a\"\r\n"));
  EXPECT_THAT(zipped.bytes, HasSubstr("\r\nContent-Encoding: gzip\r\n"));
  EXPECT_THAT(zipped.bytes.substr(zipped.body_at), StartsWith("\x1f\x8b"));
}

TEST(AsnRoute, FindsItsTagInAList) {
  AsnRoute route = route_of("x");
  route.etags = {"\"a\""};
  const auto status = [&](const char* tags) {
    return plan_answer(route, get({{"if-none-match", tags}}), 0).status;
  };
  EXPECT_EQ(status("\"a\""), 304);
  EXPECT_EQ(status("W/\"b\", W/\"a\""), 304);
  EXPECT_EQ(status("*"), 304);
  EXPECT_EQ(status("\"b\",\"c\""), 200);
  route.etags.clear();
  EXPECT_EQ(status("\"a\""), 200);
}

TEST(AsnRoute, ANotModifiedHasNoBodyAndOnlyASuccessIsOne) {
  AsnRoute route = route_of("x");
  route.etags = {"\"a\""};
  const AsnRequest known = get({{"if-none-match", "\"a\""}});
  EXPECT_THAT(plan_answer(route, known, 0).bytes, EndsWith("\r\n\r\n"));
  EXPECT_THAT(plan_answer(route, known, 0).bytes, Not(HasSubstr("Content-Length")));
  route.status = 503;
  EXPECT_EQ(plan_answer(route, known, 0).status, 503);
}

TEST(AsnRoute, ChunksEndWithAnEmptyOne) {
  AsnRoute route = route_of(std::string(1'001, 'x'));
  route.framing = AsnFraming::kChunked;
  const AsnAnswer answer = plan_answer(route, get(), 0);
  EXPECT_EQ(answer.bytes.substr(answer.body_at),
            "3e8\r\n" + std::string(1'000, 'x') + "\r\n1\r\nx\r\n0\r\n\r\n");
  EXPECT_THAT(answer.bytes, Not(HasSubstr("Content-Length")));
}

TEST(AsnRoute, ACutBodyStillPromisesAllOfIt) {
  AsnRoute route = route_of("0123456789");
  route.cut_after = 4;
  const AsnAnswer answer = plan_answer(route, get(), 0);
  EXPECT_THAT(answer.bytes, HasSubstr("\r\nContent-Length: 10\r\n"));
  EXPECT_EQ(answer.bytes.substr(answer.body_at), "0123");
  EXPECT_TRUE(answer.closes);
}

TEST(AsnRoute, TakesNoOtherKeyButNoneAtAll) {
  AsnRoute route = route_of("x");
  route.key = "Api-Key good";
  EXPECT_EQ(plan_answer(route, get(), 0).status, 200);
  EXPECT_EQ(plan_answer(route, get({{"authorization", "Api-Key good"}}), 0).status, 200);
  EXPECT_EQ(plan_answer(route, get({{"authorization", "Api-Key bad"}}), 0).status, 401);
}

TEST(AsnRoute, AnswersOnlyGet) {
  AsnRequest post = get();
  post.method = "POST";
  EXPECT_EQ(plan_answer(route_of("x"), post, 0).status, 405);
}

}  // namespace
}  // namespace flowbridge

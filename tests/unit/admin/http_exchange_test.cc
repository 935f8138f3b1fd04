#include "admin/http_exchange.h"

#include "admin/listener.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

HttpPage echo(const HttpQuery& query) {
  if (query.path == "/throws") throw std::runtime_error("a secret detail");
  return {.body = query.method + " " + query.path, .headers = {{"X-Test", "yes"}}};
}

std::string respond(std::string_view request_line, const std::string& headers = "") {
  HttpExchange exchange(echo);
  return exchange.respond(std::string(request_line) + "\r\nHost: x\r\n" + headers + "\r\n");
}

TEST(HttpExchange, AnswersWithThePageAndCloses) {
  const std::string response = respond("GET /metrics?name=x HTTP/1.1");
  EXPECT_THAT(response, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(response, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(response, HasSubstr("\r\nContent-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_THAT(response, HasSubstr("\r\nContent-Length: 12\r\n"));
  EXPECT_THAT(response, HasSubstr("\r\nX-Test: yes\r\n"));
  EXPECT_THAT(response, EndsWith("\r\n\r\nGET /metrics"));
}

TEST(HttpExchange, AHeadHasTheHeadersAndNoBody) {
  const std::string response = respond("HEAD /x HTTP/1.1");
  EXPECT_THAT(response, HasSubstr("\r\nContent-Length: 7\r\n"));
  EXPECT_THAT(response, EndsWith("\r\n\r\n"));
}

TEST(HttpExchange, DoesNotWaitForTheBodyOfAPost) {
  EXPECT_THAT(respond("POST /x HTTP/1.1", "Content-Length: 1000000\r\n"), EndsWith("POST /x"));
  EXPECT_THAT(respond("PUT /x HTTP/1.1", "Transfer-Encoding: chunked\r\n"), EndsWith("PUT /x"));
}

TEST(HttpExchange, WhatIsNotHttpIsABadRequest) {
  EXPECT_THAT(respond("nonsense"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(respond("GET / HTTP/9.9"), StartsWith("HTTP/1.1 400 "));
  HttpExchange exchange(echo);
  EXPECT_EQ(exchange.respond(""), "");
}

TEST(HttpExchange, AnUrlTooLongIsRefused) {
  EXPECT_THAT(respond("GET /" + std::string(9000, 'x') + " HTTP/1.1"), StartsWith("HTTP/1.1 414 "));
}

TEST(HttpExchange, IgnoresRangesBecauseTheyMultiplyAPage) {
  const std::string response = respond("GET /x HTTP/1.1", "Range: bytes=0-1,0-1,0-1\r\n");
  EXPECT_THAT(response, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(response, EndsWith("\r\n\r\nGET /x"));
}

TEST(HttpExchange, AFailureOfAHandlerIsA500ThatTellsNothing) {
  const std::string response = respond("GET /throws HTTP/1.1");
  EXPECT_THAT(response, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(response, Not(HasSubstr("secret")));
}

TEST(HttpExchange, CompressesForThoseWhoAskForIt) {
  HttpExchange exchange(
      [](const HttpQuery&) { return HttpPage{.body = std::string(10'000, 'x')}; });
  const std::string response =
      exchange.respond("GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
  EXPECT_THAT(response, HasSubstr("\r\nContent-Encoding: gzip\r\n"));
  EXPECT_LT(response.size(), 1000u);
}

void expect_address(std::string_view text, const ListenAddress& address) {
  const Result<ListenAddress> parsed = parse_listen_address(text);
  ASSERT_TRUE(parsed) << text;
  EXPECT_EQ(*parsed, address) << text;
}

TEST(ListenAddress, IsHostAndPortAsOperatorsWriteThem) {
  expect_address(":9590", {.host = "", .port = 9590});
  expect_address("127.0.0.1:0", {.host = "127.0.0.1", .port = 0});
  expect_address("[::1]:9590", {.host = "::1", .port = 9590});
  expect_address("localhost:65535", {.host = "localhost", .port = 65535});
}

TEST(ListenAddress, AnythingElseIsRefusedWithExamples) {
  for (const char* text : {"", "9590", "host", "host:", "host:http", "host:65536", "host:-1",
                           "::1:9590", "[::1]", "[]:9590", "[::1:9590", "a b:1", ":80 "}) {
    const Result<ListenAddress> parsed = parse_listen_address(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code(), ErrorCode::kInvalid);
    EXPECT_THAT(parsed.error().message(), HasSubstr("\":9590\"")) << text;
  }
}

}  // namespace
}  // namespace flowbridge

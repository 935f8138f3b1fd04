#include "remote_write/protocol.h"

#include <limits>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::FieldsAre;

TEST(RequestHeaders, AreThoseOfRemoteWriteOne) {
  EXPECT_THAT(request_headers({.user_agent = "flowbridge/0.1.0"}),
              ElementsAre(FieldsAre("Content-Encoding", "snappy"),
                          FieldsAre("Content-Type", "application/x-protobuf"),
                          FieldsAre("X-Prometheus-Remote-Write-Version", "0.1.0"),
                          FieldsAre("User-Agent", "flowbridge/0.1.0")));
}

TEST(RequestHeaders, SayHowOftenARequestWasRetried) {
  const auto headers = request_headers({.user_agent = "flowbridge/0.1.0", .retry_attempt = 3});
  ASSERT_EQ(headers.size(), 5u);
  EXPECT_THAT(headers.back(), FieldsAre("Retry-Attempt", "3"));
}

// Design §7, status by status; what is not named here is judged by its hundred.
Answer expected(int status) {
  static const std::map<int, Answer> kNamed = {
      {400, Answer::kRefused},       {401, Answer::kMisconfigured}, {403, Answer::kMisconfigured},
      {404, Answer::kMisconfigured}, {405, Answer::kMisconfigured}, {408, Answer::kRetry},
      {409, Answer::kRefused},       {413, Answer::kTooLarge},      {415, Answer::kMisconfigured},
      {422, Answer::kRefused},       {429, Answer::kRetry},
  };
  if (const auto found = kNamed.find(status); found != kNamed.end()) return found->second;
  switch (status / 100) {
    case 2:
      return Answer::kAccepted;
    case 3:
    case 4:
      return Answer::kMisconfigured;
    default:
      return Answer::kRetry;
  }
}

TEST(Judge, EveryStatusHasItsAnswer) {
  for (int status = 100; status <= 999; ++status) {
    EXPECT_EQ(answer_name(judge(status)), std::string(answer_name(expected(status)))) << status;
  }
}

TEST(Judge, NoAnswerIsRetriedAndSoIsNonsense) {
  EXPECT_EQ(judge(std::nullopt), Answer::kRetry);
  for (const int status :
       {0, -1, -200, 99, 1'000, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
    EXPECT_EQ(judge(status), Answer::kRetry) << status;
  }
}

constexpr UnixTime kNow = unix_ms(784'111'777'000);  // Sun, 06 Nov 1994 08:49:37 GMT

void expect_wait(std::string_view value, std::optional<Duration> want) {
  const std::optional<Duration> got = parse_retry_after(value, kNow);
  const auto count = [](std::optional<Duration> wait) { return wait ? wait->count() : -1; };
  EXPECT_EQ(count(got), count(want)) << value;
}

TEST(RetryAfter, InSecondsIsReadAndBounded) {
  expect_wait("0", 0s);
  expect_wait("7", 7s);
  expect_wait("007", 7s);
  expect_wait(" \t120 ", 120s);
  expect_wait("3599", 3599s);
  expect_wait("3600", 1h);
  expect_wait("3601", 1h);
  expect_wait("99999999999999999999999999999999", 1h);
}

TEST(RetryAfter, AsADateIsTheTimeUntilThen) {
  expect_wait("Sun, 06 Nov 1994 08:49:37 GMT", 0s);
  expect_wait("Sun, 06 Nov 1994 08:50:07 GMT", 30s);
  expect_wait("Sunday, 06-Nov-94 08:50:07 GMT", 30s);
  expect_wait("Sun Nov  6 08:50:07 1994", 30s);
  expect_wait("Sun, 06 Nov 1994 08:49:07 GMT", 0s);
  expect_wait("Sun, 06 Nov 1994 09:49:36 GMT", 3599s);
  expect_wait("Fri, 31 Dec 9999 23:59:59 GMT", 1h);
}

TEST(RetryAfter, OfAnythingElseIsNothing) {
  for (const std::string_view value :
       {"", " ", "-1", "+1", "1.5", "1s", "0x10", "12 34", "soon", "Sun, 06 Nov 1994", "1\r\n"}) {
    expect_wait(value, std::nullopt);
  }
}

TEST(RetryAfter, DoesNotOverflowAtTheEndsOfTime) {
  constexpr std::string_view kDate = "Sun, 06 Nov 1994 08:49:37 GMT";
  EXPECT_EQ(parse_retry_after(kDate, UnixTime::min()), kRetryAfterMax);
  EXPECT_EQ(parse_retry_after(kDate, UnixTime::max()), Duration(0));
  EXPECT_TRUE(parse_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", UnixTime::min()));
  EXPECT_TRUE(parse_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", UnixTime::max()));
}

}  // namespace
}  // namespace flowbridge

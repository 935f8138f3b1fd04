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

}  // namespace
}  // namespace flowbridge

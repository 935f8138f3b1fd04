// Which version of remote write is spoken: found out by answers, at the cost of one request.

#include "delivery/protocol_choice.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using Verdict = ProtocolChoice::Verdict;

class ProtocolChoiceTest : public testing::Test {
 protected:
  void given(ProtocolSetting setting) { choice_ = ProtocolChoice(setting); }

  /// The answer to a request in the version of now.
  Verdict answered(std::optional<int> status, bool says_written = false) {
    return choice_.answered(
        {.sent = choice_.next(now_), .status = status, .says_written = says_written, .now = now_});
  }

  WireProtocol next() { return choice_.next(now_); }

  ProtocolChoice choice_{ProtocolSetting::kAuto};
  MonotonicTime now_{};
};

TEST_F(ProtocolChoiceTest, BeginsWith2AndKeepsItOnceTheReceiverSaysWhatItHasWritten) {
  EXPECT_EQ(next(), WireProtocol::kV2);
  EXPECT_FALSE(choice_.is_known());
  EXPECT_EQ(answered(204, true), Verdict::kFits);
  EXPECT_TRUE(choice_.is_known());
  now_ += 365 * 24h;
  EXPECT_EQ(next(), WireProtocol::kV2);
  EXPECT_TRUE(choice_.is_known());
}

// 415 of a receiver that reads the content type, 400 of one that does not and finds no sense in the
// body, 204 of one that finds an empty request in it.
TEST_F(ProtocolChoiceTest, FallsBackTo1ForTheSameRequest) {
  for (const int status : {415, 400, 200, 202, 204}) {
    given(ProtocolSetting::kAuto);
    EXPECT_EQ(answered(status), Verdict::kSendAgain) << status;
    EXPECT_EQ(next(), WireProtocol::kV1) << status;
    EXPECT_TRUE(choice_.is_known()) << status;
    EXPECT_EQ(answered(204), Verdict::kFits) << "1.0 says nothing of what it has written";
    EXPECT_EQ(next(), WireProtocol::kV1) << status;
  }
}

TEST_F(ProtocolChoiceTest, AnAnswerAboutSomethingElseTellsNothing) {
  for (const std::optional<int> status :
       {std::optional<int>{}, std::optional(401), std::optional(404), std::optional(409),
        std::optional(413), std::optional(422), std::optional(429), std::optional(500),
        std::optional(503)}) {
    EXPECT_EQ(answered(status), Verdict::kFits) << status.value_or(0);
    EXPECT_EQ(next(), WireProtocol::kV2) << status.value_or(0);
    EXPECT_FALSE(choice_.is_known()) << status.value_or(0);
  }
}

TEST_F(ProtocolChoiceTest, ARefusalThatSaysWhatWasWrittenIsOne) {
  EXPECT_EQ(answered(400, true), Verdict::kFits);
  EXPECT_EQ(next(), WireProtocol::kV2);
}

TEST_F(ProtocolChoiceTest, ARefusalByAReceiverThatIsKnownIsOne) {
  EXPECT_EQ(answered(204, true), Verdict::kFits);
  EXPECT_EQ(answered(400), Verdict::kFits);
  EXPECT_EQ(next(), WireProtocol::kV2);
}

// A balancer that now has an older receiver behind it.
TEST_F(ProtocolChoiceTest, AReceiverThatForgets2IsFallenBackFrom) {
  EXPECT_EQ(answered(204, true), Verdict::kFits);
  EXPECT_EQ(answered(204), Verdict::kSendAgain);
  EXPECT_EQ(next(), WireProtocol::kV1);
}

TEST_F(ProtocolChoiceTest, WhatWasOnItsWayWhenTheChoiceWasMadeIsSentAgain) {
  EXPECT_EQ(answered(204, true), Verdict::kFits);
  EXPECT_EQ(answered(415), Verdict::kSendAgain);
  EXPECT_EQ(choice_.answered({.sent = WireProtocol::kV2, .status = 415, .now = now_}),
            Verdict::kSendAgain);
  EXPECT_EQ(next(), WireProtocol::kV1);
}

TEST_F(ProtocolChoiceTest, ADayLater2IsTriedAgainOnce) {
  EXPECT_EQ(answered(415), Verdict::kSendAgain);
  now_ += 24h - 1ms;
  EXPECT_EQ(next(), WireProtocol::kV1);
  now_ += 1ms;
  EXPECT_EQ(next(), WireProtocol::kV2);
  EXPECT_FALSE(choice_.is_known());
  EXPECT_EQ(answered(415), Verdict::kSendAgain);
  EXPECT_EQ(next(), WireProtocol::kV1);
  now_ += 24h;
  EXPECT_EQ(answered(204, true), Verdict::kFits);
  now_ += 24h;
  EXPECT_EQ(next(), WireProtocol::kV2);
}

// The first request held a bad sample: 1.0 for a day would be the price of it.
TEST_F(ProtocolChoiceTest, WhatIsRefusedInBothVersionsSaysLittleAboutTheVersion) {
  EXPECT_EQ(answered(400), Verdict::kSendAgain);
  EXPECT_EQ(answered(400), Verdict::kFits);
  EXPECT_EQ(next(), WireProtocol::kV1);
  now_ += 5min;
  EXPECT_EQ(next(), WireProtocol::kV2);
}

TEST_F(ProtocolChoiceTest, ALaterRefusalOf1IsNotAboutTheVersion) {
  EXPECT_EQ(answered(400), Verdict::kSendAgain);
  EXPECT_EQ(answered(204), Verdict::kFits);
  EXPECT_EQ(answered(400), Verdict::kFits);
  now_ += 5min;
  EXPECT_EQ(next(), WireProtocol::kV1);
}

TEST_F(ProtocolChoiceTest, AFixedVersionIsKept) {
  given(ProtocolSetting::kV1);
  EXPECT_TRUE(choice_.is_known());
  EXPECT_EQ(next(), WireProtocol::kV1);
  EXPECT_EQ(answered(415), Verdict::kFits);
  now_ += 365 * 24h;
  EXPECT_EQ(next(), WireProtocol::kV1);

  given(ProtocolSetting::kV2);
  EXPECT_EQ(answered(415), Verdict::kNotUnderstood);
  EXPECT_EQ(answered(204), Verdict::kNotUnderstood) << "nothing was stored";
  EXPECT_EQ(answered(400), Verdict::kFits);
  EXPECT_EQ(answered(204, true), Verdict::kFits);
  EXPECT_EQ(next(), WireProtocol::kV2);
}

}  // namespace
}  // namespace flowbridge

#include "auth/custom_header.h"

#include "support/result_matchers.h"

#include <string>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

TEST(CustomHeader, TenantsAndKeysOfGatewaysAreFine) {
  for (const char* name : {"X-Scope-OrgID", "THANOS-TENANT", "x-api-key", "X-Amz-Meta-Team"}) {
    EXPECT_THAT(check_header_name(name), IsOk()) << name;
  }
}

TEST(CustomHeader, ReservedOnesAreRefusedInAnyCase) {
  for (const char* name :
       {"Host", "Content-Encoding", "content-length", "CONTENT-TYPE", "User-Agent", "Connection",
        "Keep-Alive", "Transfer-Encoding", "Proxy-Authenticate", "Proxy-Authorization",
        "WWW-Authenticate", "Accept-Encoding", "X-Prometheus-Remote-Write-Version",
        "X-Prometheus-Remote-Read-Version", "Retry-Attempt", "X-Amz-Date", "X-Amz-Security-Token",
        "X-Amz-Content-Sha256", "aUTHORIZATION"}) {
    EXPECT_THAT(check_header_name(name), FailsWith(ErrorCode::kInvalid, name));
  }
}

TEST(CustomHeader, AuthorizationIsToldWhatToUseInstead) {
  EXPECT_THAT(check_header_name("Authorization"), FailsWith(ErrorCode::kInvalid, "basic_auth"));
}

TEST(CustomHeader, WhatIsNoNameIsNotRepeated) {
  const Result<void> line = check_header_name("X-Api-Key: TOPSECRET");
  EXPECT_THAT(line, FailsWith(ErrorCode::kInvalid, "apart"));
  EXPECT_THAT(line.error().message(), testing::Not(testing::HasSubstr("TOPSECRET")));
  EXPECT_THAT(check_header_name("X\r\nHost"), FailsWith(ErrorCode::kInvalid));
  EXPECT_THAT(check_header_name(""), FailsWith(ErrorCode::kInvalid, "without a name"));
}

TEST(CustomHeader, NeedsOneValueThatCanBeSent) {
  const auto check = [](const SecretOptions& value) {
    return check_custom_header({.name = "X-Key", .value = value});
  };
  EXPECT_THAT(check({.value = Secret("k")}), IsOk());
  EXPECT_THAT(check({.value = Secret(), .file = "/key"}), IsOk());
  EXPECT_THAT(check({}), FailsWith(ErrorCode::kInvalid, "header X-Key has no value"));
  EXPECT_THAT(check({.value = Secret("k"), .file = "/key"}),
              FailsWith(ErrorCode::kInvalid, "given twice"));
  const Result<void> broken = check({.value = Secret("TOP\r\nHost: SECRET")});
  EXPECT_THAT(broken, FailsWith(ErrorCode::kInvalid, "header X-Key holds a control character"));
  EXPECT_THAT(broken.error().message(), testing::Not(testing::HasSubstr("SECRET")));
  EXPECT_THAT(check_custom_header({.name = "Host", .value = {.value = Secret("k")}}),
              FailsWith(ErrorCode::kInvalid, "cannot be set"));
}

}  // namespace
}  // namespace flowbridge

#include "auth/repeated_secret.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::IsSupersetOf;

TEST(RepeatedSecret, IsFoundInTheClearAndEncoded) {
  const std::vector<std::string> secrets = {"", "p/w 1+", "of a token"};
  for (const char* text : {"wrong password p/w 1+ of me", "p/w 1+", "key=p%2Fw%201%2B&x",
                           "key=p%2Fw+1%2B", "Bearer of a token\r\n"}) {
    EXPECT_TRUE(repeats_secret(text, secrets)) << text;
  }
  for (const char* text : {"", "wrong password", "p/w", "of a", "401 Unauthorized"}) {
    EXPECT_FALSE(repeats_secret(text, secrets)) << text;
  }
}

TEST(RepeatedSecret, IsFoundAtTheEndOfATextThatWasCut) {
  const std::vector<std::string> secrets = {"abcdefghijkl"};
  EXPECT_TRUE(repeats_secret("Authorization: Bearer abcdef", secrets));
  EXPECT_FALSE(repeats_secret("Authorization: Bearer abcde", secrets));
  EXPECT_FALSE(repeats_secret("abcdef is how it begins", secrets));
}

TEST(RepeatedSecret, OfFewBytesIsNotLookedFor) {
  EXPECT_FALSE(repeats_secret("an answer", {"an", "a", ""}));
}

TEST(SecretsOfUrl, AreItsPasswordAndItsQuery) {
  EXPECT_THAT(secrets_of_url("https://me:pass%20word@push.example/w?key=s%2F1"),
              IsSupersetOf({"pass word", "bWU6cGFzcyB3b3Jk", "key=s%2F1", "key=s/1"}));
  EXPECT_FALSE(repeats_secret("push.example says no", secrets_of_url("https://push.example/w")));
}

}  // namespace
}  // namespace flowbridge

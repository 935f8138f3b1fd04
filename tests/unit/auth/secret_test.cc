#include "auth/secret.h"

#include "auth/secret_source.h"
#include "support/result_matchers.h"

#include <ostream>
#include <string>
#include <type_traits>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

TEST(Secret, LosesTheLineBreaksAtItsEndAndNothingElse) {
  EXPECT_EQ(parse_secret("s3cret")->reveal(), "s3cret");
  EXPECT_EQ(parse_secret("s3cret\n")->reveal(), "s3cret");
  EXPECT_EQ(parse_secret("s3cret\r\n\n")->reveal(), "s3cret");
  EXPECT_EQ(parse_secret(" s3 cret \n")->reveal(), " s3 cret ");
}

TEST(Secret, ThatCouldEndAHeaderIsRefusedWithoutBeingShown) {
  for (const std::string& text : {std::string("TOP\nSECRET"), std::string("TOP\rSECRET"),
                                  std::string("TOP\0SECRET", 10), std::string("TOP\tSECRET")}) {
    const Result<Secret> secret = parse_secret(text);
    ASSERT_THAT(secret, FailsWith(ErrorCode::kInvalid));
    EXPECT_THAT(secret.error().message(), testing::Not(testing::HasSubstr("TOP")));
  }
}

TEST(Secret, IsNeitherEmptyNorAFileTakenForOne) {
  EXPECT_THAT(parse_secret(""), FailsWith(ErrorCode::kInvalid, "empty"));
  EXPECT_THAT(parse_secret("\r\n"), FailsWith(ErrorCode::kInvalid, "empty"));
  EXPECT_THAT(parse_secret(std::string(kSecretBytesMax, 'x')), IsOk());
  EXPECT_THAT(parse_secret(std::string(kSecretBytesMax + 1, 'x')), FailsWith(ErrorCode::kInvalid));
}

TEST(Secret, IsNoTextByItself) {
  EXPECT_FALSE((std::is_convertible_v<Secret, std::string>));
  EXPECT_FALSE((std::is_convertible_v<Secret, std::string_view>));
  EXPECT_FALSE((std::is_convertible_v<std::string, Secret>));
}

TEST(SecretSource, OfTheConfigurationIsThereAtOnce) {
  SecretSource source({.value = Secret("a")}, {});
  source.refresh({});
  ASSERT_NE(source.value(), nullptr);
  EXPECT_EQ(source.value()->reveal(), "a");
  EXPECT_FALSE(source.problem());
}

TEST(SecretSource, ThatWasNotGivenIsNone) {
  SecretSource source({}, {});
  source.reread({});
  EXPECT_EQ(source.value(), nullptr);
  EXPECT_FALSE(source.problem());
}

TEST(SecretSource, OfAFileIsReadWithItsFirstRefresh) {
  SecretSource source({.file = "/key"},
                      [](const std::string& path) -> Result<std::string> { return path + "-a\n"; });
  EXPECT_EQ(source.value(), nullptr);
  source.refresh({});
  ASSERT_NE(source.value(), nullptr);
  EXPECT_EQ(source.value()->reveal(), "/key-a");
}

}  // namespace
}  // namespace flowbridge

#include "auth/aws_profile.h"

#include "support/result_matchers.h"

#include <string>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

const std::string kTwoProfiles =
    "# written by hand\n"
    "[default]\n"
    "aws_access_key_id = AKIDDEFAULT\n"
    "aws_secret_access_key = secret/default+key==\n"
    "\n"
    "[push]\r\n"
    "  region = eu-west-1\r\n"
    "  AWS_ACCESS_KEY_ID=AKIDPUSH   ; the new one\r\n"
    "  aws_secret_access_key=secret#push\r\n"
    "  aws_session_token = token==\r\n";

TEST(AwsProfile, HasItsOwnKeys) {
  EXPECT_THAT(parse_aws_profile(kTwoProfiles, "default"),
              IsOkAndHolds(AwsCredentials{.access_key = "AKIDDEFAULT",
                                          .secret_key = Secret("secret/default+key==")}));
  EXPECT_THAT(parse_aws_profile(kTwoProfiles, "push"),
              IsOkAndHolds(AwsCredentials{.access_key = "AKIDPUSH",
                                          .secret_key = Secret("secret#push"),
                                          .session_token = Secret("token==")}));
}

TEST(AwsProfile, IsFoundByItsNameInTheConfigurationFileToo) {
  EXPECT_THAT(parse_aws_profile("\xef\xbb\xbf[ profile push ]\naws_access_key_id=A\n"
                                "aws_secret_access_key=B",
                                "push"),
              IsOk());
}

TEST(AwsProfile, MayStandInPieces) {
  const std::string text =
      "[a]\naws_access_key_id=A\n[b]\naws_secret_access_key=no\n[a]\naws_secret_access_key=B\n";
  EXPECT_THAT(parse_aws_profile(text, "a"),
              IsOkAndHolds(AwsCredentials{.access_key = "A", .secret_key = Secret("B")}));
}

TEST(AwsProfile, ThatIsNotThereIsNamed) {
  EXPECT_THAT(parse_aws_profile(kTwoProfiles, "other"),
              FailsWith(ErrorCode::kNotFound, "has no profile other"));
  EXPECT_THAT(parse_aws_profile("", "default"), FailsWith(ErrorCode::kNotFound));
}

TEST(AwsProfile, WithoutAKeySaysWhichIsMissing) {
  EXPECT_THAT(parse_aws_profile("[a]\nrole_arn = arn:aws:iam::1:role/r\n", "a"),
              FailsWith(ErrorCode::kNotFound, "profile a has no aws_access_key_id"));
  EXPECT_THAT(parse_aws_profile("[a]\naws_access_key_id = A\n", "a"),
              FailsWith(ErrorCode::kNotFound, "profile a has no aws_secret_access_key"));
}

TEST(AwsProfile, LineThatIsNoneIsToldByItsNumberOnly) {
  const std::string text = "[a]\naws_secret_access_key\nTOPSECRET\n";
  const Result<AwsCredentials> parsed = parse_aws_profile(text, "a");
  EXPECT_THAT(parsed, FailsWith(ErrorCode::kInvalid, "line 2"));
  const Result<AwsCredentials> blank =
      parse_aws_profile("[a]\naws_secret_access_key = TOP SECRET\n", "a");
  EXPECT_THAT(blank, FailsWith(ErrorCode::kInvalid, "line 2: aws_secret_access_key"));
  EXPECT_THAT(blank.error().message(), testing::Not(testing::HasSubstr("TOP")));
}

TEST(AwsProfile, DamageInAnotherProfileIsNoneOfOurs) {
  EXPECT_THAT(
      parse_aws_profile("[b]\nwhat?\n[a]\naws_access_key_id=A\naws_secret_access_key=B\n", "a"),
      IsOk());
}

}  // namespace
}  // namespace flowbridge

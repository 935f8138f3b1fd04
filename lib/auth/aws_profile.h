#pragma once
/// Credentials of AWS in a file of profiles, as the AWS command line keeps them.
///
///   [default]
///   aws_access_key_id = AKIDEXAMPLE
///   aws_secret_access_key = …
///   aws_session_token = …
///
/// Only keys that stand in the file are read: what a profile would have fetched (role_arn, sso_…,
/// credential_process) is somebody else's task, who writes them here.
/// https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
///
/// Lifetime: values.      Threads: any.
/// Fails:    kNotFound: no such profile, or a key that it lacks. kInvalid: a line of the profile
///           that is none. Messages have names and line numbers, never a value.
/// Units:    lines count from 1.
///
///   Result<AwsCredentials> credentials = parse_aws_profile(text, "default");

#include "auth/aws_sigv4.h"
#include "base/result.h"

#include <string_view>

namespace flowbridge {

Result<AwsCredentials> parse_aws_profile(std::string_view text, std::string_view profile);

}  // namespace flowbridge

#pragma once
/// Matchers for Result: what came, or which code; never "fails somehow".
///
/// Lifetime: none.      Threads: any.
/// Fails:    as a test failure that shows the error's message.
/// Units:    none.
///
///   EXPECT_THAT(directory.sync(), IsOk());
///   EXPECT_THAT(read_file(directory, "a"), IsOkAndHolds("text"));
///   EXPECT_THAT(directory.remove("b"), FailsWith(ErrorCode::kNotFound));

#include "base/result.h"

#include <gmock/gmock.h>

namespace flowbridge {

template <typename T>
void explain(const Result<T>& result, testing::MatchResultListener* listener) {
  if (result) {
    *listener << "which is ok";
  } else {
    *listener << "which failed: " << error_code_name(result.error().code()) << ": "
              << result.error().message();
  }
}

/// GoogleTest prints values by their bytes otherwise.
template <typename T>
void PrintTo(const Result<T>& result, std::ostream* out) {
  *out << (result ? "ok" : error_code_name(result.error().code()));
}

MATCHER(IsOk, negation ? "is an error" : "is ok") {
  explain(arg, result_listener);
  return arg.has_value();
}

MATCHER_P(IsOkAndHolds, matcher, "is ok and holds what is expected") {
  if (!arg.has_value()) {
    explain(arg, result_listener);
    return false;
  }
  return testing::ExplainMatchResult(matcher, arg.value(), result_listener);
}

MATCHER_P(FailsWith, code, std::string("fails with ") + error_code_name(code)) {
  explain(arg, result_listener);
  return !arg.has_value() && arg.error().code() == code;
}

MATCHER_P2(FailsWith, code, text, std::string("fails with ") + error_code_name(code)) {
  explain(arg, result_listener);
  return !arg.has_value() && arg.error().code() == code &&
         testing::ExplainMatchResult(testing::HasSubstr(text), arg.error().message(),
                                     result_listener);
}

}  // namespace flowbridge

#pragma once
/// What is wrong with a configuration, said so that it can be mended.
///
/// A configuration is read to its end whatever it holds, and everything that is wrong with it is
/// told at once: whoever mends one mistake should not learn of the next by trying again. A Problem
/// is one such mistake: where it was made, and what it is, which ends with what was probably meant
/// where that can be guessed.
///
/// Lifetime: a value.      Threads: as any value.
/// Fails:    never.
/// Units:    none.
///
///   problems.push_back({.where = "--window", .what = R"("15" has no unit; did you mean 15s?)"});
///   std::fputs(format_problems(problems).c_str(), stderr);

#include "base/quoted.h"

#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct Problem {
  /// As the user wrote it: "--kafka.broker", "FLOWBRIDGE_WINDOW"; empty for none in particular.
  std::string where;
  std::string what;
  /// The path of the option that it is about, as far as that is known: "kafka.brokers".
  std::string option = {};

  bool operator==(const Problem&) const = default;
};

/// One line each, in the order found: "flowbridge: --window: \"15\" has no unit; …\n".
std::string format_problems(const std::vector<Problem>& problems);

/// "; did you mean 15s?", or nothing if there is no suggestion, or one of more than kQuotedBytesMax
/// bytes, which nobody would copy.
std::string did_you_mean(std::string_view suggestion);

}  // namespace flowbridge

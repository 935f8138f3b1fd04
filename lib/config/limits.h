#pragma once
/// A value that must not be too little or too much.
///
/// Lifetime: borrows its texts during the call.      Threads: any.
/// Fails:    kInvalid, as the parser says, or with the limit that was missed.
/// Units:    limits are texts that the value's own parser reads, both allowed; empty for none.
///
///   parse_within("11m", parse_duration, {.minimum = "1s", .maximum = "10m"});   // too much

#include "base/quoted.h"
#include "base/result.h"

#include <string>
#include <string_view>

namespace flowbridge {

template <typename T>
using Parser = Result<T> (*)(std::string_view text);

struct Limits {
  std::string_view minimum = {};
  std::string_view maximum = {};
};

template <typename T>
Result<T> parse_within(std::string_view text, Parser<T> parse, const Limits& limits) {
  Result<T> parsed = parse(text);
  if (!parsed) return parsed;
  if (!limits.minimum.empty() && *parsed < parse(limits.minimum).value()) {
    return Error(ErrorCode::kInvalid,
                 in_quotes(text) + " is too little; the least is " + std::string(limits.minimum));
  }
  if (!limits.maximum.empty() && *parsed > parse(limits.maximum).value()) {
    return Error(ErrorCode::kInvalid,
                 in_quotes(text) + " is too much; the most is " + std::string(limits.maximum));
  }
  return parsed;
}

}  // namespace flowbridge

#pragma once
/// What is wrong with a file of names that a person wrote, and where.
///
/// Such a file is read to its end whatever it holds, and everything that is wrong with it is told
/// at once, each as "names.yaml:3:5: what it is; what to do".
///
/// Lifetime: values.      Threads: as any value.
/// Fails:    never.
/// Units:    lines and columns count from 1; columns are bytes.
///
///   problems.push_back({position_of(text, offset), quoted_briefly(cell) + " is no number"});
///   return problems_error(path, std::move(problems));

#include "base/result.h"
#include "base/text_position.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// Beyond so many problems their number is told.
inline constexpr std::size_t kTextProblemsShownMax = 20;

/// In quotes, on one line, and shortened, whatever it holds.
std::string quoted_briefly(std::string_view text);

/// kInvalid, one line for each problem in the order of the file. Requires: there is one.
Error problems_error(std::string_view path, std::vector<TextProblem> problems);

}  // namespace flowbridge

#pragma once
/// What is wrong with a file that a person wrote, and where.
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

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct TextPosition {
  std::size_t line = 1;
  std::size_t column = 1;

  auto operator<=>(const TextPosition&) const = default;
};

struct TextProblem {
  TextPosition at;
  std::string what;
};

/// Beyond so many problems their number is told.
inline constexpr std::size_t kTextProblemsShownMax = 20;

TextPosition position_of(std::string_view text, std::size_t offset);

/// In quotes, on one line, and shortened, whatever it holds.
std::string quoted_briefly(std::string_view text);

/// "3:5", to be put into a sentence.
std::string in_words(const TextPosition& at);

/// The first byte that no text file has: not UTF-8, or a control character.
std::vector<TextProblem> bytes_that_are_no_text(std::string_view text);

/// kInvalid, one line for each problem in the order of the file. Requires: there is one.
Error problems_error(std::string_view path, std::vector<TextProblem> problems);

}  // namespace flowbridge

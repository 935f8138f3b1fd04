#pragma once
/// Where something stands in a file that a person wrote.
///
/// Whoever reads such a file tells what is wrong with it as "names.yaml:3:5: what it is; what to
/// do", and begins by looking whether it is text at all.
///
/// Lifetime: values.      Threads: as any value.
/// Fails:    never.
/// Units:    lines and columns count from 1; columns are bytes.
///
///   problems.push_back({position_of(text, offset), "a comma is missing; write one"});
///   in_words(problems.back().at);   // "3:5"

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

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

/// Requires: offset <= text.size().
TextPosition position_of(std::string_view text, std::size_t offset);

/// "3:5", to be put into a sentence.
std::string in_words(const TextPosition& at);

/// The first byte that no text file has: not UTF-8, or a control character.
std::optional<TextProblem> byte_that_is_no_text(std::string_view text);

}  // namespace flowbridge

#pragma once
/// Sizes, and the prose that a header opens with.
///
/// A reader should see a function on one screen and a file in one sitting, and learn from a header
/// who owns what, which thread may call it, and what can fail, before the first declaration.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; what is wrong is a Violation.
/// Units:    lines, and columns as code points.
///
///   Violations violations = check_sizes(tree);

#include "architecture/tree.h"

namespace flowbridge {

inline constexpr std::size_t kFileLinesLimit = 400;
inline constexpr std::size_t kFunctionLinesMax = 70;
inline constexpr std::size_t kLineColumnsMax = 100;

/// Files below kFileLinesLimit lines, lines within kLineColumnsMax columns.
Violations check_sizes(const Tree& tree);

/// Functions within kFunctionLinesMax lines. Told by braces, which suffices for formatted code.
Violations check_function_sizes(const Tree& tree);

/// Headers of lib/ begin with `#pragma once` and prose that answers the house's questions.
Violations check_header_prose(const Tree& tree);

}  // namespace flowbridge

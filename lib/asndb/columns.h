#pragma once
/// Tables and ages for a terminal.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    columns are code points; ages are whole seconds, minutes, hours or days.
///
///   in_columns({{"source", "age"}, {"asnames", age_text(now - fetched_at)}}, "  ");

#include "base/time.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// A line for each row, each behind `indent`; cells of a column begin below one another, two blanks
/// behind the longest before them. A column of numbers or ages, "-" for none of them, is aligned at
/// its end instead. Requires: all rows have equally many cells, the first the titles.
std::string in_columns(const std::vector<std::vector<std::string>>& rows, std::string_view indent);

/// "45s", "12m", "7h", "3d": what is left out is less than the unit. A negative one is "0s".
std::string age_text(Duration age);
/// The age of what happened then; "-" if it never did.
std::string age_of(const std::optional<UnixTime>& then, UnixTime now);

/// `text` fit for a line of a terminal, with escapes for what a name could not hold: control
/// characters and what cannot be seen.
std::string in_one_line(std::string_view text);

}  // namespace flowbridge

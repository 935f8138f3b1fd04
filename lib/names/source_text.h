#pragma once
/// What the readers of public text files do alike.
///
/// Every source is first judged by its size and its first bytes, since an error page comes with any
/// status and any content type; then it is read line by line, without copies.
///
/// Lifetime: none; views given back point into the argument.      Threads: any.
/// Fails:    a file that is no text of any source is a Refusal; a number that is none is absent.
/// Units:    bytes.
///
///   if (auto refusal = refused_at_sight(file, kDelegatedBytesMax)) return *refusal;
///   while (!file.empty()) read(next_line(file));

#include "names/refusal.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace flowbridge {

/// Refuses what is too large, empty, HTML or JSON.
std::optional<Refusal> refused_at_sight(std::string_view file, std::size_t bytes_max);

/// Removes the first line from `rest` and returns it without its line feed.
std::string_view next_line(std::string_view& rest);

/// Of digits alone, in 64 bits.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

}  // namespace flowbridge

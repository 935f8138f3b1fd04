#pragma once
/// The name that was probably meant.
///
/// A mistyped flag, variable, command or choice is answered with the nearest name there is, or with
/// none rather than with a far-fetched one.
///
/// Lifetime: returns one of the candidates, borrowed from the caller.      Threads: any.
/// Fails:    never; an empty view means that nothing is near.
/// Units:    none. A long input is far from everything, so the work is bounded by the candidates.
///
///   nearest("kafka.broker", {"kafka.brokers", "kafka.topics"});   // "kafka.brokers"
///   nearest("group-id", {"kafka.group-id", "window"});            // "kafka.group-id"

#include <string_view>
#include <vector>

namespace flowbridge {

/// In this order: the same but for case and separators, the same last part, the same first part,
/// the fewest edits (of those that keep most of the name). Ties go to the earlier candidate.
std::string_view nearest(std::string_view name, const std::vector<std::string_view>& candidates);

/// Whether only case and separators differ: "Group-ID" and "group_id".
bool is_same_but_for_spelling(std::string_view a, std::string_view b);

/// Insertions, deletions, replacements and swaps of neighbours that turn one into the other.
std::size_t edit_distance(std::string_view from, std::string_view to);

}  // namespace flowbridge

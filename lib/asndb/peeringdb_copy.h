#pragma once
/// A copy of one of PeeringDB's tables, and how it is brought up to date.
///
/// The copy in the cache has PeeringDB's own envelope with the fields that we keep, deleted rows
/// included: they say that what was deleted has been heard of. Changes are applied to it row by
/// row; a full copy, which is made once a day and may be older than changes that were applied
/// since, replaces everything but these.
///
/// Lifetime: none.      Threads: any.
/// Fails:    a Refusal of what came: not JSON, no envelope, too many bad rows.
/// Units:    bytes.
///
///   Parsed<std::string> copy = join_changes(SourceFormat::kPeeringdbNet, std::move(answer),
///                                           [&] { return read(copy_in_force); });

#include "asndb/source.h"
#include "asndb/source_state.h"
#include "base/time.h"
#include "names/refusal.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace flowbridge {

/// Gives the copy in force, or nothing if there is none. Called once what came has been read and
/// let go: the two together would be the most memory that a refresh takes.
using CopyInForce = std::function<std::string()>;

Parsed<std::string> join_changes(SourceFormat format, std::string changes,
                                 const CopyInForce& in_force);
Parsed<std::string> join_full_copy(SourceFormat format, std::string full,
                                   const CopyInForce& in_force);

/// From when to ask for changes: a second before the newest row, because servers and databases
/// round differently. Absent if `copy` cannot be read.
std::optional<UnixTime> changes_since(SourceFormat format, std::string_view copy);

}  // namespace flowbridge

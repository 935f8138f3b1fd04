#pragma once
/// The names that a bridge which starts now would have in force, for commands that need no bridge.
///
/// Lifetime: values.      Threads: main's.
/// Fails:    overrides_at_hand: what the disk says, or the file's mistakes. The names: never;
///           without a cache they are those of the operator's file or of a package's seed, and a
///           note says so.
/// Units:    none.
///
///   NamesAtHand at_hand = names_at_hand(request, store ? &*store : nullptr, now);
///   for (const std::string& note : at_hand.notes) tell(note);

#include "asndb/store.h"
#include "base/result.h"
#include "base/time.h"
#include "flowbridge/asn_request.h"
#include "names/name_table.h"
#include "names/overrides.h"

#include <memory>
#include <string>
#include <vector>

namespace flowbridge {

struct NamesAtHand {
  std::shared_ptr<const NameTable> table = std::make_shared<const NameTable>();
  /// What to say about where they are from.
  std::vector<std::string> notes = {};
};

/// Null: there is no cache.
NamesAtHand names_at_hand(const AsnRequest& request, const AsnStore* store, UnixTime now);

/// The operator's own; none if he has no file.
Result<Overrides> overrides_at_hand(const AsnRequest& request);

}  // namespace flowbridge

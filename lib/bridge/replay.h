#pragma once
/// Journal records and checkpoints, applied.
///
/// The one place that goes from (type, payload) to the state machines, for a restart of ingest, for
/// every destination, and for whoever explains a state directory. A checkpoint is the ledger's
/// state and the accounts, side by side.
///
/// Lifetime: borrows what it is given for the call.      Threads: the caller's.
/// Fails:    kCorrupt for records that contradict each other or that no version wrote.
/// Units:    as in record/records.h.
///
///   Result<std::optional<TickChanges>> tick = replay(record, accounts);
///   if (tick && *tick) plan(**tick);

#include "base/result.h"
#include "journal/reader.h"
#include "ledger/ledger.h"
#include "series/accounts.h"

#include <optional>
#include <string>
#include <string_view>

namespace flowbridge {

/// Applies a record to the accounts; a tick tells what it changed. Records of lanes and grids do
/// not concern accounts.
Result<std::optional<TickChanges>> replay(const JournalRecord& record, Accounts& accounts);

/// Applies a record to the ledger and the accounts alike.
Result<void> replay(const JournalRecord& record, Ledger& ledger, Accounts& accounts);

std::string encode_checkpoint(const Ledger& ledger, const Accounts& accounts);
/// Requires: both are new.
Result<void> restore_checkpoint(std::string_view bytes, Ledger& ledger, Accounts& accounts);
/// The accounts alone, for a destination.
Result<void> restore_checkpoint(std::string_view bytes, Accounts& accounts);

}  // namespace flowbridge

#pragma once
/// The journal read from its oldest record to its newest, and what it adds up to.
///
/// A start replays from the newest checkpoint on. This replays as far back as the log reaches, and
/// holds every checkpoint on the way to what the log says, every batch to its own sums, and every
/// record to what records before it allow.
///
/// Lifetime: borrows the directory and the report.      Threads: one.
/// Fails:    run: kNotFound (a running bridge deleted a segment meanwhile), kIo. What is damaged is
///           no failure but a finding, and ends the walk.
/// Units:    sequences; bytes from the start of a file.
///
///   LogWalk walk(journal_directory, verify_journal(journal_directory));
///   walk.on_record = [](const PlacedRecord& record) { print(record); };
///   if (Result<void> walked = walk.run(); !walked) return walked;
///   walk.ledger().lanes();

#include "journal/reader.h"
#include "journal/verify.h"
#include "ledger/ledger.h"
#include "series/accounts.h"
#include "state/finding.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

/// A record and where it lies; the views are valid during the call.
struct PlacedRecord {
  const std::string& file;
  std::uint64_t offset = 0;
  const JournalRecord& record;
};

/// What a checkpoint says, once the walk has come to it.
struct CheckpointContents {
  Sequence sequence = 0;
  std::optional<UnixTime> last_tick;
};

class LogWalk {
 public:
  /// Requires: the report has no problem.
  LogWalk(Directory& directory, const VerifyReport& report);

  /// Called when the state is known, with the sequence that it stands before: 1, or that of the
  /// oldest checkpoint.
  std::function<void(Sequence)> on_begin;
  /// Called for every record, after it was applied. Records before the beginning are not applied,
  /// for nothing says what they were applied to.
  std::function<void(const PlacedRecord&)> on_record;

  Result<void> run();

  const std::vector<Finding>& findings() const { return findings_; }
  /// Of checkpoints that are whole, oldest first.
  const std::vector<CheckpointContents>& checkpoints() const { return checkpoints_; }
  /// The state where the walk stands; after run(), at the end of the log.
  Ledger& ledger() { return ledger_; }
  Accounts& accounts() { return accounts_; }

 private:
  Result<void> walk_segment(const SegmentExtent& extent);
  Result<void> come_to_checkpoint(Sequence sequence);
  void begin_with(const Checkpoint& checkpoint);
  void hold_to_log(const Checkpoint& checkpoint);
  void take(const PlacedRecord& placed);
  void damaged(const PlacedRecord& placed, const std::string& what);

  Directory& directory_;
  const VerifyReport& report_;
  /// The first record that is applied.
  Sequence begin_ = kFirstSequence;
  bool begun_ = false;

  Ledger ledger_{LedgerOptions{}};
  Accounts accounts_;
  std::vector<CheckpointContents> checkpoints_;
  std::vector<Finding> findings_;
};

/// Where a file of the journal is, below the state directory.
std::string journal_path(const std::string& name);

/// "batch", "tick", …; "unknown" for a type that this version does not know.
const char* record_type_name(std::uint8_t type);

}  // namespace flowbridge

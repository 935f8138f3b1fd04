#pragma once
/// A random history of a journal, held to a naive model.
///
/// A seed draws the options, what is appended, committed, checkpointed and read, what the disk
/// refuses, and when the process dies or the power goes. The model is a list of texts. After every
/// restart: what was committed is there; a group is there whole or not at all; nothing else is
/// there; the state of the checkpoint is that of its record; every destination finds what it needs.
///
/// Lifetime: a value per run.      Threads: one.
/// Fails:    the description of the first violation.
/// Units:    none.
///
///   EXPECT_EQ(run_journal_history({.seed = 17}), std::nullopt);

#include <cstdint>
#include <optional>
#include <string>

namespace flowbridge {

struct JournalHistoryOptions {
  std::uint64_t seed = 0;
  /// Runs on a disk that forgets its syncs, which must be noticed.
  bool disk_ignores_syncs = false;
};

std::optional<std::string> run_journal_history(const JournalHistoryOptions& options);

}  // namespace flowbridge

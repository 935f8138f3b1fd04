#pragma once
/// Every byte of a journal read and judged, for a person.
///
/// A start verifies what it needs; this reads everything there is, changes nothing, and says what
/// it found. A writer that runs meanwhile moves the end and deletes segments: what it is just
/// writing looks like a torn tail, what it deletes is kNotFound.
///
/// Lifetime: values.      Threads: one.
/// Fails:    never: what is wrong is in the report.
/// Units:    bytes; sequences.
///
///   const VerifyReport report = verify_journal(directory);
///   if (report.problem) std::puts(report.problem->message().c_str());

#include "journal/recovery.h"

namespace flowbridge {

struct VerifyReport {
  /// What stopped the walk, if anything did; the journal will not open then.
  std::optional<Error> problem;
  /// Damaged checkpoints, which a start passes over for older ones.
  std::vector<std::string> warnings;
  /// What the journal consists of, and how many records and groups each segment holds. Empty if
  /// there is a problem.
  Inventory inventory;
  std::vector<SegmentSummary> segments;
  /// The sequence of the next record, and what a start would cut after the last.
  Sequence next = kFirstSequence;
  std::uint64_t torn_bytes = 0;
  /// Files that mean nothing and that a start would remove: checkpoints and a last segment that
  /// were being made.
  std::vector<std::string> leftovers;
};

VerifyReport verify_journal(Directory& directory);

/// The report as text, a line per file.
std::string to_text(const VerifyReport& report);

}  // namespace flowbridge

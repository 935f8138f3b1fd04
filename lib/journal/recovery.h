#pragma once
/// What a journal on disk holds, found without touching it.
///
/// Every start reads the checkpoints, walks the segments from the newest good one on and decides
/// what is a torn tail and what is damage; Journal::open then carries the decision out. Segments
/// before that checkpoint are held to the chain by their headers and ends only, and verified in
/// full by whoever reads them.
///
/// A torn tail is what a crash leaves of the one group that was being written: the last segment
/// ends, or stops making sense, inside a group, and no whole record of a later group follows. It is
/// cut back to the group before. All else that does not fit is kCorrupt.
///
/// Lifetime: values.      Threads: one; nobody may write to the directory meanwhile.
/// Fails:    kCorrupt naming file and byte; kUnsupported; kIo.
/// Units:    bytes; sequences.
///
///   Result<RecoveredJournal> found =
///       inspect_journal(directory, InspectionDepth::kFromNewestCheckpoint);

#include "journal/inventory.h"
#include "port/directory.h"

namespace flowbridge {

enum class InspectionDepth {
  kFromNewestCheckpoint,  // what a start needs
  kEverything,            // every record of every segment
};

struct SegmentSummary {
  Sequence first = 0;
  std::uint64_t records = 0;
  std::uint64_t groups = 0;
};

struct RecoveredJournal {
  /// The last segment's bytes are those that remain after the cut. Empty: a new journal.
  Inventory inventory;
  /// Of the segments that were walked, oldest first.
  std::vector<SegmentSummary> walked;
  /// The newest checkpoint that is whole; absent if the log must be read from its beginning.
  std::optional<Sequence> checkpoint;
  /// The sequence that the next record will get.
  Sequence next = kFirstSequence;

  /// Of the last segment: its header, where its last group begins (0: it has none), and the CRC
  /// before its end.
  SegmentHeader last_header;
  std::uint64_t last_group_begin = 0;
  std::uint32_t last_crc = 0;
  /// How much of the last segment is a torn tail.
  std::uint64_t torn_bytes = 0;

  /// Files that mean nothing: checkpoints that were being written, and the last segment if it was
  /// being made.
  std::vector<std::string> leftovers;
  std::optional<Sequence> unfinished;
  /// What is wrong with checkpoints that are passed over for older ones, for the log.
  std::vector<std::string> warnings;
};

Result<RecoveredJournal> inspect_journal(Directory& directory, InspectionDepth depth);

}  // namespace flowbridge

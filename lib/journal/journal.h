#pragma once
/// A durable log of records, written by one thread and read by many.
///
/// The journal is the one hand-off between ingest and delivery, and the only memory of what has
/// been counted. It knows framing, not meaning: a record is a type and a payload. Records are
/// appended to a group in memory; commit() makes the group true with one write and one sync, all of
/// it or nothing, before any reader sees it. FORMAT.md describes the files.
///
/// Lifetime: borrows the Directory; must outlive its readers.
/// Threads:  append, commit, write_checkpoint and trim: one, the writer. index(): any. No lock is
///           held across IO.
/// Fails:    open: kCorrupt with file and byte, kUnsupported; nothing was touched then. commit and
///           write_checkpoint: kNoSpace: make room and call again, nothing was lost and nothing is
///           visible. kIo: the disk is in a state nobody knows; every later call fails, end the
///           process: a restart is safe, a second sync is not.
/// Units:    bytes; sequences count records from 1.
///
///   Result<std::unique_ptr<Journal>> journal = Journal::open(directory, {});
///   const Sequence sequence = (*journal)->append(type, payload);
///   if (Result<void> committed = (*journal)->commit(); !committed) return committed;

#include "journal/index.h"
#include "journal/recovery.h"
#include "port/directory.h"

#include <memory>

namespace flowbridge {

/// The most that one group may have. Raising it raises what a restart may have to cut.
inline constexpr std::size_t kGroupBytesMax = 256u << 20;

struct JournalOptions {
  /// A segment that has reached this size is followed by a new one. Larger: fewer files; smaller:
  /// space comes back sooner after a checkpoint.
  std::uint64_t segment_bytes = 64u << 20;
};

/// What open() found and did.
struct JournalRecovery {
  /// Where a restart begins: read this checkpoint, then all records from it on. Absent: from the
  /// first record.
  std::optional<Sequence> checkpoint;
  /// The sequence of the next record.
  Sequence next = kFirstSequence;
  /// What was cut: a group that was being written when the process ended.
  std::uint64_t torn_bytes = 0;
  /// Damaged checkpoints that were passed over for an older one: for the log, as warnings.
  std::vector<std::string> warnings;
};

class Journal {
 public:
  /// Recovers the journal, or begins a new one in an empty directory. What a process that died may
  /// have left unsynced is made durable.
  static Result<std::unique_ptr<Journal>> open(Directory& directory, const JournalOptions& options);
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  ~Journal() = default;

  const JournalRecovery& recovery() const { return recovery_; }

  /// Adds a record to the current group; nothing touches the disk. Requires: no commit of this
  /// group has failed; payload within kPayloadBytesMax; the group within kGroupBytesMax.
  Sequence append(std::uint8_t type, std::string_view payload);
  /// Makes the group durable, then visible to readers. After kNoSpace the same group waits and
  /// commit() may be called again. Nothing to do for an empty group.
  Result<void> commit();
  std::size_t pending_bytes() const { return group_.size(); }

  /// Stores the state before the next record and begins a new segment; then trims. Requires: an
  /// empty group.
  Result<void> write_checkpoint(std::string_view state);
  /// Deletes what R24 no longer keeps, oldest first; what the disk has no space to delete stays for
  /// the next call. Requires: every destination has set its floor.
  Result<void> trim();

  /// What is durable; floors; sizes.
  JournalIndex& index() { return index_; }
  const JournalIndex& index() const { return index_; }

 private:
  Journal(Directory& directory, const JournalOptions& options, RecoveredJournal found);

  Result<void> finish_open(const std::vector<std::string>& leftovers);
  Result<void> adopt_last_segment(std::uint64_t last_group_begin);
  Result<void> start_segment();
  Result<void> create_segment(const SegmentHeader& header);
  Result<void> write_group();
  Result<void> remove_files(const Deletion& deletion);
  /// Takes an error in: all but kNoSpace end the journal for good.
  Error judge(const Error& error);

  // Constant after construction.
  Directory& directory_;
  JournalOptions options_;
  JournalRecovery recovery_;

  JournalIndex index_;

  // Used by the writer only. The current segment: its header, how much of it is durable, and the
  // CRC before that end.
  std::unique_ptr<File> file_;
  SegmentHeader header_;
  std::uint64_t segment_bytes_ = 0;
  std::uint32_t last_crc_ = 0;
  Sequence next_ = kFirstSequence;
  /// A segment that found no space for its header, and could not be removed either.
  std::string unfinished_;

  std::string group_;
  std::uint32_t group_records_ = 0;
  /// A commit of this group was tried; a part of it may be on the disk, so it must not change.
  bool group_closed_ = false;

  std::optional<Error> failure_;
};

}  // namespace flowbridge

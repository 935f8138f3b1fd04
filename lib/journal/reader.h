#pragma once
/// Reads the journal's records in order, as far as they are durable.
///
/// A restart reads from the newest checkpoint to the end; a destination follows the end at its own
/// pace for ever. Each has a reader of its own, with file handles of its own, so that none waits
/// for another and the writer waits for none.
///
/// Lifetime: borrows the Directory and the Journal's index. A record's payload is a view that is
/// valid until the next call.
/// Threads:  one per reader, any.
/// Fails:    seek: kNotFound if the record is no longer kept; kCorrupt if the journal has never had
///           it: the disk has lost what was durable. next: kCorrupt with file and byte; kIo.
/// Units:    sequences.
///
///   JournalReader reader(directory, journal.index());
///   if (Result<void> found = reader.seek(cursor.next); !found) return found;
///   Result<std::optional<JournalRecord>> record = reader.next();
///   if (record && *record) apply((*record)->type, (*record)->payload);

#include "journal/checkpoint.h"
#include "journal/index.h"
#include "journal/segment_reader.h"

namespace flowbridge {

struct JournalRecord {
  Sequence sequence = 0;
  std::uint8_t type = 0;
  /// The last of those that became durable together.
  bool ends_group = false;
  std::string_view payload;
};

class JournalReader {
 public:
  /// Begins at the first record of all; seek() changes that.
  JournalReader(Directory& directory, const JournalIndex& index)
      : directory_(directory), index_(index) {}

  /// The next call of next() returns this record.
  Result<void> seek(Sequence sequence);
  /// The next record, or nothing if it is not durable yet.
  Result<std::optional<JournalRecord>> next();
  /// The sequence of the record that next() will return.
  Sequence position() const { return position_; }

  /// The newest whole checkpoint at or before a record; nothing if the log's beginning stands for
  /// it. Set a floor first, or it may be deleted meanwhile.
  Result<std::optional<Checkpoint>> newest_checkpoint_at_or_before(Sequence sequence) const;

 private:
  /// Makes segment_ the one that holds position_, and end_ its durable end.
  Result<void> locate();

  Directory& directory_;
  const JournalIndex& index_;

  Sequence position_ = kFirstSequence;
  /// The first sequence that was not durable when we last asked.
  Sequence durable_next_ = kFirstSequence;
  std::optional<SegmentReader> segment_;
  std::uint64_t end_ = 0;
};

}  // namespace flowbridge

#pragma once
/// What of the journal is durable: the one thing that its writer and its readers share.
///
/// The writer announces what it has synced; readers ask how far they may read, in which file, and
/// may wait for more. Destinations set their floors here. Everything under the lock is a copy of
/// numbers: no IO, no call to another object.
///
/// Lifetime: lives in the Journal, which outlives its readers.      Threads: any.
/// Fails:    never.
/// Units:    sequences and bytes; next_sequence() is the first one that is not durable.
///
///   index.set_floor("prometheus", cursor.next);
///   if (index.wait_durable(cursor.next, {.timeout = 1s, .stop = stop})) read();

#include "base/mutex.h"
#include "base/time.h"
#include "journal/room.h"

#include <condition_variable>
#include <stop_token>
#include <string>

namespace flowbridge {

struct WaitLimits {
  Duration timeout = 1s;
  /// Ends the wait when a stop is requested.
  std::stop_token stop{};
};

struct JournalSize {
  std::uint64_t bytes = 0;
  std::size_t segments = 0;
  std::size_t checkpoints = 0;
  std::uint64_t newest_checkpoint_bytes = 0;
  /// Of `bytes`, what R24 keeps although every destination has all of it.
  std::uint64_t bytes_kept_anyway = 0;
};

class JournalIndex {
 public:
  JournalIndex(Inventory inventory, Sequence next);

  // For the writer.

  /// The newest segment is durable up to `bytes`, and all records before `next` are.
  void publish(std::uint64_t bytes, Sequence next);
  void add_segment(const SegmentExtent& segment);
  void add_checkpoint(const CheckpointFile& checkpoint);
  /// R22: what destinations are asked for that give up what is oldest. Until the next call.
  void want_room(const RoomWanted& wanted);
  /// What is no longer needed (R24). The caller removes the files, then forgets them here.
  Deletion unneeded() const;
  void forget(const Deletion& deletion);

  // For readers.

  Sequence next_sequence() const;
  /// The segment that holds, or will hold, a record; none if it is no longer kept.
  std::optional<SegmentExtent> segment_of(Sequence sequence) const;
  /// The newest whole checkpoint at or before a record.
  std::optional<Sequence> checkpoint_at_or_before(Sequence sequence) const;
  /// Whether record `sequence` is durable; waits for it.
  bool wait_durable(Sequence sequence, const WaitLimits& limits) const;

  // For everyone.

  void set_floor(const std::string& name, Sequence sequence, WhenFull when_full = WhenFull::kBlock);
  bool wants_room() const;
  /// Where a destination must move its floor to (R22); nothing if it may stay.
  std::optional<Sequence> next_floor(const std::string& name) const;
  void release_floor(const std::string& name);
  JournalSize size() const;

 private:
  mutable Mutex mutex_;
  mutable std::condition_variable_any became_durable_;
  Inventory inventory_ FB_GUARDED_BY(mutex_);
  Sequence next_ FB_GUARDED_BY(mutex_);
  Floors floors_ FB_GUARDED_BY(mutex_);
  RoomWanted room_wanted_ FB_GUARDED_BY(mutex_);
};

}  // namespace flowbridge

#pragma once
/// What files the journal consists of, and which of them are no longer needed (R24).
///
/// Kept are the two newest checkpoints, for every floor (a destination's cursor) the newest
/// checkpoint at or before it, and all segments from the oldest of those on. Before there are two
/// checkpoints, and while a floor lies before every checkpoint, no segment is deleted.
///
/// Lifetime: values.      Threads: as any value.
/// Fails:    never.
/// Units:    bytes; a floor is the sequence of the next record that its owner will read.
///
///   const Deletion deletion = plan_deletion(inventory, floors);
///   for (Sequence first : deletion.segments) directory.remove(segment_name(first));

#include "journal/format.h"

#include <vector>

namespace flowbridge {

struct SegmentExtent {
  Sequence first = 0;
  /// How much of the file is durable and counts.
  std::uint64_t bytes = 0;

  bool operator==(const SegmentExtent&) const = default;
};

struct CheckpointFile {
  Sequence sequence = 0;
  std::uint64_t bytes = 0;
  /// Found damaged at a restart: it is neither used nor counted, and goes with its neighbours.
  bool damaged = false;

  bool operator==(const CheckpointFile&) const = default;
};

/// Both oldest first. A segment reaches to the first record of the next one.
struct Inventory {
  std::vector<SegmentExtent> segments;
  std::vector<CheckpointFile> checkpoints;

  bool operator==(const Inventory&) const = default;

  /// The segment that holds, or will hold, a record; none if it is before the oldest.
  const SegmentExtent* segment_of(Sequence sequence) const;
  /// The newest undamaged checkpoint at or before a record.
  const CheckpointFile* checkpoint_at_or_before(Sequence sequence) const;
};

/// Both oldest first.
struct Deletion {
  std::vector<Sequence> checkpoints;
  std::vector<Sequence> segments;

  bool empty() const { return checkpoints.empty() && segments.empty(); }
};

Deletion plan_deletion(const Inventory& inventory, const std::vector<Sequence>& floors);
/// Takes what was planned out of the inventory.
void forget(Inventory& inventory, const Deletion& deletion);
/// What is left when all that plan_deletion() finds is gone.
Inventory kept(const Inventory& inventory, const std::vector<Sequence>& floors);
std::uint64_t total_bytes(const Inventory& inventory);

}  // namespace flowbridge

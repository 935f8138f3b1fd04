#include "journal/inventory.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr std::size_t kNewestCheckpointsKept = 2;

bool contains(const std::vector<Sequence>& sorted, Sequence sequence) {
  return std::binary_search(sorted.begin(), sorted.end(), sequence);
}

/// The undamaged checkpoints that must stay, oldest first; kFirstSequence among them stands for the
/// beginning of the log.
std::vector<Sequence> kept_checkpoints(const Inventory& inventory,
                                       const std::vector<Sequence>& floors) {
  std::vector<Sequence> kept;
  for (auto at = inventory.checkpoints.rbegin();
       at != inventory.checkpoints.rend() && kept.size() < kNewestCheckpointsKept; ++at) {
    if (!at->damaged) kept.push_back(at->sequence);
  }
  if (kept.size() < kNewestCheckpointsKept) kept.push_back(kFirstSequence);
  for (const Sequence floor : floors) {
    const CheckpointFile* checkpoint = inventory.checkpoint_at_or_before(floor);
    kept.push_back(checkpoint != nullptr ? checkpoint->sequence : kFirstSequence);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace

const SegmentExtent* Inventory::segment_of(Sequence sequence) const {
  const auto after = std::upper_bound(
      segments.begin(), segments.end(), sequence,
      [](Sequence wanted, const SegmentExtent& segment) { return wanted < segment.first; });
  return after == segments.begin() ? nullptr : &*(after - 1);
}

const CheckpointFile* Inventory::checkpoint_at_or_before(Sequence sequence) const {
  const CheckpointFile* newest = nullptr;
  for (const CheckpointFile& checkpoint : checkpoints) {
    if (!checkpoint.damaged && checkpoint.sequence <= sequence) newest = &checkpoint;
  }
  return newest;
}

Deletion plan_deletion(const Inventory& inventory, const std::vector<Sequence>& floors) {
  const std::vector<Sequence> kept = kept_checkpoints(inventory, floors);
  const Sequence oldest = kept.front();
  Deletion deletion;
  for (const CheckpointFile& checkpoint : inventory.checkpoints) {
    const bool needed =
        checkpoint.damaged ? checkpoint.sequence >= oldest : contains(kept, checkpoint.sequence);
    if (!needed) deletion.checkpoints.push_back(checkpoint.sequence);
  }
  for (std::size_t i = 0; i + 1 < inventory.segments.size(); ++i) {
    if (inventory.segments[i + 1].first > oldest) break;
    deletion.segments.push_back(inventory.segments[i].first);
  }
  return deletion;
}

void forget(Inventory& inventory, const Deletion& deletion) {
  std::erase_if(inventory.checkpoints, [&](const CheckpointFile& checkpoint) {
    return contains(deletion.checkpoints, checkpoint.sequence);
  });
  std::erase_if(inventory.segments, [&](const SegmentExtent& segment) {
    return contains(deletion.segments, segment.first);
  });
}

Inventory kept(const Inventory& inventory, const std::vector<Sequence>& floors) {
  Inventory kept = inventory;
  forget(kept, plan_deletion(inventory, floors));
  return kept;
}

std::uint64_t total_bytes(const Inventory& inventory) {
  std::uint64_t bytes = 0;
  for (const SegmentExtent& segment : inventory.segments) bytes += segment.bytes;
  for (const CheckpointFile& checkpoint : inventory.checkpoints) bytes += checkpoint.bytes;
  return bytes;
}

}  // namespace flowbridge

#include "journal/room.h"

#include <algorithm>

namespace flowbridge {

namespace {

bool moves(const Floor& floor) {
  return floor.when_full == WhenFull::kDropOldest;
}

std::uint64_t log_bytes(const Inventory& inventory, Sequence begin, Sequence end) {
  std::uint64_t bytes = 0;
  for (const SegmentExtent& segment : inventory.segments) {
    if (segment.first >= begin && segment.first < end) bytes += segment.bytes;
  }
  return bytes;
}

/// Greedy from the floor on, so that those behind a floor that moves to one of them stay the same.
void add_stepping_stones(const Inventory& inventory, Sequence floor, std::uint64_t spacing,
                         std::vector<Sequence>& claims) {
  const CheckpointFile* first = inventory.checkpoint_at_or_before(floor);
  Sequence last = first != nullptr ? first->sequence : kFirstSequence;
  for (const CheckpointFile& checkpoint : inventory.checkpoints) {
    if (checkpoint.damaged || checkpoint.sequence <= last) continue;
    if (log_bytes(inventory, last, checkpoint.sequence) < spacing) continue;
    last = checkpoint.sequence;
    claims.push_back(last);
  }
}

Sequence lowest(const Floors& floors) {
  const auto found = std::min_element(
      floors.begin(), floors.end(),
      [](const auto& a, const auto& b) { return a.second.sequence < b.second.sequence; });
  return found->second.sequence;
}

}  // namespace

std::vector<Sequence> claims(const Inventory& inventory, const Floors& floors,
                             std::uint64_t spacing) {
  std::vector<Sequence> claims;
  std::optional<Sequence> lowest_moving;
  for (const auto& [name, floor] : floors) {
    claims.push_back(floor.sequence);
    if (!moves(floor)) continue;
    lowest_moving = std::min(lowest_moving.value_or(floor.sequence), floor.sequence);
  }
  if (lowest_moving) add_stepping_stones(inventory, *lowest_moving, spacing, claims);
  return claims;
}

std::optional<Sequence> next_floor(const Inventory& inventory, const Floors& floors,
                                   const std::string& name, const RoomWanted& wanted) {
  const auto mine = floors.find(name);
  if (!wanted.bytes_max || mine == floors.end() || !moves(mine->second)) return {};
  if (mine->second.sequence > lowest(floors)) return {};
  const Inventory before = kept(inventory, claims(inventory, floors, wanted.spacing));
  if (total_bytes(before) <= *wanted.bytes_max) return {};
  const auto next = std::find_if(
      before.checkpoints.begin(), before.checkpoints.end(), [&](const CheckpointFile& checkpoint) {
        return !checkpoint.damaged && checkpoint.sequence > mine->second.sequence;
      });
  if (next == before.checkpoints.end()) return {};
  // Others that may move follow; those that block, and R24, may keep it from being of use.
  Floors after = floors;
  for (auto& [each, floor] : after) {
    if (moves(floor)) floor.sequence = std::max(floor.sequence, next->sequence);
  }
  const Inventory left = kept(before, claims(before, after, wanted.spacing));
  const bool is_of_use = total_bytes(left) < total_bytes(before);
  return is_of_use ? std::optional(next->sequence) : std::nullopt;
}

}  // namespace flowbridge

#pragma once
/// Who gives way when the journal is near its quota, and how far (R22).
///
/// A destination that is far behind keeps the log from its cursor on. By its policy it either
/// blocks, or it gives up what is oldest: then it moves its floor to a later checkpoint, from which
/// it can go on without what was before. R24 alone would leave it no checkpoint to move to but the
/// newest ones, so some are kept behind such a floor: stepping stones. It moves one of them at a
/// time, only while it holds the lowest floor, and only if that lets something go.
///
/// Lifetime: values.      Threads: as any value.
/// Fails:    never.
/// Units:    bytes of files; a floor is the sequence of the next record that its owner will read.
///
///   const Deletion deletion = plan_deletion(inventory, claims(inventory, floors, spacing));
///   if (auto to = next_floor(inventory, floors, "prometheus", room)) give_up_what_is_before(*to);

#include "journal/inventory.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

/// What a destination does that holds the lowest floor of a journal that is full.
enum class WhenFull : std::uint8_t {
  kBlock,       // nothing: whoever writes has to wait
  kDropOldest,  // it gives up its oldest ticks
};

struct Floor {
  Sequence sequence = 0;
  WhenFull when_full = WhenFull::kBlock;
};

/// By the destination's name.
using Floors = std::map<std::string, Floor>;

struct RoomWanted {
  /// The journal is to become as small as that; absent: it is small enough.
  std::optional<std::uint64_t> bytes_max{};
  /// Log between two stepping stones, at least. Raising it saves space and makes moves longer.
  std::uint64_t spacing = 0;
};

/// The floors as plan_deletion() takes them, and the stepping stones behind those that may move.
std::vector<Sequence> claims(const Inventory& inventory, const Floors& floors,
                             std::uint64_t spacing);

/// The checkpoint that a destination must move its floor to; nothing if it may stay, as it always
/// may by kBlock.
std::optional<Sequence> next_floor(const Inventory& inventory, const Floors& floors,
                                   const std::string& name, const RoomWanted& wanted);

}  // namespace flowbridge

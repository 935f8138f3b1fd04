#include "relabel/collision_guard.h"

#include <algorithm>

namespace flowbridge {

std::uint64_t CollisionGuard::hash_of(const LabelSet& labels) {
  std::uint64_t hash = labels.size();
  for (const Label& label : labels) hash = absl::HashOf(hash, label.name, label.value);
  return hash;
}

ClaimantId CollisionGuard::claim(ClaimantId claimant, const LabelSet& labels) {
  const std::uint64_t hash = hash_(labels);
  const auto has_them = [&](ClaimantId holder) {
    return holder == claimant || labels_of_(holder) == labels;
  };
  const auto [first, is_free] = first_.try_emplace(hash, claimant);
  if (!is_free) {
    if (has_them(first->second)) return first->second;
    const auto [begin, end] = more_.equal_range(hash);
    for (auto other = begin; other != end; ++other) {
      if (has_them(other->second)) return other->second;
    }
    more_.emplace(hash, claimant);
  }
  hashes_.emplace(claimant, hash);
  return claimant;
}

void CollisionGuard::release(ClaimantId claimant) {
  const auto held = hashes_.find(claimant);
  if (held == hashes_.end()) return;
  const auto first = first_.find(held->second);
  const auto [begin, end] = more_.equal_range(held->second);
  hashes_.erase(held);
  if (first->second != claimant) {
    more_.erase(std::find_if(begin, end,
                             [claimant](const auto& other) { return other.second == claimant; }));
  } else if (begin != end) {
    first->second = begin->second;
    more_.erase(begin);
  } else {
    first_.erase(first);
  }
}

}  // namespace flowbridge

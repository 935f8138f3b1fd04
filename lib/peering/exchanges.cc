#include "peering/exchanges.h"

#include <algorithm>
#include <cstdint>
#include <map>

namespace flowbridge {
namespace {

/// The largest first, then by number.
bool is_larger(const AsVolume& a, const AsVolume& b) {
  return a.total_bits() != b.total_bits() ? a.total_bits() > b.total_bits() : a.asn < b.asn;
}

struct Draft {
  ExchangeCase exchange{};
  /// In order of is_larger.
  std::vector<AsVolume> largest{};
  /// Of those that are at no exchange of ours.
  double new_bits = 0;
};

void add_member(Draft& draft, const AsVolume& volume, PolicyKind policy) {
  ExchangeCase& exchange = draft.exchange;
  ++exchange.members;
  exchange.in_bits += volume.in_bits;
  exchange.out_bits += volume.out_bits;
  exchange.bits_by_policy.at(static_cast<std::size_t>(policy)) += volume.total_bits();
  std::vector<AsVolume>& largest = draft.largest;
  largest.insert(std::upper_bound(largest.begin(), largest.end(), volume, is_larger), volume);
  if (largest.size() > kMembersNamed) largest.pop_back();
}

}  // namespace

std::vector<ExchangeCase> exchange_cases(std::span<const AsVolume> candidates,
                                         const PeeringAtlas& atlas, const AsNames& names) {
  std::map<std::uint32_t, Draft> drafts;
  for (const AsVolume& volume : candidates) {
    if (volume.total_bits() <= 0) continue;
    const auto exchanges = atlas.exchanges_of(volume.asn);
    if (!exchanges) continue;
    const bool is_at_ours = std::any_of(exchanges->begin(), exchanges->end(),
                                        [&](auto id) { return atlas.is_ours(id).value_or(false); });
    const PolicyKind policy = policy_kind(atlas.facts(volume.asn).policy);
    for (const std::uint32_t id : *exchanges) {
      add_member(drafts[id], volume, policy);
      if (!is_at_ours) drafts[id].new_bits += volume.total_bits();
    }
  }
  std::vector<ExchangeCase> out;
  for (auto& [id, draft] : drafts) {
    draft.exchange.exchange = atlas.exchange(id);
    draft.exchange.is_ours = atlas.is_ours(id);
    if (atlas.knows_us()) draft.exchange.new_bits = draft.new_bits;
    for (const AsVolume& each : draft.largest) {
      draft.exchange.largest.push_back(
          {.asn = each.asn, .name = std::string(names.name(each.asn).text())});
    }
    out.push_back(std::move(draft.exchange));
  }
  // They are ascending by id.
  std::stable_sort(out.begin(), out.end(), [](const ExchangeCase& a, const ExchangeCase& b) {
    return a.total_bits() > b.total_bits();
  });
  return out;
}

}  // namespace flowbridge

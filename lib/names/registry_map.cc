#include "names/registry_map.h"

#include "base/check.h"

#include <algorithm>

namespace flowbridge {
namespace {

/// Whether `right` goes on where `left` ends, and says the same. Requires: left comes first.
bool continues(const DelegatedRange& left, const DelegatedRange& right) {
  return left.last.value() + 1 == right.first.value() && left.registry == right.registry &&
         left.status == right.status && left.country == right.country;
}

}  // namespace

RegistryMap::RegistryMap(std::vector<DelegatedRange> ranges) : ranges_(std::move(ranges)) {
  const auto disorder = [](const DelegatedRange& a, const DelegatedRange& b) {
    return b.first <= a.last;
  };
  FB_CHECK(std::adjacent_find(ranges_.begin(), ranges_.end(), disorder) == ranges_.end());
}

RegistryMap RegistryMap::from(std::span<const Delegated> sources) {
  std::vector<DelegatedRange> claims;
  for (const Delegated& source : sources) {
    claims.insert(claims.end(), source.ranges.begin(), source.ranges.end());
  }
  RegistryMap map;
  for (const DelegatedRange& range : without_overlaps(std::move(claims))) {
    if (!map.ranges_.empty() && continues(map.ranges_.back(), range)) {
      map.ranges_.back().last = range.last;
    } else {
      map.ranges_.push_back(range);
    }
  }
  map.ranges_.shrink_to_fit();
  return map;
}

std::optional<DelegatedRange> RegistryMap::find(Asn asn) const {
  const auto after = std::upper_bound(
      ranges_.begin(), ranges_.end(), asn,
      [](Asn number, const DelegatedRange& range) { return number < range.first; });
  if (after == ranges_.begin() || asn > std::prev(after)->last) return std::nullopt;
  return *std::prev(after);
}

}  // namespace flowbridge

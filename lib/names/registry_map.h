#pragma once
/// AS number → registry, status and country, out of several sources.
///
/// Made once from what was read, in the order of trust: where two sources know a number, the
/// earlier one counts. IANA's blocks (names/iana_blocks.h), which know no more than the registry,
/// belong at the end.
///
/// Lifetime: owns its ranges; independent of what it was made from.
/// Threads:  any, at the same time; it does not change.
/// Fails:    a number that no source knows is absent.
/// Units:    ranges hold both their ends. A lookup takes time logarithmic in the ranges, of which
///           the five registries together make fewer than 120,000, of 16 bytes.
///
///   const std::vector<Delegated> sources = {*arin, *ripe, *blocks};
///   RegistryMap map = RegistryMap::from(sources);
///   map.find(Asn(402189))->registry;   // Registry::kArin

#include "names/delegated.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace flowbridge {

class RegistryMap final {
 public:
  /// Knows nothing.
  RegistryMap() = default;

  static RegistryMap from(std::span<const Delegated> sources);
  /// As ranges() gave them. Requires: ascending, without overlaps.
  explicit RegistryMap(std::vector<DelegatedRange> ranges);

  /// The range that holds the number. Neighbours that say the same are one range.
  std::optional<DelegatedRange> find(Asn asn) const;

  const std::vector<DelegatedRange>& ranges() const { return ranges_; }
  std::size_t memory_bytes() const { return ranges_.capacity() * sizeof(DelegatedRange); }

 private:
  std::vector<DelegatedRange> ranges_;
};

}  // namespace flowbridge

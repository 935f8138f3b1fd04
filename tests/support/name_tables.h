#pragma once
/// AS names, and how AS peer, for tests: made from what the test says.
///
/// Lifetime: the names are shared with whoever is given them.      Threads: any.
/// Fails:    the check of a name that is not clean (names/clean.h).
/// Units:    none.
///
///   catalog.use(as_names_of({{15169, "Google"}}));   // the others: "AS3356"

#include "base/check.h"
#include "names/as_names.h"
#include "names/clean.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

/// AS number → name.
using NamesByNumber = std::map<std::uint32_t, std::string>;

struct PeeringEntry {
  std::string policy{};
  /// Ascending, each once.
  std::vector<std::uint32_t> exchanges{};
  std::vector<std::uint32_t> facilities{};

  bool operator==(const PeeringEntry&) const = default;
};

/// AS number → how it peers.
using PeeringByNumber = std::map<std::uint32_t, PeeringEntry>;

inline PeeringTable peering_table_of(const PeeringByNumber& networks,
                                     PeeringPlaces places = {.has_exchanges = true,
                                                             .has_facilities = true}) {
  PeeringTable table(std::move(places));
  for (const auto& [asn, entry] : networks) {
    table.append({.asn = Asn(asn),
                  .policy = entry.policy,
                  .exchanges = entry.exchanges,
                  .facilities = entry.facilities});
  }
  return table;
}

inline std::shared_ptr<const NameTable> name_table_of(const NamesByNumber& names,
                                                      const PeeringByNumber& networks = {}) {
  NameTable table;
  for (const auto& [asn, name] : names) {
    FB_CHECK(!name.empty() && clean_name(name) == name);
    AsRecord record;
    record.asn = Asn(asn);
    record.organisation = name;
    record.source = NameSource::kOrganisation;
    table.append(record);
  }
  table.build_index();
  table.set_peering(peering_table_of(networks));
  return std::make_shared<const NameTable>(std::move(table));
}

inline std::shared_ptr<const AsNames> as_names_of(const NamesByNumber& names,
                                                  const PeeringByNumber& networks = {}) {
  return std::make_shared<const AsNames>(name_table_of(names, networks));
}

}  // namespace flowbridge

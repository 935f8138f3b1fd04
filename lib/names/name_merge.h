#pragma once
/// All sources of AS names → one table.
///
/// For each AS number the name of the highest rank wins (names/name_source.h). A name that
/// PeeringDB made by itself, the number or one that ends in " !", is not what a network calls
/// itself: the first is no name, the second ranks just above the handle. The country is the
/// delegated files', else asn.txt's, else a registry database's, else that of the network's
/// organisation in PeeringDB. Numbers that IANA has set aside get no record: what a source says of
/// them is a mistake.
///
/// Lifetime: the table owns its text; the sources may go.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   NameTable table = merge_names({.text = &*text, .registries = map, .nets = nets});

#include "names/asn_text.h"
#include "names/name_source.h"
#include "names/name_table.h"
#include "names/peeringdb.h"
#include "names/registry_map.h"
#include "names/rpsl.h"

#include <span>
#include <string>

namespace flowbridge {

struct NameSources {
  /// The edition of asn.txt in force; absent: none was ever taken.
  const AsnText* text = nullptr;
  /// An edition that is held back (names/acceptance.h): only the AS numbers that `text` has not.
  const AsnText* held_text = nullptr;
  RegistryMap registries;
  /// Rows of any status; those that are not ok count for nothing.
  std::span<const PeeringdbNet> nets;
  std::span<const PeeringdbOrg> orgs;
  std::span<const RpslName> rpsl;
};

NameTable merge_names(NameSources sources);

struct RankedName {
  /// Clean; empty if there is none.
  std::string name{};
  NameSource source = NameSource::kFallback;
};

/// What a network's row amounts to: its own name, one that a machine made, or none.
RankedName peeringdb_name(const PeeringdbNet& net);

}  // namespace flowbridge

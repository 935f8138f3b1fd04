#pragma once
/// AS names for tests, made from what the test says.
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

namespace flowbridge {

/// AS number → name.
using NamesByNumber = std::map<std::uint32_t, std::string>;

inline std::shared_ptr<const NameTable> name_table_of(const NamesByNumber& names) {
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
  return std::make_shared<const NameTable>(std::move(table));
}

inline std::shared_ptr<const AsNames> as_names_of(const NamesByNumber& names) {
  return std::make_shared<const AsNames>(name_table_of(names));
}

}  // namespace flowbridge

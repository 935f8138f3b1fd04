#pragma once
/// Name tables for tests, made from what the test says.
///
/// Lifetime: the table is shared with whoever is given it.      Threads: any.
/// Fails:    the check of a name that a file could not hold, such as one with a line break.
/// Units:    none.
///
///   catalog.use(name_table_of({{15169, "Google"}}));   // the others: "AS3356"

#include "base/check.h"
#include "names/asn_text.h"
#include "names/name_table.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace flowbridge {

/// AS number → name.
using AsNames = std::map<std::uint32_t, std::string>;

inline std::shared_ptr<const NameTable> name_table_of(const AsNames& names) {
  if (names.empty()) return std::make_shared<const NameTable>();
  std::string file;
  for (const auto& [asn, name] : names) {
    file += std::to_string(asn) + " HANDLE-" + std::to_string(asn) + " - " + name + ", ZZ\n";
  }
  const Result<AsnText> parsed = parse_asn_text(file);
  FB_CHECK(parsed.has_value());
  return std::make_shared<const NameTable>(NameTable::from(*parsed));
}

}  // namespace flowbridge

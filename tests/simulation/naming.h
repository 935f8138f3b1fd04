#pragma once
/// What a simulated bridge is told of AS names, and since when.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   Naming naming{.names = {{1000, "First"}}, .where = NamesWhere::kInfo};
///   naming.label_of(1000);   // "": series of flows have no names
///   naming.name_of(1001);    // "AS1001"

#include "base/time.h"
#include "names/special.h"
#include "support/name_tables.h"

#include <cstdint>
#include <optional>
#include <string>

namespace flowbridge {

/// --as-names.
enum class NamesWhere { kLabels, kInfo, kBoth };

struct Naming {
  NamesByNumber names{};
  NamesWhere where = NamesWhere::kLabels;

  bool has_gauges() const { return where != NamesWhere::kLabels; }
  std::string name_of(std::uint32_t asn) const {
    if (const SpecialAs* special = special_as(Asn(asn))) return std::string(special->name);
    const auto found = names.find(asn);
    return found == names.end() ? "AS" + std::to_string(asn) : found->second;
  }
  /// What the label of a flow says; empty if it has none, as of AS 0, which stands for no AS.
  std::string label_of(std::uint32_t asn) const {
    return asn == 0 || where == NamesWhere::kInfo ? "" : name_of(asn);
  }
  bool operator==(const Naming&) const = default;
};

/// In force from the tick after `tick` on, until there is another one.
struct NamingSince {
  Naming naming{};
  std::optional<UnixTime> tick{};
};

}  // namespace flowbridge

#pragma once
/// What a simulated bridge is told of AS, and since when: names, and who is in PeeringDB.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   Naming naming{.names = {{1000, "First"}}, .where = NamesWhere::kInfo};
///   naming.label_of(1000);   // "": series of flows have no names
///   naming.name_of(1001);    // "AS1001"
///   naming.gauge_of(InfoMetric::kAsInfo, 1001);

#include "base/time.h"
#include "record/records.h"
#include "support/name_tables.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

inline constexpr std::uint32_t kOwnAs = 64496;

/// --as-names.
enum class NamesWhere { kLabels, kInfo, kBoth };

struct Naming {
  NamesByNumber names{};
  PeeringByNumber networks{};
  NamesWhere where = NamesWhere::kLabels;
  /// --asn-db.peeringdb.
  bool has_peering = false;

  /// R14: those that are asked for.
  std::vector<InfoMetric> metrics() const;
  std::string name_of(std::uint32_t asn) const;
  /// What the label of a flow says; empty if it has none, as of AS 0, which stands for no AS.
  std::string label_of(std::uint32_t asn) const;
  /// What the gauge of an AS in use says: its name; or its policy, and how many exchanges and
  /// facilities it shares with us, as in "Open 2 0". Absent if it has no gauge.
  std::optional<std::string> gauge_of(InfoMetric metric, std::uint32_t asn) const;

  bool operator==(const Naming&) const = default;
};

/// In force from the tick after `tick` on, until there is another one.
struct NamingSince {
  Naming naming{};
  std::optional<UnixTime> tick{};
};

}  // namespace flowbridge

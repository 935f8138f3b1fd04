#pragma once
/// What the info gauges of an AS say: R14.
///
/// AsFacts turn one table of AS names, and of how AS peer, into the values of labels: for each
/// metric those of its row (series/labels.h). How many exchanges and facilities an AS shares with
/// us is counted against all our own networks together, which are looked up once for each table.
///
/// Lifetime: shares the names.      Threads: any, at the same time; it does not change.
/// Fails:    never.
/// Units:    none.
///
///   AsFacts facts(names.current(), {Asn(64496)});
///   facts.values(InfoMetric::kAsInfo, Asn(15169));   // "Google LLC", "Google LLC", "US", "arin"

#include "names/as_names.h"
#include "record/records.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

/// In the order of the metric's row; empty where nothing is known.
using InfoValues = std::array<std::string, kInfoValuesMax>;

class AsFacts final {
 public:
  /// `own` are our AS numbers.
  AsFacts(std::shared_ptr<const AsNames> names, const std::vector<Asn>& own);

  /// Absent: the AS has no gauge of this metric.
  std::optional<InfoValues> values(InfoMetric metric, Asn asn) const;

 private:
  /// PeeringDB's ids, ascending, each once.
  using Places = std::vector<std::uint32_t>;

  InfoValues naming_values(Asn asn) const;
  std::optional<InfoValues> peering_values(Asn asn) const;

  // Constant after construction.
  std::shared_ptr<const AsNames> names_;
  // Of all our networks; absent if they are not known.
  std::optional<Places> own_exchanges_;
  std::optional<Places> own_facilities_;
};

}  // namespace flowbridge

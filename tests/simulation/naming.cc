#include "simulation/naming.h"

#include "base/check.h"
#include "names/special.h"

#include <algorithm>

namespace flowbridge {

namespace {

std::string common_count(const std::vector<std::uint32_t>& theirs,
                         const std::vector<std::uint32_t>& ours) {
  const auto is_ours = [&ours](std::uint32_t id) {
    return std::find(ours.begin(), ours.end(), id) != ours.end();
  };
  return std::to_string(std::count_if(theirs.begin(), theirs.end(), is_ours));
}

}  // namespace

std::vector<InfoMetric> Naming::metrics() const {
  std::vector<InfoMetric> metrics;
  if (where != NamesWhere::kLabels) metrics.push_back(InfoMetric::kAsInfo);
  if (has_peering) metrics.push_back(InfoMetric::kAsPeeringInfo);
  return metrics;
}

std::string Naming::name_of(std::uint32_t asn) const {
  if (const SpecialAs* special = special_as(Asn(asn))) return std::string(special->name);
  const auto found = names.find(asn);
  return found == names.end() ? "AS" + std::to_string(asn) : found->second;
}

std::string Naming::label_of(std::uint32_t asn) const {
  return asn == 0 || where == NamesWhere::kInfo ? "" : name_of(asn);
}

std::optional<std::string> Naming::gauge_of(InfoMetric metric, std::uint32_t asn) const {
  switch (metric) {
    case InfoMetric::kAsInfo:
      if (where == NamesWhere::kLabels) return std::nullopt;
      return name_of(asn);
    case InfoMetric::kAsPeeringInfo: {
      const auto theirs = networks.find(asn);
      if (!has_peering || theirs == networks.end()) return std::nullopt;
      const auto ours = networks.find(kOwnAs);
      if (ours == networks.end()) return theirs->second.policy + "  ";
      return theirs->second.policy + " " +
             common_count(theirs->second.exchanges, ours->second.exchanges) + " " +
             common_count(theirs->second.facilities, ours->second.facilities);
    }
  }
  FB_CHECK(false);
}

}  // namespace flowbridge

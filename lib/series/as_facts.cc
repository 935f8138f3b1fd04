#include "series/as_facts.h"

#include "base/check.h"

#include <algorithm>
#include <span>
#include <utility>

namespace flowbridge {

namespace {

using PlaceIds = std::span<const std::uint32_t>;

/// At which of these any of our networks is; absent if none of them is in PeeringDB.
std::optional<std::vector<std::uint32_t>> own_places(const PeeringTable& table,
                                                     const std::vector<Asn>& own,
                                                     PlaceIds PeeringNetwork::*kind) {
  std::optional<std::vector<std::uint32_t>> places;
  for (const Asn asn : own) {
    const std::optional<PeeringNetwork> network = table.find(asn);
    if (!network) continue;
    if (!places) places.emplace();
    const PlaceIds ids = (*network).*kind;
    places->insert(places->end(), ids.begin(), ids.end());
  }
  if (!places) return places;
  std::sort(places->begin(), places->end());
  places->erase(std::unique(places->begin(), places->end()), places->end());
  return places;
}

/// Empty if ours are not known.
std::string common_count(PlaceIds places, const std::optional<std::vector<std::uint32_t>>& own) {
  if (!own) return {};
  const auto count = std::count_if(places.begin(), places.end(), [&own](std::uint32_t id) {
    return std::binary_search(own->begin(), own->end(), id);
  });
  return std::to_string(count);
}

}  // namespace

AsFacts::AsFacts(std::shared_ptr<const AsNames> names, const std::vector<Asn>& own)
    : names_(std::move(names)) {
  const PeeringTable& table = names_->table().peering();
  if (table.has_exchanges()) {
    own_exchanges_ = own_places(table, own, &PeeringNetwork::exchanges);
  }
  if (table.has_facilities()) {
    own_facilities_ = own_places(table, own, &PeeringNetwork::facilities);
  }
}

std::optional<InfoValues> AsFacts::values(InfoMetric metric, Asn asn) const {
  switch (metric) {
    case InfoMetric::kAsInfo:
      return naming_values(asn);
    case InfoMetric::kAsPeeringInfo:
      return peering_values(asn);
  }
  FB_CHECK(false);
}

// The name of an AS that has none is made of its number, where the labels are.
InfoValues AsFacts::naming_values(Asn asn) const {
  const AsInfo info = names_->info(asn);
  const bool has_name = info.name.source() != NameSource::kFallback;
  return {has_name ? std::string(info.name.text()) : std::string(), std::string(info.organisation),
          std::string(info.country.text()), registry_name(info.registry)};
}

std::optional<InfoValues> AsFacts::peering_values(Asn asn) const {
  const std::optional<PeeringNetwork> network = names_->table().peering().find(asn);
  if (!network) return std::nullopt;
  return InfoValues{std::string(network->policy), std::string(network->ratio),
                    std::string(network->scope), common_count(network->exchanges, own_exchanges_),
                    common_count(network->facilities, own_facilities_)};
}

}  // namespace flowbridge

#include "names/peering_table.h"

#include "base/check.h"
#include "base/hash_map.h"
#include "names/clean.h"
#include "names/peeringdb_table.h"
#include "names/special.h"

#include <algorithm>
#include <limits>

namespace flowbridge {
namespace {

bool is_ascending(std::span<const std::uint32_t> ids) {
  return std::adjacent_find(ids.begin(), ids.end(), std::greater_equal<>()) == ids.end();
}

/// Absent: no place has it.
std::optional<std::uint32_t> place_id(std::uint64_t id) {
  if (id == 0 || id > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(id);
}

std::uint64_t place_of(const PeeringdbNetIxLan& port) {
  return port.ix_id;
}

std::uint64_t place_of(const PeeringdbNetFac& presence) {
  return presence.fac_id;
}

/// Of two rows with one id the first counts.
template <typename Row>
PlaceNames names_of(std::span<const Row> rows) {
  std::vector<const Row*> sorted;
  for (const Row& row : rows) {
    if (row.status == PeeringdbStatus::kOk && place_id(row.id)) sorted.push_back(&row);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Row* a, const Row* b) { return a->id < b->id; });
  const auto same = [](const Row* a, const Row* b) { return a->id == b->id; };
  sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
  PlaceNames names;
  for (const Row* row : sorted) {
    const std::string name = clean_name(row->name);
    names.append({.id = *place_id(row->id), .name = name});
  }
  names.shrink_to_fit();
  return names;
}

/// Where networks are present: what one kind of row says, in order and each once.
class Presences {
 public:
  template <typename Row>
  Presences(std::span<const Row> rows, const HashMap<std::uint64_t, std::uint32_t>& networks) {
    for (const Row& row : rows) {
      const auto network = networks.find(row.net_id);
      const std::optional<std::uint32_t> place = place_id(place_of(row));
      if (row.status != PeeringdbStatus::kOk || network == networks.end() || !place) continue;
      links_.push_back({network->second, *place});
    }
    std::sort(links_.begin(), links_.end());
    links_.erase(std::unique(links_.begin(), links_.end()), links_.end());
  }

  /// The places of one network after another. Requires: ascending numbers.
  std::span<const std::uint32_t> take(std::uint32_t network) {
    places_.clear();
    for (; next_ < links_.size() && links_[next_].first == network; ++next_) {
      places_.push_back(links_[next_].second);
    }
    return places_;
  }

 private:
  // A network's number, a place's id.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> links_;
  std::size_t next_ = 0;
  std::vector<std::uint32_t> places_;
};

}  // namespace

void PeeringTable::append(const PeeringNetwork& network) {
  FB_CHECK(rows_.empty() || rows_.back().asn < network.asn);
  FB_CHECK(is_ascending(network.exchanges) && is_ascending(network.facilities));
  FB_CHECK(has_exchanges() || network.exchanges.empty());
  FB_CHECK(has_facilities() || network.facilities.empty());
  Row row;
  row.asn = network.asn;
  row.policy = intern(network.policy);
  row.ratio = intern(network.ratio);
  row.scope = intern(network.scope);
  row.exchanges = static_cast<std::uint32_t>(ids_.size());
  ids_.insert(ids_.end(), network.exchanges.begin(), network.exchanges.end());
  row.facilities = static_cast<std::uint32_t>(ids_.size());
  ids_.insert(ids_.end(), network.facilities.begin(), network.facilities.end());
  FB_CHECK(ids_.size() <= std::numeric_limits<std::uint32_t>::max());
  rows_.push_back(row);
}

void PeeringTable::shrink_to_fit() {
  rows_.shrink_to_fit();
  ids_.shrink_to_fit();
}

std::uint8_t PeeringTable::intern(std::string_view text) {
  FB_CHECK(text.size() <= kNameBytesMax);
  if (text.empty()) return 0;
  auto found = std::find(texts_.begin(), texts_.end(), text);
  if (found == texts_.end()) {
    if (texts_.size() == kPeeringTextsMax) return 0;
    found = texts_.insert(texts_.end(), std::string(text));
  }
  return static_cast<std::uint8_t>(found - texts_.begin() + 1);
}

std::string_view PeeringTable::text(std::uint8_t number) const {
  return number == 0 ? std::string_view() : std::string_view(texts_[number - 1U]);
}

std::optional<PeeringNetwork> PeeringTable::find(Asn asn) const {
  const auto row = std::lower_bound(rows_.begin(), rows_.end(), asn,
                                    [](const Row& each, Asn wanted) { return each.asn < wanted; });
  if (row == rows_.end() || row->asn != asn) return std::nullopt;
  return at(static_cast<std::size_t>(row - rows_.begin()));
}

PeeringNetwork PeeringTable::at(std::size_t index) const {
  FB_CHECK(index < rows_.size());
  const Row& row = rows_[index];
  const std::size_t end = index + 1 < rows_.size() ? rows_[index + 1].exchanges : ids_.size();
  const std::span<const std::uint32_t> ids = ids_;
  return {.asn = row.asn,
          .policy = text(row.policy),
          .ratio = text(row.ratio),
          .scope = text(row.scope),
          .exchanges = ids.subspan(row.exchanges, row.facilities - row.exchanges),
          .facilities = ids.subspan(row.facilities, end - row.facilities)};
}

std::size_t PeeringTable::memory_bytes() const {
  std::size_t bytes = rows_.capacity() * sizeof(Row) + ids_.capacity() * sizeof(std::uint32_t) +
                      texts_.capacity() * sizeof(std::string) +
                      places_.exchange_names.memory_bytes() + places_.facility_names.memory_bytes();
  for (const std::string& each : texts_) bytes += each.capacity();
  return bytes;
}

PeeringTable merge_peering(const PeeringSources& sources) {
  FB_CHECK(sources.has_ports || sources.ports.empty());
  FB_CHECK(sources.has_presences || sources.presences.empty());
  std::vector<const PeeringdbNet*> nets = ok_nets_by_asn(sources.nets);
  nets.erase(std::remove_if(nets.begin(), nets.end(),
                            [](const PeeringdbNet* net) { return is_set_aside(net->asn); }),
             nets.end());
  HashMap<std::uint64_t, std::uint32_t> networks;
  for (std::size_t i = 0; i < nets.size(); ++i) {
    networks.emplace(nets[i]->id, static_cast<std::uint32_t>(i));
  }
  PeeringTable table({.exchange_names = names_of(sources.exchanges),
                      .facility_names = names_of(sources.facilities),
                      .has_exchanges = sources.has_ports,
                      .has_facilities = sources.has_presences});
  Presences exchanges(sources.ports, networks);
  Presences facilities(sources.presences, networks);
  for (std::uint32_t i = 0; i < nets.size(); ++i) {
    const std::string policy = clean_name(nets[i]->policy_general.text());
    const std::string ratio = clean_name(nets[i]->info_ratio.text());
    const std::string scope = clean_name(nets[i]->info_scope.text());
    table.append({.asn = nets[i]->asn,
                  .policy = policy,
                  .ratio = ratio,
                  .scope = scope,
                  .exchanges = exchanges.take(i),
                  .facilities = facilities.take(i)});
  }
  table.shrink_to_fit();
  return table;
}

}  // namespace flowbridge

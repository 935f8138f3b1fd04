#include "peering/prospect.h"

#include "base/ascii.h"
#include "base/check.h"

#include <algorithm>
#include <span>

namespace flowbridge {
namespace {

/// So many places are named in a sentence.
constexpr std::size_t kPlacesNamed = 3;

std::vector<Place> common_places(std::span<const std::uint32_t> ids,
                                 const std::set<std::uint32_t>& own, const PlaceNames& names,
                                 const char* kind) {
  std::vector<Place> out;
  for (const std::uint32_t id : ids) {
    if (!own.contains(id)) continue;
    std::string name(names.find(id));
    if (name.empty()) name = std::string(kind) + " " + std::to_string(id);
    out.push_back({.id = id, .name = std::move(name)});
  }
  std::sort(out.begin(), out.end(), [](const Place& a, const Place& b) {
    return a.name != b.name ? a.name < b.name : a.id < b.id;
  });
  return out;
}

bool has_any(const std::optional<std::vector<Place>>& places) {
  return places && !places->empty();
}

std::string named(const std::vector<Place>& places) {
  std::string out;
  const std::size_t count = std::min(places.size(), kPlacesNamed);
  for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "" : ", ") + places[i].name;
  if (places.size() > count) out += " and " + std::to_string(places.size() - count) + " more";
  return out;
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string policy_words(const PeeringFacts& facts) {
  const PolicyKind kind = policy_kind(facts.policy);
  return kind == PolicyKind::kUnstated ? "policy not stated"
                                       : std::string(policy_text(kind)) + " policy";
}

std::string meeting_places(const PeeringFacts& facts) {
  if (has_any(facts.common_exchanges)) return "in common: " + named(*facts.common_exchanges);
  return "both are in " + named(*facts.common_facilities);
}

}  // namespace

PolicyKind policy_kind(std::string_view policy) {
  const std::string lower = lower_case(policy);
  if (lower == "open") return PolicyKind::kOpen;
  if (lower == "selective") return PolicyKind::kSelective;
  if (lower == "restrictive") return PolicyKind::kRestrictive;
  if (lower == "no") return PolicyKind::kNo;
  return PolicyKind::kUnstated;
}

const char* policy_text(PolicyKind kind) {
  switch (kind) {
    case PolicyKind::kOpen:
      return "open";
    case PolicyKind::kSelective:
      return "selective";
    case PolicyKind::kRestrictive:
      return "restrictive";
    case PolicyKind::kNo:
      return "no peering";
    case PolicyKind::kUnstated:
      return "not stated";
  }
  FB_CHECK(false);
}

Outlook outlook_of(const PeeringFacts& facts) {
  if (!facts.is_listed) return Outlook::kUnknown;
  if (!*facts.is_listed) return Outlook::kUnlisted;
  const PolicyKind policy = policy_kind(facts.policy);
  if (policy == PolicyKind::kNo) return Outlook::kDeclines;
  const bool at_exchange = has_any(facts.common_exchanges);
  const bool in_facility = has_any(facts.common_facilities);
  if (at_exchange || in_facility) {
    if (policy != PolicyKind::kOpen) return Outlook::kAsk;
    return at_exchange ? Outlook::kReady : Outlook::kCable;
  }
  return facts.common_exchanges ? Outlook::kFar : Outlook::kUnknown;
}

const char* outlook_name(Outlook outlook) {
  switch (outlook) {
    case Outlook::kReady:
      return "ready";
    case Outlook::kCable:
      return "cable";
    case Outlook::kAsk:
      return "ask";
    case Outlook::kFar:
      return "far";
    case Outlook::kUnlisted:
      return "unlisted";
    case Outlook::kUnknown:
      return "unknown";
    case Outlook::kDeclines:
      return "declines";
  }
  FB_CHECK(false);
}

const char* outlook_text(Outlook outlook) {
  switch (outlook) {
    case Outlook::kReady:
      return "open policy, at a common exchange";
    case Outlook::kCable:
      return "open policy, in a common facility";
    case Outlook::kAsk:
      return "another policy, and a common place";
    case Outlook::kFar:
      return "no place in common";
    case Outlook::kUnlisted:
      return "not in PeeringDB";
    case Outlook::kUnknown:
      return "not known where both are";
    case Outlook::kDeclines:
      return "does not peer";
  }
  FB_CHECK(false);
}

std::string outlook_sentence(const PeeringFacts& facts) {
  switch (outlook_of(facts)) {
    case Outlook::kReady:
    case Outlook::kCable:
    case Outlook::kAsk:
      return policy_words(facts) + "; " + meeting_places(facts);
    case Outlook::kFar:
      return policy_words(facts) + "; no place in common (it has " +
             counted(facts.exchanges, "exchange", "exchanges") + ", " +
             counted(facts.facilities, "facility", "facilities") + ")";
    case Outlook::kUnlisted:
      return "not in PeeringDB: policy and places are not known";
    case Outlook::kUnknown:
      if (!facts.is_listed) return "policy and places are not known";
      return policy_words(facts) + "; it is not known where both are";
    case Outlook::kDeclines:
      return "its policy is not to peer";
  }
  FB_CHECK(false);
}

PeeringAtlas::PeeringAtlas(const PeeringTable& table, const std::set<Asn>& own) : table_(table) {
  for (const Asn asn : own) {
    const std::optional<PeeringNetwork> network = table.find(asn);
    if (!network) continue;
    knows_us_ = true;
    own_exchanges_.insert(network->exchanges.begin(), network->exchanges.end());
    own_facilities_.insert(network->facilities.begin(), network->facilities.end());
  }
}

PeeringFacts PeeringAtlas::facts(Asn asn) const {
  const std::optional<PeeringNetwork> network = table_.find(asn);
  if (is_empty()) return {};
  if (!network) return {.is_listed = false};
  PeeringFacts out{.is_listed = true,
                   .policy = std::string(network->policy),
                   .ratio = std::string(network->ratio),
                   .scope = std::string(network->scope),
                   .exchanges = network->exchanges.size(),
                   .facilities = network->facilities.size()};
  const PeeringPlaces& places = table_.places();
  if (knows_us_ && table_.has_exchanges()) {
    out.common_exchanges =
        common_places(network->exchanges, own_exchanges_, places.exchange_names, "exchange");
  }
  if (knows_us_ && table_.has_facilities()) {
    out.common_facilities =
        common_places(network->facilities, own_facilities_, places.facility_names, "facility");
  }
  return out;
}

std::optional<std::vector<std::uint32_t>> PeeringAtlas::exchanges_of(Asn asn) const {
  const std::optional<PeeringNetwork> network = table_.find(asn);
  if (!network || !table_.has_exchanges()) return std::nullopt;
  return std::vector<std::uint32_t>(network->exchanges.begin(), network->exchanges.end());
}

Place PeeringAtlas::exchange(std::uint32_t id) const {
  std::string name(table_.exchange_name(id));
  if (name.empty()) name = "exchange " + std::to_string(id);
  return {.id = id, .name = std::move(name)};
}

std::optional<bool> PeeringAtlas::is_ours(std::uint32_t exchange) const {
  if (!knows_us_) return std::nullopt;
  return own_exchanges_.contains(exchange);
}

}  // namespace flowbridge

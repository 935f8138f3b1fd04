#pragma once
/// How an AS peers, where both could meet, and what that makes of it.
///
/// Lifetime: values; a PeeringAtlas borrows its table.      Threads: any.
/// Fails:    never. What the cache does not have is unknown, which is not the same as nowhere.
/// Units:    none.
///
///   const PeeringAtlas atlas(names.table().peering(), own);
///   const PeeringFacts facts = atlas.facts(Asn(15169));
///   outlook_sentence(facts);   // "open policy; in common: AMS-IX, DE-CIX Frankfurt"

#include "flow/flow_record.h"
#include "names/peering_table.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// An exchange or a facility, by PeeringDB's id. Without a name it is called by that.
struct Place {
  std::uint32_t id = 0;
  std::string name{};

  bool operator==(const Place&) const = default;
};

struct PeeringFacts {
  /// Whether PeeringDB has the network; absent: PeeringDB is not at hand.
  std::optional<bool> is_listed{};
  /// In PeeringDB's words; empty where it says nothing.
  std::string policy{};
  std::string ratio{};
  std::string scope{};
  /// Where it is.
  std::size_t exchanges = 0;
  std::size_t facilities = 0;
  /// Where we are, too, by name; absent: it is not known where one of us is.
  std::optional<std::vector<Place>> common_exchanges{};
  std::optional<std::vector<Place>> common_facilities{};
};

enum class PolicyKind { kOpen, kSelective, kRestrictive, kNo, kUnstated };
inline constexpr std::size_t kPolicyKinds = 5;
PolicyKind policy_kind(std::string_view policy);
/// "open", "selective", "restrictive", "no peering", "not stated".
const char* policy_text(PolicyKind kind);

/// The most promising first.
enum class Outlook {
  kReady,     // open, at a common exchange
  kCable,     // open, in a common facility
  kAsk,       // another policy, and a common place
  kFar,       // listed, and no place in common
  kUnlisted,  // PeeringDB does not have it
  kUnknown,   // it is not known where we or they are, or PeeringDB is not at hand
  kDeclines,  // its policy is not to peer
};
inline constexpr std::size_t kOutlooks = 7;
Outlook outlook_of(const PeeringFacts& facts);
/// One word: "ready", "cable", "ask", "far", "unlisted", "unknown", "declines".
const char* outlook_name(Outlook outlook);
/// What it means, without an AS: "open policy, at a common exchange".
const char* outlook_text(Outlook outlook);
/// Why this one has it, with the names of places.
std::string outlook_sentence(const PeeringFacts& facts);

class PeeringAtlas {
 public:
  PeeringAtlas(const PeeringTable& table, const std::set<Asn>& own);

  PeeringFacts facts(Asn asn) const;
  /// Where an AS is; absent if that is not known.
  std::optional<std::vector<std::uint32_t>> exchanges_of(Asn asn) const;
  Place exchange(std::uint32_t id) const;
  /// Absent: it is not known where we are.
  std::optional<bool> is_ours(std::uint32_t exchange) const;

  /// Whether there are networks at all.
  bool is_empty() const { return table_.size() == 0; }
  bool knows_exchanges() const { return table_.has_exchanges(); }
  bool knows_us() const { return knows_us_; }

 private:
  const PeeringTable& table_;
  bool knows_us_ = false;
  std::set<std::uint32_t> own_exchanges_;
  std::set<std::uint32_t> own_facilities_;
};

}  // namespace flowbridge

#pragma once
/// How each AS peers, and where it can be met: what networks say of themselves in PeeringDB.
///
/// A PeeringTable is made by merge_peering() or read from a snapshot (name_snapshot.h), and does
/// not change afterwards. It is part of the NameTable and in force with it. A network counts if
/// its row is ok and its AS number is not one that IANA has set aside. The exchanges of a network
/// are those where it has a port that is ok, operational or not, each once: PeeringDB's own
/// ix_count. Facilities likewise: its fac_count. A port or a presence belongs to the network of its
/// net_id; the exchange or facility itself may be missing from the dump, and then has no name.
///
/// Lifetime: owns its text and lists; what find() and at() give is valid while it lives.
/// Threads:  any, at the same time; it does not change.
/// Fails:    never. Ids that are 0 or do not fit 32 bits are of no place.
/// Units:    16 bytes a network, 4 a port or presence, and the names of places: 1.5 MB in all.
///
///   const PeeringTable table = merge_peering({.nets = nets, .ports = ports, .has_ports = true});
///   if (const std::optional<PeeringNetwork> net = table.find(Asn(15169))) use(net->policy);

#include "flow/flow_record.h"
#include "names/peeringdb.h"
#include "names/place_names.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flowbridge {

/// What PeeringDB says of how an AS peers, and where it can be met. The texts are of closed sets
/// that grow from time to time; clean (names/clean.h), empty where it says nothing.
struct PeeringNetwork {
  Asn asn{};
  std::string_view policy{};  // "Open", "Selective"
  std::string_view ratio{};   // "Mostly Inbound"
  std::string_view scope{};   // "Europe"
  /// PeeringDB's ids, ascending, each once.
  std::span<const std::uint32_t> exchanges{};
  std::span<const std::uint32_t> facilities{};
};

/// The places that the lists of a PeeringTable speak of.
struct PeeringPlaces {
  PlaceNames exchange_names{};
  PlaceNames facility_names{};
  /// Whether there was a source of ports, or of presences: else the lists are unknown, not empty.
  bool has_exchanges = false;
  bool has_facilities = false;
};

/// How many different policies, ratios and scopes a table holds, all together; there are about
/// twenty. What is beyond counts as nothing said.
inline constexpr std::size_t kPeeringTextsMax = 255;

class PeeringTable final {
 public:
  PeeringTable() = default;
  explicit PeeringTable(PeeringPlaces places) : places_(std::move(places)) {}

  /// Requires: ascending AS numbers; ids ascending, each once, none of kinds that are unknown;
  /// texts of at most kNameBytesMax.
  void append(const PeeringNetwork& network);
  void shrink_to_fit();

  /// Absent if PeeringDB has no such network.
  std::optional<PeeringNetwork> find(Asn asn) const;

  /// Networks, ascending by AS number.
  std::size_t size() const { return rows_.size(); }
  /// Requires: index < size().
  PeeringNetwork at(std::size_t index) const;

  bool has_exchanges() const { return places_.has_exchanges; }
  bool has_facilities() const { return places_.has_facilities; }

  /// Empty if unknown.
  std::string_view exchange_name(std::uint32_t id) const { return places_.exchange_names.find(id); }
  std::string_view facility_name(std::uint32_t id) const { return places_.facility_names.find(id); }
  const PeeringPlaces& places() const { return places_; }
  /// The different policies, ratios and scopes, in the order in which they came; at most
  /// kPeeringTextsMax.
  const std::vector<std::string>& texts() const { return texts_; }

  std::size_t memory_bytes() const;

 private:
  struct Row {
    Asn asn;
    // Where its ids begin; exchanges end where facilities begin, and these where the next network's
    // exchanges do.
    std::uint32_t exchanges = 0;
    std::uint32_t facilities = 0;
    // Each the number of a text plus one, or 0.
    std::uint8_t policy = 0;
    std::uint8_t ratio = 0;
    std::uint8_t scope = 0;
  };

  std::uint8_t intern(std::string_view text);
  std::string_view text(std::uint8_t number) const;

  PeeringPlaces places_;
  std::vector<Row> rows_;
  std::vector<std::uint32_t> ids_;
  std::vector<std::string> texts_;
};

/// Rows of any status; only those that are kOk count.
struct PeeringSources {
  std::span<const PeeringdbNet> nets{};
  std::span<const PeeringdbIx> exchanges{};
  std::span<const PeeringdbNetIxLan> ports{};
  std::span<const PeeringdbFac> facilities{};
  std::span<const PeeringdbNetFac> presences{};
  /// Whether there is a source of them. Without one they are empty.
  bool has_ports = false;
  bool has_presences = false;
};

PeeringTable merge_peering(const PeeringSources& sources);

}  // namespace flowbridge

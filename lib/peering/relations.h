#pragma once
/// Who an AS is to us, and so whether it can be a candidate for peering.
///
/// Lists are files or options of the operator. A file of numbers has one AS on a line; what stands
/// behind a "#" is a comment. A file of neighbours is CSV, `asn,neighbour_asn`, as it comes out of
/// a routing table: by which of our neighbours each AS is reached.
///
/// Lifetime: values.      Threads: any.
/// Fails:    parsing: kInvalid with the line, for what is no AS number; for neighbours, also if
///           there are none.
/// Units:    none.
/// Bounds:   kNeighbourRowsMax rows.
///
///   Relations relations{.own = {Asn(64496)}, .peers = *parse_asn_list(file)};
///   if (std::optional<Exclusion> why = exclusion_of(relations, Asn(15169))) skip(*why);

#include "base/result.h"
#include "flow/flow_record.h"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

inline constexpr std::size_t kNeighbourRowsMax = 4'000'000;

using AsnSet = std::set<Asn>;
/// Of each AS, ascending.
using Neighbours = std::map<Asn, std::vector<Asn>>;

struct Relations {
  AsnSet own{};
  /// Customers and others that nobody would peer with.
  AsnSet excluded{};
  AsnSet peers{};
  /// Those that we pay; empty: it is not known who they are.
  AsnSet transits{};
  /// Absent: it is not known how AS are reached.
  std::optional<Neighbours> neighbours{};
};

/// Why an AS is no candidate, in the order in which it is looked for.
enum class Exclusion {
  kOwn,
  kUnknown,       // AS 0: flows show no AS
  kListed,        // --exclude
  kPeer,          // --peers
  kReserved,      // private or otherwise set aside by IANA
  kNeighbour,     // it is its own next AS, or a transit: there is a session
  kNotByTransit,  // reached by none of --transits
  kNotReached,    // the file of neighbours does not have it
};
inline constexpr std::size_t kExclusions = 8;

std::optional<Exclusion> exclusion_of(const Relations& relations, Asn asn);

/// "own AS", "already peered (--peers)".
const char* exclusion_text(Exclusion why);
/// For programs: "own", "peer".
const char* exclusion_name(Exclusion why);

/// None if it is not known.
std::vector<Asn> neighbours_of(const Relations& relations, Asn asn);

Result<AsnSet> parse_asn_list(std::string_view text);
Result<Neighbours> parse_neighbours(std::string_view csv);

}  // namespace flowbridge

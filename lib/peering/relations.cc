#include "peering/relations.h"

#include "base/check.h"
#include "base/quoted.h"
#include "names/asn_line_split.h"
#include "names/csv.h"
#include "names/special.h"

#include <algorithm>

namespace flowbridge {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

Error no_number(std::size_t line, std::string_view text) {
  return {ErrorCode::kInvalid, "line " + std::to_string(line) + ": " + in_quotes(text) +
                                   " is no AS number; write 15169, AS15169 or 6.110"};
}

std::optional<Exclusion> exclusion_by_route(const Relations& relations, Asn asn) {
  if (!relations.neighbours) return std::nullopt;
  const std::vector<Asn> neighbours = neighbours_of(relations, asn);
  if (std::find(neighbours.begin(), neighbours.end(), asn) != neighbours.end()) {
    return Exclusion::kNeighbour;
  }
  if (relations.transits.empty()) return std::nullopt;
  if (neighbours.empty()) return Exclusion::kNotReached;
  const bool is_by_transit = std::any_of(neighbours.begin(), neighbours.end(), [&](Asn each) {
    return relations.transits.contains(each);
  });
  return is_by_transit ? std::nullopt : std::optional(Exclusion::kNotByTransit);
}

void add_neighbour(std::vector<Asn>& neighbours, Asn neighbour) {
  const auto place = std::lower_bound(neighbours.begin(), neighbours.end(), neighbour);
  if (place == neighbours.end() || *place != neighbour) neighbours.insert(place, neighbour);
}

}  // namespace

std::optional<Exclusion> exclusion_of(const Relations& relations, Asn asn) {
  if (relations.own.contains(asn)) return Exclusion::kOwn;
  if (asn == Asn(0)) return Exclusion::kUnknown;
  if (relations.excluded.contains(asn)) return Exclusion::kListed;
  if (relations.peers.contains(asn)) return Exclusion::kPeer;
  if (is_set_aside(asn)) return Exclusion::kReserved;
  // Whom we pay has a session, too.
  if (relations.transits.contains(asn)) return Exclusion::kNeighbour;
  return exclusion_by_route(relations, asn);
}

const char* exclusion_text(Exclusion why) {
  switch (why) {
    case Exclusion::kOwn:
      return "own AS";
    case Exclusion::kUnknown:
      return "flows that show no AS";
    case Exclusion::kReserved:
      return "private or reserved AS number";
    case Exclusion::kListed:
      return "excluded (--exclude)";
    case Exclusion::kPeer:
      return "already peered (--peers)";
    case Exclusion::kNeighbour:
      return "already a neighbour";
    case Exclusion::kNotByTransit:
      return "not reached through a transit";
    case Exclusion::kNotReached:
      return "not in the file of neighbours";
  }
  FB_CHECK(false);
}

const char* exclusion_name(Exclusion why) {
  switch (why) {
    case Exclusion::kOwn:
      return "own";
    case Exclusion::kUnknown:
      return "unknown";
    case Exclusion::kReserved:
      return "reserved";
    case Exclusion::kListed:
      return "excluded";
    case Exclusion::kPeer:
      return "peer";
    case Exclusion::kNeighbour:
      return "neighbour";
    case Exclusion::kNotByTransit:
      return "not_by_transit";
    case Exclusion::kNotReached:
      return "not_reached";
  }
  FB_CHECK(false);
}

std::vector<Asn> neighbours_of(const Relations& relations, Asn asn) {
  if (!relations.neighbours) return {};
  const auto found = relations.neighbours->find(asn);
  return found == relations.neighbours->end() ? std::vector<Asn>() : found->second;
}

Result<AsnSet> parse_asn_list(std::string_view text) {
  AsnSet out;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view row = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string_view number = trimmed(row.substr(0, row.find('#')));
    if (number.empty()) continue;
    const std::optional<Asn> asn = parse_asn(number);
    if (!asn) return no_number(line, number);
    out.insert(*asn);
  }
  return out;
}

Result<Neighbours> parse_neighbours(std::string_view csv) {
  Neighbours out;
  CsvReader reader(csv);
  std::vector<std::string> row;
  for (std::size_t line = 1; reader.next(row); ++line) {
    if (line > kNeighbourRowsMax) {
      return Error(ErrorCode::kInvalid,
                   "has more than " + std::to_string(kNeighbourRowsMax) + " lines");
    }
    const std::string first(trimmed(row[0]));
    const bool is_empty = (row.size() == 1 && first.empty()) || first.starts_with('#');
    const bool is_title = line == 1 && first == "asn";
    if (is_empty || is_title) continue;
    if (row.size() != 2) {
      return Error(ErrorCode::kInvalid,
                   "line " + std::to_string(line) + ": expected two AS numbers, asn,neighbour_asn");
    }
    const std::optional<Asn> asn = parse_asn(first);
    if (!asn) return no_number(line, first);
    const std::string second(trimmed(row[1]));
    const std::optional<Asn> neighbour = parse_asn(second);
    if (!neighbour) return no_number(line, second);
    add_neighbour(out[*asn], *neighbour);
  }
  if (!reader.complete()) return Error(ErrorCode::kInvalid, "a quote is not closed");
  if (out.empty()) return Error(ErrorCode::kInvalid, "has no line asn,neighbour_asn");
  return out;
}

}  // namespace flowbridge

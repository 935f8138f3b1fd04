#include "asndb/peeringdb_copy.h"

#include "base/check.h"
#include "names/peeringdb.h"
#include "names/peeringdb_table.h"

#include <type_traits>

namespace flowbridge {
namespace {

enum class Extent { kChanges, kFullCopy };

constexpr Duration kCursorOverlap = 1s;

/// Takes the text, so that it is gone when its rows are there: the two with what follows would be
/// the most memory that a refresh takes.
template <typename Row>
Parsed<std::vector<Row>> sound_rows(std::string json) {
  Parsed<PeeringdbRows<Row>> parsed = parse_peeringdb<Row>(json);
  if (!parsed) return parsed.refusal();
  const std::size_t all = parsed->rows.size() + parsed->rows_bad;
  if (const auto refusal = refusal_of({.bad = parsed->rows_bad, .all = all})) return *refusal;
  return std::move(parsed->rows);
}

/// What we wrote ourselves, or nothing.
template <typename Row>
PeeringdbTable<Row> table_of(std::string_view copy) {
  PeeringdbTable<Row> table;
  if (Parsed<PeeringdbRows<Row>> parsed = parse_peeringdb<Row>(copy)) {
    table.replace(std::move(parsed->rows));
  }
  return table;
}

template <typename Row>
Parsed<std::string> join(Extent extent, std::string came, const CopyInForce& in_force) {
  Parsed<std::vector<Row>> rows = sound_rows<Row>(std::move(came));
  if (!rows) return rows.refusal();
  if (extent == Extent::kFullCopy && rows->empty()) {
    return Refusal{RefusalReason::kEmpty, "it has no rows"};
  }
  PeeringdbTable<Row> table = table_of<Row>(in_force());
  if (extent == Extent::kFullCopy) {
    table.replace(*std::move(rows));
  } else {
    table.apply(*std::move(rows));
  }
  return encode_peeringdb<Row>(table.rows());
}

/// Calls `visit` with the type of the format's rows. Requires: a format of PeeringDB's.
template <typename Visit>
auto with_rows_of(SourceFormat format, Visit visit) {
  switch (format) {
    case SourceFormat::kPeeringdbNet:
      return visit(std::type_identity<PeeringdbNet>());
    case SourceFormat::kPeeringdbOrg:
      return visit(std::type_identity<PeeringdbOrg>());
    case SourceFormat::kPeeringdbIx:
      return visit(std::type_identity<PeeringdbIx>());
    case SourceFormat::kPeeringdbNetIxLan:
      return visit(std::type_identity<PeeringdbNetIxLan>());
    case SourceFormat::kPeeringdbFac:
      return visit(std::type_identity<PeeringdbFac>());
    case SourceFormat::kPeeringdbNetFac:
      return visit(std::type_identity<PeeringdbNetFac>());
    case SourceFormat::kAsnText:
    case SourceFormat::kOwnAsnText:
    case SourceFormat::kDelegated:
    case SourceFormat::kRpsl:
      break;
  }
  FB_CHECK(false);
}

Parsed<std::string> join(SourceFormat format, Extent extent, std::string came,
                         const CopyInForce& in_force) {
  return with_rows_of(format, [&](auto type) {
    return join<typename decltype(type)::type>(extent, std::move(came), in_force);
  });
}

}  // namespace

Parsed<std::string> join_changes(SourceFormat format, std::string changes,
                                 const CopyInForce& in_force) {
  return join(format, Extent::kChanges, std::move(changes), in_force);
}

Parsed<std::string> join_full_copy(SourceFormat format, std::string full,
                                   const CopyInForce& in_force) {
  return join(format, Extent::kFullCopy, std::move(full), in_force);
}

std::optional<UnixTime> changes_since(SourceFormat format, std::string_view copy) {
  const std::optional<UnixTime> newest = with_rows_of(
      format, [&](auto type) { return table_of<typename decltype(type)::type>(copy).cursor(); });
  return newest ? std::optional(*newest - kCursorOverlap) : std::nullopt;
}

}  // namespace flowbridge

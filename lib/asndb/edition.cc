#include "asndb/edition.h"

#include "base/check.h"
#include "base/rfc3339.h"
#include "names/asn_text.h"
#include "names/delegated.h"
#include "names/peeringdb.h"
#include "names/rpsl.h"

#include <algorithm>

namespace flowbridge {
namespace {

/// Clocks differ, and registries publish for the day to come in their own time zone.
constexpr Duration kAheadMax = 48h;

Refusal from_the_future(UnixTime time) {
  return {RefusalReason::kFutureDate, "it is of " + rfc3339(time) + ", the future"};
}

/// Ascending, the first of each.
void put_in_order(EditionEntries& entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const EditionEntry& a, const EditionEntry& b) { return a.asn < b.asn; });
  const auto same = [](const EditionEntry& a, const EditionEntry& b) { return a.asn == b.asn; };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
}

Edition edition_of(const AsnText& names) {
  Edition edition;
  edition.entries.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const AsnLine line = names[i];
    const bool named = !line.organisation.empty();
    edition.entries.push_back({.asn = line.asn,
                               .named = named,
                               .name_hash = hash_of_name(named ? line.organisation : line.handle)});
  }
  put_in_order(edition.entries);
  return edition;
}

Parsed<Edition> read_asn_text(std::string_view file, const RegistryMap& registries) {
  const Parsed<AsnText> names = parse_asn_text(file, registries);
  if (!names) return names.refusal();
  if (!file.ends_with('\n')) {
    return Refusal{RefusalReason::kTruncated, "its last line has no end"};
  }
  const std::size_t lines = names->size() + names->lines_bad();
  if (const auto refusal = refusal_of({.bad = names->lines_bad(), .all = lines, .what = "lines"})) {
    return *refusal;
  }
  return edition_of(*names);
}

Parsed<Edition> read_own_asn_text(std::string_view file, const RegistryMap& registries) {
  const Parsed<AsnText> names = parse_asn_text(file, registries);
  if (!names) return names.refusal();
  return edition_of(*names);
}

Parsed<Edition> read_delegated(std::string_view file, UnixTime now) {
  Parsed<Delegated> parsed = parse_delegated(file);
  if (!parsed) return parsed.refusal();
  if (parsed->end_date) {
    const UnixTime end{std::chrono::sys_days(*parsed->end_date).time_since_epoch()};
    if (end > now + kAheadMax) return from_the_future(end);
  }
  Edition edition;
  edition.label = parsed->serial;
  for (const DelegatedRange& range : parsed->ranges)
    edition.entries.push_back({.asn = range.first});
  return edition;
}

EditionEntry entry_of(const PeeringdbNet& net) {
  return {.asn = net.asn, .named = true, .name_hash = hash_of_name(net.name)};
}

// What has no AS number goes by its id, of which there are far fewer than 2^32.
template <typename Row>
Asn number_of(const Row& row) {
  return Asn(static_cast<std::uint32_t>(row.id));
}

/// Of organisations and places.
template <typename Row>
EditionEntry entry_of(const Row& row) {
  return {.asn = number_of(row), .named = true, .name_hash = hash_of_name(row.name)};
}

// They have no names: only their count is held against an edition.
EditionEntry entry_of(const PeeringdbNetIxLan& port) {
  return {.asn = number_of(port)};
}

EditionEntry entry_of(const PeeringdbNetFac& presence) {
  return {.asn = number_of(presence)};
}

template <typename Row>
Parsed<Edition> read_peeringdb(std::string_view file, UnixTime now) {
  Parsed<PeeringdbRows<Row>> parsed = parse_peeringdb<Row>(file);
  if (!parsed) return parsed.refusal();
  const std::size_t rows = parsed->rows.size() + parsed->rows_bad;
  if (rows == 0) return Refusal{RefusalReason::kEmpty, "it has no rows"};
  if (const auto refusal = refusal_of({.bad = parsed->rows_bad, .all = rows})) return *refusal;
  Edition edition;
  UnixTime newest{};
  for (const Row& row : parsed->rows) {
    newest = std::max(newest, row.updated);
    if (row.status == PeeringdbStatus::kOk) edition.entries.push_back(entry_of(row));
  }
  if (newest > now + kAheadMax) return from_the_future(newest);
  edition.label = rfc3339(newest);
  put_in_order(edition.entries);
  return edition;
}

EditionEntry entry_of(const RpslAutNum& as) {
  const std::string& name = as.organisation.empty() ? as.description : as.organisation;
  return {.asn = as.asn, .named = !name.empty(), .name_hash = hash_of_name(name)};
}

// Of their keys, which are no numbers, a hash serves. That two of them meet is rare and costs no
// more than one of them not being counted.
EditionEntry entry_of(const RpslOrganisation& organisation) {
  return {.asn = Asn(static_cast<std::uint32_t>(hash_of_name(organisation.key))),
          .named = true,
          .name_hash = hash_of_name(organisation.name)};
}

Parsed<Edition> read_rpsl(std::string_view file) {
  const Parsed<RpslDump> dump = parse_rpsl(file);
  if (!dump) return dump.refusal();
  const std::size_t sound = dump->aut_nums.size() + dump->organisations.size();
  const std::size_t objects = sound + dump->objects_bad;
  if (objects == 0) return Refusal{RefusalReason::kEmpty, "it has no aut-num and no organisation"};
  if (const auto refusal =
          refusal_of({.bad = dump->objects_bad, .all = objects, .what = "objects"})) {
    return *refusal;
  }
  Edition edition;
  edition.entries.reserve(sound);
  for (const RpslAutNum& as : dump->aut_nums) edition.entries.push_back(entry_of(as));
  for (const RpslOrganisation& each : dump->organisations) {
    edition.entries.push_back(entry_of(each));
  }
  put_in_order(edition.entries);
  return edition;
}

}  // namespace

Parsed<Edition> read_edition(SourceFormat format, std::string_view file,
                             const RegistryMap& registries, UnixTime now) {
  switch (format) {
    case SourceFormat::kAsnText:
      return read_asn_text(file, registries);
    case SourceFormat::kOwnAsnText:
      return read_own_asn_text(file, registries);
    case SourceFormat::kDelegated:
      return read_delegated(file, now);
    case SourceFormat::kPeeringdbNet:
      return read_peeringdb<PeeringdbNet>(file, now);
    case SourceFormat::kPeeringdbOrg:
      return read_peeringdb<PeeringdbOrg>(file, now);
    case SourceFormat::kPeeringdbIx:
      return read_peeringdb<PeeringdbIx>(file, now);
    case SourceFormat::kPeeringdbNetIxLan:
      return read_peeringdb<PeeringdbNetIxLan>(file, now);
    case SourceFormat::kPeeringdbFac:
      return read_peeringdb<PeeringdbFac>(file, now);
    case SourceFormat::kPeeringdbNetFac:
      return read_peeringdb<PeeringdbNetFac>(file, now);
    case SourceFormat::kRpsl:
      return read_rpsl(file);
  }
  FB_CHECK(false);
}

}  // namespace flowbridge

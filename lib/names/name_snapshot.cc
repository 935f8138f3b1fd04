#include "names/name_snapshot.h"

#include "base/check.h"
#include "base/coding.h"
#include "base/crc32c.h"
#include "base/utf8.h"
#include "names/clean.h"
#include "names/peering_coding.h"
#include "names/special.h"

namespace flowbridge {
namespace {

constexpr std::string_view kMagic = "FBNAMES\n";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kRangeBytes = 12;
constexpr std::size_t kRecordBytes = 10;
constexpr auto kRegistryMax = static_cast<std::uint8_t>(Registry::kRipeNcc);
// One more than the status, because 0 is none.
constexpr std::uint8_t kStatusMax = static_cast<std::uint8_t>(AsnStatus::kReserved) + 1;

enum class Section : std::uint32_t {
  kAbout = 1,
  kRanges = 2,
  kRecords = 3,
  kTexts = 4,
  kNetworks = 5,
  kExchanges = 6,
  kFacilities = 7,
};

Error damage(std::string what) {
  return {ErrorCode::kCorrupt, "not a snapshot of AS names: " + std::move(what)};
}

void put_u8(std::string& out, std::uint8_t value) {
  out.push_back(static_cast<char>(value));
}

void put_country(std::string& out, Country country) {
  out.append(country.empty() ? std::string_view("\0\0", 2) : country.text());
}

Country read_country(ByteReader& in) {
  const std::string_view letters = in.bytes(2);
  const Country country(letters);
  const bool none = letters == std::string_view("\0\0", 2);
  if (!none && country.text() != letters) in.fail();
  return country;
}

void put_section(std::string& out, Section section, std::string_view payload) {
  put_u32(out, static_cast<std::uint32_t>(section));
  put_u32(out, static_cast<std::uint32_t>(payload.size()));
  out.append(payload);
}

std::string encode_about(const NameSnapshot& snapshot) {
  std::string out;
  put_time(out, snapshot.built_at);
  put_varint(out, snapshot.editions.size());
  for (const SourceEdition& edition : snapshot.editions) {
    put_string(out, edition.source);
    put_string(out, edition.edition);
    put_time(out, edition.fetched_at);
    put_varint(out, edition.entries);
  }
  return out;
}

void decode_about(ByteReader in, NameSnapshot& snapshot, bool& ok) {
  snapshot.built_at = in.time();
  for (std::uint64_t left = in.varint(); left > 0 && in.ok(); --left) {
    SourceEdition edition;
    edition.source = in.string();
    edition.edition = in.string();
    edition.fetched_at = in.time();
    edition.entries = in.varint();
    snapshot.editions.push_back(std::move(edition));
  }
  ok = ok && in.ok() && in.empty();
}

std::uint8_t status_number(const std::optional<AsnStatus>& status) {
  return status ? static_cast<std::uint8_t>(*status) + 1 : 0;
}

std::string encode_ranges(const RegistryMap& registries) {
  std::string out;
  put_varint(out, registries.ranges().size());
  for (const DelegatedRange& range : registries.ranges()) {
    put_u32(out, range.first.value());
    put_u32(out, range.last.value());
    put_u8(out, static_cast<std::uint8_t>(range.registry));
    put_u8(out, status_number(range.status));
    put_country(out, range.country);
  }
  return out;
}

RegistryMap decode_ranges(std::string_view payload, bool& ok) {
  ByteReader in(payload);
  std::vector<DelegatedRange> ranges;
  ranges.reserve(payload.size() / kRangeBytes);
  for (std::uint64_t left = in.varint(); left > 0 && in.ok(); --left) {
    DelegatedRange range;
    range.first = Asn(in.u32());
    range.last = Asn(in.u32());
    const std::uint8_t registry = in.u8();
    const std::uint8_t status = in.u8();
    range.country = read_country(in);
    const bool ascending = ranges.empty() || ranges.back().last < range.first;
    if (!ascending || range.last < range.first || registry > kRegistryMax || status > kStatusMax) {
      in.fail();
    }
    if (!in.ok()) break;
    range.registry = static_cast<Registry>(registry);
    if (status > 0) range.status = static_cast<AsnStatus>(status - 1);
    ranges.push_back(range);
  }
  ok = ok && in.ok() && in.empty();
  return ok ? RegistryMap(std::move(ranges)) : RegistryMap();
}

void encode_records(const NameTable& table, std::string& records, std::string& texts) {
  put_varint(records, table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    const AsRecord record = table.at(i);
    put_u32(records, record.asn.value());
    put_u8(records, static_cast<std::uint8_t>(record.handle.size()));
    put_u8(records, static_cast<std::uint8_t>(record.organisation.size()));
    put_u8(records, static_cast<std::uint8_t>(record.other_name.size()));
    put_u8(records, static_cast<std::uint8_t>(record.source));
    put_country(records, record.country);
    texts.append(record.handle).append(record.organisation).append(record.other_name);
  }
}

/// A source that a table knows, with the name it promises.
bool is_sound(const AsRecord& record) {
  switch (record.source) {
    case NameSource::kFallback:
      return true;
    case NameSource::kHandle:
    case NameSource::kGenerated:
    case NameSource::kOrganisation:
    case NameSource::kRpsl:
    case NameSource::kPeeringdb:
      return !record.name().empty() && is_utf8(record.name());
    case NameSource::kSpecial:
    case NameSource::kOperator:
      return false;
  }
  return false;
}

void decode_records(std::string_view records, std::string_view all_texts, NameTable& table,
                    bool& ok) {
  table.reserve(records.size() / kRecordBytes, all_texts.size());
  ByteReader in(records);
  ByteReader texts(all_texts);
  std::optional<Asn> last;
  for (std::uint64_t left = in.varint(); left > 0 && in.ok(); --left) {
    AsRecord record;
    record.asn = Asn(in.u32());
    const std::size_t handle_size = in.u8();
    const std::size_t organisation_size = in.u8();
    const std::size_t other_name_size = in.u8();
    record.source = static_cast<NameSource>(in.u8());
    record.country = read_country(in);
    record.handle = texts.bytes(handle_size);
    record.organisation = texts.bytes(organisation_size);
    record.other_name = texts.bytes(other_name_size);
    const bool bounded = handle_size <= kNameBytesMax && organisation_size <= kNameBytesMax &&
                         other_name_size <= kNameBytesMax;
    const bool ascending = !last || *last < record.asn;
    if (!bounded || !ascending || !texts.ok() || !is_sound(record)) in.fail();
    if (!in.ok()) break;
    // IANA may set a number aside later than the snapshot was written.
    if (!is_set_aside(record.asn)) table.append(record);
    last = record.asn;
  }
  ok = ok && in.ok() && in.empty() && texts.ok() && texts.empty();
}

void decode_peering(std::string_view networks, std::string_view exchanges,
                    std::string_view facilities, NameTable& table, bool& ok) {
  std::optional<PlaceNames> exchange_names = decode_place_names(exchanges);
  std::optional<PlaceNames> facility_names = decode_place_names(facilities);
  ok = ok && exchange_names && facility_names;
  if (!ok) return;
  std::optional<PeeringTable> peering = decode_networks(
      networks,
      {.exchange_names = *std::move(exchange_names), .facility_names = *std::move(facility_names)});
  ok = peering.has_value();
  if (ok) table.set_peering(*std::move(peering));
}

}  // namespace

std::string encode_snapshot(const NameSnapshot& snapshot) {
  std::string records;
  std::string texts;
  encode_records(snapshot.table, records, texts);
  std::string out(kMagic);
  put_u32(out, kVersion);
  put_section(out, Section::kAbout, encode_about(snapshot));
  put_section(out, Section::kRanges, encode_ranges(snapshot.table.registries()));
  put_section(out, Section::kRecords, records);
  put_section(out, Section::kTexts, texts);
  const PeeringTable& peering = snapshot.table.peering();
  put_section(out, Section::kNetworks, encode_networks(peering));
  put_section(out, Section::kExchanges, encode_place_names(peering.places().exchange_names));
  put_section(out, Section::kFacilities, encode_place_names(peering.places().facility_names));
  put_u32(out, crc32c(out));
  return out;
}

Result<NameSnapshot> decode_snapshot(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return damage("it does not begin like one");
  if (bytes.size() < kMagic.size() + sizeof(kVersion) + kChecksumBytes) return damage("it is cut");
  const std::string_view covered = bytes.substr(0, bytes.size() - kChecksumBytes);
  ByteReader in(covered.substr(kMagic.size()));
  if (const std::uint32_t version = in.u32(); version > kVersion) {
    return Error(ErrorCode::kUnsupported, "a snapshot of AS names of version " +
                                              std::to_string(version) +
                                              ", made by a newer flowbridge");
  }
  if (ByteReader(bytes.substr(covered.size())).u32() != crc32c(covered)) {
    return damage("its checksum does not match");
  }

  std::string_view about;
  std::string_view ranges;
  std::string_view records;
  std::string_view texts;
  std::string_view networks;
  std::string_view exchanges;
  std::string_view facilities;
  while (in.ok() && !in.empty()) {
    const auto section = static_cast<Section>(in.u32());
    const std::string_view payload = in.bytes(in.u32());
    if (section == Section::kAbout) about = payload;
    if (section == Section::kRanges) ranges = payload;
    if (section == Section::kRecords) records = payload;
    if (section == Section::kTexts) texts = payload;
    if (section == Section::kNetworks) networks = payload;
    if (section == Section::kExchanges) exchanges = payload;
    if (section == Section::kFacilities) facilities = payload;
  }
  bool ok = in.ok();
  NameSnapshot snapshot;
  decode_about(ByteReader(about), snapshot, ok);
  snapshot.table = NameTable(decode_ranges(ranges, ok));
  decode_records(records, texts, snapshot.table, ok);
  decode_peering(networks, exchanges, facilities, snapshot.table, ok);
  if (!ok) return damage("its contents contradict each other");
  snapshot.table.build_index();
  return snapshot;
}

}  // namespace flowbridge

#include "asndb/store.h"

#include "base/check.h"
#include "base/crc32c.h"
#include "names/asn_text.h"
#include "names/delegated.h"
#include "names/name_merge.h"
#include "names/peering_table.h"
#include "names/peeringdb.h"
#include "names/rpsl.h"

#include <algorithm>
#include <span>

namespace flowbridge {
namespace {

constexpr const char* kFile = ".file";
constexpr const char* kHeld = ".held";
constexpr const char* kState = ".json";

/// What the files say that names are made of, until it is merged.
struct ParsedSources {
  std::optional<AsnText> text;
  std::optional<AsnText> held_text;
  std::vector<PeeringdbNet> nets;
  std::vector<PeeringdbOrg> orgs;
  std::vector<RpslDump> dumps;
};

/// Absent if there is no file of this format that can be read.
template <typename Row>
std::optional<std::vector<Row>> rows_in_force(SourceFormat format,
                                              const std::vector<AsnSource>& sources,
                                              const AsnStore& store) {
  const auto source = std::find_if(sources.begin(), sources.end(), [format](const AsnSource& each) {
    return each.format == format;
  });
  if (source == sources.end()) return std::nullopt;
  const std::optional<std::string> file = store.file(source->name, store.state(source->name));
  if (!file) return std::nullopt;
  Parsed<PeeringdbRows<Row>> parsed = parse_peeringdb<Row>(*file);
  return parsed ? std::optional(std::move(parsed->rows)) : std::nullopt;
}

std::optional<AsnText> text_of(const std::optional<std::string>& file,
                               const RegistryMap& registries) {
  if (!file) return std::nullopt;
  Parsed<AsnText> parsed = parse_asn_text(*file, registries);
  return parsed ? std::optional(*std::move(parsed)) : std::nullopt;
}

void read_dump(const std::optional<std::string>& file, std::vector<RpslDump>& out) {
  if (!file) return;
  if (Parsed<RpslDump> dump = parse_rpsl(*file)) out.push_back(*std::move(dump));
}

/// What is read neither by read_registries() nor by rows_in_force().
void read_source(const AsnSource& source, const AsnStore& store, const RegistryMap& registries,
                 ParsedSources& out) {
  const SourceState state = store.state(source.name);
  switch (source.format) {
    case SourceFormat::kAsnText:
    case SourceFormat::kOwnAsnText:
      out.text = text_of(store.file(source.name, state), registries);
      out.held_text = text_of(store.held_file(source.name, state), registries);
      return;
    case SourceFormat::kRpsl:
      return read_dump(store.file(source.name, state), out.dumps);
    case SourceFormat::kDelegated:
    case SourceFormat::kPeeringdbNet:
    case SourceFormat::kPeeringdbOrg:
    case SourceFormat::kPeeringdbIx:
    case SourceFormat::kPeeringdbNetIxLan:
    case SourceFormat::kPeeringdbFac:
    case SourceFormat::kPeeringdbNetFac:
      return;
  }
  FB_CHECK(false);
}

/// By itself and first, because the rows of ports and of presences are many, and done with here.
PeeringTable read_peering(const std::vector<AsnSource>& sources, const AsnStore& store,
                          std::span<const PeeringdbNet> nets) {
  const auto exchanges = rows_in_force<PeeringdbIx>(SourceFormat::kPeeringdbIx, sources, store);
  const auto ports =
      rows_in_force<PeeringdbNetIxLan>(SourceFormat::kPeeringdbNetIxLan, sources, store);
  const auto facilities = rows_in_force<PeeringdbFac>(SourceFormat::kPeeringdbFac, sources, store);
  const auto presences =
      rows_in_force<PeeringdbNetFac>(SourceFormat::kPeeringdbNetFac, sources, store);
  PeeringSources peering{
      .nets = nets, .has_ports = ports.has_value(), .has_presences = presences.has_value()};
  if (exchanges) peering.exchanges = *exchanges;
  if (ports) peering.ports = *ports;
  if (facilities) peering.facilities = *facilities;
  if (presences) peering.presences = *presences;
  return merge_peering(peering);
}

SourceState state_in(const Result<std::string>& text) {
  if (!text) return {};
  Result<SourceState> state = decode_source_state(*text);
  return state ? *std::move(state) : SourceState();
}

}  // namespace

Result<std::string> AsnStore::contents(const std::string& name) const {
  const auto found = unwritten_.find(name);
  return found == unwritten_.end() ? read_file(directory_, name) : found->second;
}

Result<void> AsnStore::replace(const std::string& name, std::string_view bytes) {
  if (suspended_) return Error(ErrorCode::kUnavailable, "nothing is written without the lock");
  return replace_file(directory_, name, bytes);
}

Result<void> AsnStore::write(const std::string& name, std::string_view bytes) {
  Result<void> written = replace(name, bytes);
  if (written) {
    unwritten_.erase(name);
  } else {
    unwritten_.insert_or_assign(name, std::string(bytes));
  }
  return written;
}

SourceState AsnStore::state(const std::string& source) const {
  return state_in(contents(source + kState));
}

Result<void> AsnStore::save(const std::string& source, const SourceState& state) {
  const bool lacks_file = is_unwritten(source + kFile);
  const bool lacks_held = is_unwritten(source + kHeld);
  if (!lacks_file && !lacks_held) return write(source + kState, encode_source_state(state));
  unwritten_.insert_or_assign(source + kState, encode_source_state(state));
  const SourceState before = state_in(read_file(directory_, source + kState));
  SourceState on_disk = state;
  if (lacks_file) on_disk.file = before.file;
  if (lacks_held) {
    on_disk.held_file = before.held_file;
    on_disk.held = before.held;
  }
  return replace(source + kState, encode_source_state(on_disk));
}

std::optional<std::string> AsnStore::read(const std::string& name,
                                          const std::optional<FetchedFile>& expected) const {
  if (!expected) return std::nullopt;
  Result<std::string> bytes = contents(name);
  if (!bytes || bytes->size() != expected->bytes || crc32c(*bytes) != expected->crc32c) {
    return std::nullopt;
  }
  return *std::move(bytes);
}

std::optional<std::string> AsnStore::file(const std::string& source,
                                          const SourceState& state) const {
  return read(source + kFile, state.file);
}

std::optional<std::string> AsnStore::held_file(const std::string& source,
                                               const SourceState& state) const {
  return read(source + kHeld, state.held_file);
}

Result<void> AsnStore::accept(const std::string& source, std::string_view body,
                              const SourceState& state) {
  FB_CHECK(state.file && state.file->bytes == body.size());
  const Result<void> written = write(source + kFile, body);
  unwritten_.erase(source + kHeld);
  if (const Result<void> saved = save(source, state); !saved) return saved;
  const Result<void> removed = directory_.remove(source + kHeld);
  if (!removed && removed.error().code() != ErrorCode::kNotFound) return removed;
  return written;
}

Result<void> AsnStore::hold(const std::string& source, std::string_view body,
                            const SourceState& state) {
  FB_CHECK(state.held_file && state.held_file->bytes == body.size());
  const Result<void> written = write(source + kHeld, body);
  const Result<void> saved = save(source, state);
  return written ? saved : written;
}

Result<void> AsnStore::keep(const std::string& source, const SourceState& state) {
  for (const char* kind : {kFile, kHeld}) {
    const auto found = unwritten_.find(source + kind);
    if (found == unwritten_.end()) continue;
    if (Result<void> written = replace(found->first, found->second); !written) return written;
    unwritten_.erase(found);
  }
  return save(source, state);
}

Result<NameSnapshot> AsnStore::snapshot() const {
  Result<std::string> bytes = read_file(directory_, kNameSnapshotFile);
  if (!bytes) return bytes.error();
  return decode_snapshot(*bytes);
}

Result<void> AsnStore::save_snapshot(const NameSnapshot& snapshot) {
  if (!unwritten_.empty()) {
    return Error(ErrorCode::kUnavailable, unwritten_.begin()->first + " is not on the disk yet");
  }
  return replace(kNameSnapshotFile, encode_snapshot(snapshot));
}

RegistryMap read_registries(const std::vector<AsnSource>& sources, const AsnStore& store) {
  std::vector<Delegated> all;
  for (const AsnSource& source : sources) {
    if (source.format != SourceFormat::kDelegated) continue;
    const std::optional<std::string> file = store.file(source.name, store.state(source.name));
    if (!file) continue;
    if (Parsed<Delegated> parsed = parse_delegated(*file)) all.push_back(*std::move(parsed));
  }
  return RegistryMap::from(all);
}

NameSnapshot build_snapshot(const std::vector<AsnSource>& sources, const AsnStore& store,
                            UnixTime now) {
  RegistryMap registries = read_registries(sources, store);
  ParsedSources parsed;
  parsed.nets = rows_in_force<PeeringdbNet>(SourceFormat::kPeeringdbNet, sources, store)
                    .value_or(std::vector<PeeringdbNet>());
  PeeringTable peering = read_peering(sources, store, parsed.nets);
  parsed.orgs = rows_in_force<PeeringdbOrg>(SourceFormat::kPeeringdbOrg, sources, store)
                    .value_or(std::vector<PeeringdbOrg>());
  for (const AsnSource& source : sources) read_source(source, store, registries, parsed);
  const std::vector<RpslName> rpsl = rpsl_names(parsed.dumps);
  NameSources merged;
  merged.text = parsed.text ? &*parsed.text : nullptr;
  merged.held_text = parsed.held_text ? &*parsed.held_text : nullptr;
  merged.registries = std::move(registries);
  merged.nets = parsed.nets;
  merged.orgs = parsed.orgs;
  merged.rpsl = rpsl;
  NameSnapshot snapshot;
  snapshot.table = merge_names(std::move(merged));
  snapshot.table.set_peering(std::move(peering));
  snapshot.editions = editions_in_force(sources, store);
  snapshot.built_at = now;
  return snapshot;
}

std::vector<SourceEdition> editions_in_force(const std::vector<AsnSource>& sources,
                                             const AsnStore& store) {
  std::vector<SourceEdition> editions;
  for (const AsnSource& source : sources) {
    const SourceState state = store.state(source.name);
    if (!state.file) continue;
    editions.push_back(
        {source.name, state.file->edition, state.file->fetched_at, state.file->entries});
  }
  return editions;
}

}  // namespace flowbridge

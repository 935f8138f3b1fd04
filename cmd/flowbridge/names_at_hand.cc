#include "flowbridge/names_at_hand.h"

#include "flowbridge/translate.h"
#include "process/whole_file.h"

#include <utility>

namespace flowbridge {

namespace {

std::shared_ptr<const NameTable> table_of(NameSnapshot snapshot) {
  return std::make_shared<const NameTable>(std::move(snapshot.table));
}

Result<AsNames> read_seed(const std::string& path) {
  const Result<std::string> bytes = read_file(path);
  if (!bytes) return bytes.error();
  Result<NameSnapshot> snapshot = decode_snapshot(*bytes);
  if (!snapshot) return snapshot.error().within(path);
  return AsNames(table_of(*std::move(snapshot)));
}

/// Without a cache, as a bridge begins: the operator's own file, or a package's seed.
NamesAtHand first_names(const AsnRequest& request) {
  NamesAtHand out;
  out.notes.push_back("there are no names in " + request.path +
                      " yet; flowbridge asn refresh, or a bridge that runs, fetches them");
  const AsNameSettings& settings = request.settings.as_names;
  const std::string path = settings.file.value_or(settings.seed);
  const Result<AsNames> names = settings.file ? load_names(settings) : read_seed(path);
  if (names) {
    out.table = names->shared_table();
    out.notes.push_back("these are the names of " + path);
  } else if (settings.file || names.error().code() != ErrorCode::kNotFound) {
    out.notes.push_back(names.error().message());
  }
  return out;
}

}  // namespace

NamesAtHand names_at_hand(const AsnRequest& request, const AsnStore* store, UnixTime now) {
  if (store == nullptr) return first_names(request);
  const std::vector<SourceEdition> editions = editions_in_force(request.sources, *store);
  NamesAtHand out;
  if (Result<NameSnapshot> snapshot = store->snapshot()) {
    if (snapshot->editions != editions) {
      out.notes.emplace_back(
          "the table is of other editions than the files, or of other sources; the next one may "
          "say other names");
    }
    out.table = table_of(*std::move(snapshot));
  } else if (editions.empty()) {
    out = first_names(request);
  } else {
    out.table = table_of(build_snapshot(request.sources, *store, now));
  }
  for (const AsnSource& source : request.sources) {
    const std::optional<FetchedFile> file = store->state(source.name).file;
    if (source.format != SourceFormat::kOwnAsnText || (file && file->url == source.url)) continue;
    out.notes.push_back(source.url +
                        " is not in the cache yet; flowbridge asn refresh takes it there");
  }
  return out;
}

Result<Overrides> overrides_at_hand(const AsnRequest& request) {
  const std::optional<std::string>& path = request.settings.as_names.overrides;
  if (!path) return Overrides();
  const Result<std::string> text = read_file(*path);
  if (!text) return text.error();
  return parse_overrides({.path = *path, .text = *text});
}

}  // namespace flowbridge

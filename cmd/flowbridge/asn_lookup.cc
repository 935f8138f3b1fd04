// Why an AS has the name it has, from the cache and without a network.

#include "asndb/explain_text.h"
#include "flowbridge/asn_request.h"
#include "flowbridge/command.h"
#include "flowbridge/translate.h"
#include "names/asn_line_split.h"
#include "posix/clock.h"
#include "process/whole_file.h"

#include <cstdio>
#include <utility>

namespace flowbridge {

namespace {

/// The names in force, and what to say about where they are from.
struct NamesAtHand {
  std::shared_ptr<const NameTable> table = std::make_shared<const NameTable>();
  std::vector<std::string> notes = {};
};

std::vector<Asn> read_numbers(const std::vector<std::string>& operands,
                              std::vector<Problem>& problems) {
  std::vector<Asn> numbers;
  for (const std::string& text : operands) {
    if (const std::optional<Asn> asn = parse_asn(text)) {
      numbers.push_back(*asn);
    } else {
      problems.push_back({.where = {}, .what = no_as_number(text)});
    }
  }
  if (operands.empty()) {
    problems.push_back(
        {.where = "asn lookup", .what = "which AS? Write its number: flowbridge asn lookup 15169"});
  }
  return numbers;
}

Result<Overrides> read_overrides(const AsnRequest& request) {
  const std::optional<std::string>& path = request.settings.as_names.overrides;
  if (!path) return Overrides();
  const Result<std::string> text = read_file(*path);
  if (!text) return text.error();
  return parse_overrides({.path = *path, .text = *text});
}

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

/// What a bridge that starts now would have in force.
NamesAtHand names_at_hand(const AsnRequest& request, const AsnStore& store, UnixTime now) {
  const std::vector<SourceEdition> editions = editions_in_force(request.sources, store);
  NamesAtHand out;
  if (Result<NameSnapshot> snapshot = store.snapshot()) {
    if (snapshot->editions != editions) {
      out.notes.emplace_back(
          "the table is of other editions than the files, or of other sources; the next one may "
          "say other names");
    }
    out.table = table_of(*std::move(snapshot));
  } else if (editions.empty()) {
    out = first_names(request);
  } else {
    out.table = table_of(build_snapshot(request.sources, store, now));
  }
  for (const AsnSource& source : request.sources) {
    const std::optional<FetchedFile> file = store.state(source.name).file;
    if (source.format != SourceFormat::kOwnAsnText || (file && file->url == source.url)) continue;
    out.notes.push_back(source.url +
                        " is not in the cache yet; flowbridge asn refresh takes it there");
  }
  return out;
}

}  // namespace

std::vector<OptionSpec> asn_lookup_options() {
  std::vector<OptionSpec> options =
      options_of_the_bridge({kConfigFileOption, "storage.path", "asn-db.path", "asn-db.source",
                             "asn-db.peeringdb", "asn-db.overrides", "asn-db.file", "asn-db.seed"});
  options.push_back(
      asn_json_option("Print one JSON object for each AS, on a line of its own, as "
                      "docs/as-names.md describes it."));
  return options;
}

int asn_lookup_command(const Sources& sources) {
  const std::vector<OptionSpec> options = asn_lookup_options();
  Sources flags = sources;
  const std::vector<std::string> operands = take_operands(flags.arguments, options);
  AsnRequest request = read_asn_request(options, flags);
  const std::vector<Asn> numbers = read_numbers(operands, request.problems);
  if (!request.problems.empty()) return usage_error(request.problems);
  Result<Overrides> overrides = read_overrides(request);
  if (!overrides) {
    return usage_error({{.where = "--asn-db.overrides", .what = overrides.error().message()}});
  }
  Result<std::unique_ptr<Directory>> directory = open_asn_db(request.path);
  if (!directory) return asn_command_failed(directory.error().message());

  const UnixTime now = read_now().wall;
  std::optional<AsnStore> store;
  if (*directory != nullptr) store.emplace(**directory);
  NamesAtHand at_hand = store ? names_at_hand(request, *store, now) : first_names(request);
  for (const std::string& note : at_hand.notes) {
    std::fprintf(stderr, "flowbridge: %s\n", note.c_str());
  }
  const AsNames names(std::move(at_hand.table),
                      std::make_shared<const Overrides>(*std::move(overrides)));
  const ExplanationView view{.now = now,
                             .overrides_file = request.settings.as_names.overrides.value_or("")};
  std::string out;
  for (const Explanation& each :
       explain(numbers, names, request.sources, store ? &*store : nullptr)) {
    if (request.json) {
      out += explanation_json(each, view);
    } else {
      out += (out.empty() ? "" : "\n") + explanation_text(each, view);
    }
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
  return kExitOk;
}

}  // namespace flowbridge

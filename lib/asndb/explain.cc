#include "asndb/explain.h"

#include "base/check.h"
#include "base/hash_map.h"
#include "names/asn_text.h"
#include "names/clean.h"
#include "names/delegated.h"
#include "names/name_merge.h"
#include "names/peeringdb.h"
#include "names/peeringdb_table.h"
#include "names/rpsl.h"
#include "names/source_text.h"
#include "names/special.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace flowbridge {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// A file of the cache that speaks.
struct Copy {
  std::string source;
  std::string bytes;
  FetchedFile about;
  bool held = false;
};

std::string range_text(Asn first, Asn last) {
  std::string text = std::to_string(first.value());
  if (first != last) text += "-" + std::to_string(last.value());
  return text;
}

/// A registry's database, of its aut-nums only those that are asked for.
struct Database {
  Copy copy;
  RpslDump dump;
};

/// What names an AS in a database, on one line.
std::string text_of(const RpslAutNum& as) {
  std::string text = "aut-num: AS" + std::to_string(as.asn.value());
  if (!as.handle.empty()) text += ", as-name: " + as.handle;
  if (!as.organisation.empty()) text += ", org: " + as.organisation;
  if (!as.description.empty()) text += ", descr: " + as.description;
  return text;
}

bool says_the_same(const AsStatement& a, const AsStatement& b) {
  return a.source == b.source && a.name == b.name && a.handle == b.handle &&
         a.country == b.country && a.registry == b.registry && a.status == b.status;
}

class Explainer {
 public:
  Explainer(std::span<const Asn> numbers, const AsNames& names) {
    for (const Asn asn : numbers) {
      if (places_.contains(asn)) continue;
      places_.emplace(asn, out_.size());
      out_.push_back(in_force(asn, names));
    }
  }

  /// Requires: sources in the order of default_sources().
  void read(const std::vector<AsnSource>& sources, const AsnStore& store) {
    registries_ = read_registries(sources, store);
    for (const AsnSource& source : sources) {
      const SourceState state = store.state(source.name);
      if (std::optional<std::string> file = store.file(source.name, state)) {
        read_copy(source.format, {source.name, *std::move(file), *state.file, false});
      }
      if (std::optional<std::string> held = store.held_file(source.name, state)) {
        read_copy(source.format, {source.name, *std::move(held), *state.held_file, true});
      }
    }
    add_databases();
  }

  std::vector<Explanation> take() && {
    for (Explanation& each : out_) put_in_order(each);
    return std::move(out_);
  }

 private:
  static Explanation in_force(Asn asn, const AsNames& names) {
    const AsInfo info = names.info(asn);
    Explanation out{.asn = asn,
                    .name = std::string(info.name.text()),
                    .source = info.name.source(),
                    .handle = std::string(info.handle),
                    .organisation = std::string(info.organisation),
                    .country = info.country,
                    .registry = info.registry,
                    .status = info.status};
    if (const Override* own = names.overrides().find(asn)) {
      out.statements.push_back({.source = kOverridesStatement,
                                .raw = range_text(own->first, own->last) + ": " + own->name,
                                .name = own->name,
                                .country = own->country,
                                .rank = NameSource::kOperator});
    }
    if (const SpecialAs* special = special_as(asn)) {
      out.statements.push_back({.source = kSpecialStatement,
                                .raw = std::string(special->name),
                                .name = std::string(special->name),
                                .rank = NameSource::kSpecial});
    }
    return out;
  }

  Explanation* find(Asn asn) {
    const auto place = places_.find(asn);
    return place == places_.end() ? nullptr : &out_[place->second];
  }

  void read_copy(SourceFormat format, const Copy& copy) {
    switch (format) {
      case SourceFormat::kAsnText:
      case SourceFormat::kOwnAsnText:
        return read_text(copy);
      case SourceFormat::kDelegated:
        return read_delegated(copy);
      case SourceFormat::kPeeringdbNet:
        return read_nets(copy);
      case SourceFormat::kPeeringdbOrg:
        return read_orgs(copy);
      // They say nothing of what an AS is called or where it is registered.
      case SourceFormat::kPeeringdbIx:
      case SourceFormat::kPeeringdbNetIxLan:
      case SourceFormat::kPeeringdbFac:
      case SourceFormat::kPeeringdbNetFac:
        return;
      case SourceFormat::kRpsl:
        return read_database(copy);
    }
    FB_CHECK(false);
  }

  void add(Explanation& to, AsStatement statement, const Copy& copy) {
    statement.source = copy.source;
    statement.edition = copy.about.edition;
    statement.fetched_at = copy.about.fetched_at;
    statement.held = copy.held;
    const bool said = copy.held && std::any_of(to.statements.begin(), to.statements.end(),
                                               [&statement](const AsStatement& each) {
                                                 return says_the_same(each, statement);
                                               });
    if (!said) to.statements.push_back(std::move(statement));
  }

  void read_text(const Copy& copy) {
    const Parsed<AsnText> text = parse_asn_text(copy.bytes, registries_);
    if (!text) return;
    HashMap<Asn, std::string> lines = lines_in(copy.bytes);
    for (std::size_t i = 0; i < text->size(); ++i) {
      const AsnLine line = (*text)[i];
      Explanation* to = find(line.asn);
      if (to == nullptr) continue;
      AsStatement statement{.raw = lines[line.asn],
                            .name = std::string(line.organisation),
                            .handle = std::string(line.handle),
                            .country = Country(line.country)};
      if (!line.handle.empty()) statement.rank = NameSource::kHandle;
      if (!line.organisation.empty()) statement.rank = NameSource::kOrganisation;
      add(*to, std::move(statement), copy);
    }
  }

  /// The first line for each number that is asked for.
  HashMap<Asn, std::string> lines_in(std::string_view file) {
    HashMap<Asn, std::string> lines;
    if (file.starts_with(kByteOrderMark)) file.remove_prefix(kByteOrderMark.size());
    const AsnTextShape shape = shape_of(file);
    while (!file.empty()) {
      std::string line = utf8_or_latin1(next_line(file));
      if (line.ends_with('\r')) line.pop_back();
      if (is_prose(line, shape)) continue;
      const std::optional<AsnLineParts> parts = split_asn_line(line, shape);
      if (parts && find(parts->asn) != nullptr) lines.try_emplace(parts->asn, std::move(line));
    }
    return lines;
  }

  /// Of two rows for one number the first counts.
  void read_delegated(const Copy& copy) {
    HashSet<Asn> said;
    for (std::string_view rest = copy.bytes; !rest.empty();) {
      std::string_view line = next_line(rest);
      const std::optional<DelegatedRange> range = parse_delegated_row(line);
      if (!range) continue;
      if (line.ends_with('\r')) line.remove_suffix(1);
      for (Explanation& to : out_) {
        const bool holds = range->first <= to.asn && to.asn <= range->last;
        if (!holds || !said.insert(to.asn).second) continue;
        add(to,
            {.raw = utf8_or_latin1(line),
             .country = range->country,
             .registry = range->registry,
             .status = range->status},
            copy);
      }
    }
  }

  void read_nets(const Copy& copy) {
    const Parsed<PeeringdbRows<PeeringdbNet>> nets = parse_peeringdb<PeeringdbNet>(copy.bytes);
    if (!nets) return;
    for (const PeeringdbNet* net : ok_nets_by_asn(nets->rows)) {
      Explanation* to = find(net->asn);
      if (to == nullptr) continue;
      if (!copy.held) organisations_[net->org_id].push_back(net->asn);
      const RankedName name = peeringdb_name(*net);
      add(*to, {.raw = net->name, .name = name.name, .rank = name.source}, copy);
    }
  }

  /// The organisation gives its country to its networks, and no name.
  void read_orgs(const Copy& copy) {
    const Parsed<PeeringdbRows<PeeringdbOrg>> orgs = parse_peeringdb<PeeringdbOrg>(copy.bytes);
    if (!orgs) return;
    for (const PeeringdbOrg& org : orgs->rows) {
      const auto nets = organisations_.find(org.id);
      const bool speaks = org.status == PeeringdbStatus::kOk && !org.country.empty();
      if (nets == organisations_.end() || !speaks) continue;
      for (const Asn asn : nets->second) {
        add(*find(asn), {.raw = org.name, .country = org.country}, copy);
      }
    }
  }

  void read_database(const Copy& copy) {
    Parsed<RpslDump> dump = parse_rpsl(copy.bytes);
    if (!dump) return;
    std::erase_if(dump->aut_nums, [this](const RpslAutNum& as) { return find(as.asn) == nullptr; });
    databases_.push_back({{copy.source, std::string(), copy.about, copy.held}, *std::move(dump)});
  }

  /// The organisation that holds an AS may be in another file than the AS, and one that is read
  /// later.
  void add_databases() {
    std::vector<RpslDump> dumps(2);
    std::vector<RpslOrganisation>& organisations = dumps[1].organisations;
    for (Database& each : databases_) {
      std::vector<RpslOrganisation>& own = each.dump.organisations;
      if (each.copy.held) continue;
      organisations.insert(organisations.end(), std::make_move_iterator(own.begin()),
                           std::make_move_iterator(own.end()));
      own.clear();
    }
    for (Database& each : databases_) {
      dumps[0] = std::move(each.dump);
      for (const RpslName& as : rpsl_names(dumps)) {
        const auto aut_num =
            std::find_if(dumps[0].aut_nums.begin(), dumps[0].aut_nums.end(),
                         [&as](const RpslAutNum& other) { return other.asn == as.asn; });
        add(*find(as.asn),
            {.raw = text_of(*aut_num),
             .name = as.name,
             .handle = as.handle,
             .country = as.country,
             .rank = as.name.empty() ? NameSource::kFallback : NameSource::kRpsl},
            each.copy);
      }
    }
  }

  static void put_in_order(Explanation& each) {
    std::vector<AsStatement>& statements = each.statements;
    std::stable_sort(statements.begin(), statements.end(),
                     [](const AsStatement& a, const AsStatement& b) {
                       return std::pair(a.held, b.rank) < std::pair(b.held, a.rank);
                     });
    const auto chosen =
        std::find_if(statements.begin(), statements.end(), [&each](const AsStatement& statement) {
          return each.source != NameSource::kFallback && statement.rank == each.source;
        });
    if (chosen == statements.end()) return;
    chosen->chosen = true;
    std::rotate(statements.begin(), chosen, chosen + 1);
  }

  std::vector<Explanation> out_;
  // Where each number's is.
  HashMap<Asn, std::size_t> places_;
  RegistryMap registries_;
  // Of PeeringDB, with the numbers of their networks.
  HashMap<std::uint64_t, std::vector<Asn>> organisations_;
  std::vector<Database> databases_;
};

}  // namespace

std::vector<Explanation> explain(std::span<const Asn> numbers, const AsNames& names,
                                 const std::vector<AsnSource>& sources, const AsnStore* store) {
  Explainer explainer(numbers, names);
  if (store != nullptr) explainer.read(sources, *store);
  return std::move(explainer).take();
}

const char* naming_rule(NameSource source) {
  switch (source) {
    case NameSource::kFallback:
      return "no source names it";
    case NameSource::kSpecial:
      return "IANA has set the number aside";
    case NameSource::kHandle:
      return "the registry's handle; asn.txt has no organisation";
    case NameSource::kGenerated:
      return "PeeringDB's, made by a machine; asn.txt has no organisation";
    case NameSource::kOrganisation:
      return "the organisation in asn.txt";
    case NameSource::kRpsl:
      return "the organisation in a registry's database";
    case NameSource::kPeeringdb:
      return "what the network calls itself in PeeringDB";
    case NameSource::kOperator:
      return "the operator's own; it goes before all others";
  }
  FB_CHECK(false);
}

}  // namespace flowbridge

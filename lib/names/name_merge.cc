#include "names/name_merge.h"

#include "base/hash_map.h"
#include "names/clean.h"
#include "names/peeringdb_table.h"
#include "names/special.h"

#include <algorithm>

namespace flowbridge {
namespace {

constexpr std::string_view kGeneratedMark = " !";

/// Where the sources speak of one AS.
struct Mention {
  Asn asn;
  const AsnText* text = nullptr;
  std::size_t line = 0;
  const PeeringdbNet* net = nullptr;
  const RpslName* rpsl = nullptr;
};

/// The best of the names that asn.txt does not have.
RankedName other_name(const Mention& mention) {
  RankedName best;
  if (mention.net != nullptr) best = peeringdb_name(*mention.net);
  if (mention.rpsl != nullptr && (best.name.empty() || best.source < NameSource::kRpsl)) {
    RankedName organisation{clean_name(mention.rpsl->name), NameSource::kRpsl};
    if (!organisation.name.empty()) best = std::move(organisation);
  }
  return best;
}

class Merge {
 public:
  explicit Merge(NameSources sources)
      : sources_(std::move(sources)), table_(std::move(sources_.registries)) {}

  NameTable run() && {
    for (const PeeringdbOrg& org : sources_.orgs) {
      if (org.status == PeeringdbStatus::kOk) org_countries_[org.id] = Country(org.country);
    }
    for (const Mention& mention : mentions()) append(mention);
    table_.build_index();
    return std::move(table_);
  }

 private:
  /// One for each AS number, ascending.
  std::vector<Mention> mentions() const {
    std::vector<Mention> all;
    for (const AsnText* text : {sources_.text, sources_.held_text}) {
      if (text == nullptr) continue;
      for (std::size_t i = 0; i < text->size(); ++i) {
        all.push_back(
            {.asn = (*text)[i].asn, .text = text, .line = i, .net = nullptr, .rpsl = nullptr});
      }
    }
    for (const PeeringdbNet* net : ok_nets_by_asn(sources_.nets)) {
      all.push_back({.asn = net->asn, .text = nullptr, .line = 0, .net = net, .rpsl = nullptr});
    }
    for (const RpslName& rpsl : sources_.rpsl) {
      all.push_back({.asn = rpsl.asn, .text = nullptr, .line = 0, .net = nullptr, .rpsl = &rpsl});
    }
    // Stable: the text in force stays before the one held back.
    std::stable_sort(all.begin(), all.end(),
                     [](const Mention& a, const Mention& b) { return a.asn < b.asn; });

    std::vector<Mention> joined;
    for (const Mention& mention : all) {
      if (is_set_aside(mention.asn)) continue;
      if (joined.empty() || joined.back().asn != mention.asn) {
        joined.push_back(mention);
        continue;
      }
      Mention& first = joined.back();
      if (first.text == nullptr) {
        first.text = mention.text;
        first.line = mention.line;
      }
      if (first.net == nullptr) first.net = mention.net;
      if (first.rpsl == nullptr) first.rpsl = mention.rpsl;
    }
    return joined;
  }

  void append(const Mention& mention) {
    AsRecord record;
    record.asn = mention.asn;
    Country country_of_text;
    if (mention.text != nullptr) {
      const AsnLine line = (*mention.text)[mention.line];
      record.handle = line.handle;
      record.organisation = line.organisation;
      country_of_text = Country(line.country);
    }
    if (!record.handle.empty()) record.source = NameSource::kHandle;
    if (!record.organisation.empty()) record.source = NameSource::kOrganisation;
    const RankedName other = other_name(mention);
    if (!other.name.empty() && other.source > record.source) {
      record.other_name = other.name;
      record.source = other.source;
    }
    record.country = country(mention, country_of_text);
    if (record.source != NameSource::kFallback || !record.country.empty()) table_.append(record);
  }

  Country country(const Mention& mention, Country of_text) const {
    if (const std::optional<DelegatedRange> range = table_.registries().find(mention.asn);
        range && !range->country.empty()) {
      return range->country;
    }
    if (!of_text.empty()) return of_text;
    if (mention.rpsl != nullptr && !mention.rpsl->country.empty()) return mention.rpsl->country;
    if (mention.net == nullptr) return Country();
    const auto org = org_countries_.find(mention.net->org_id);
    return org == org_countries_.end() ? Country() : org->second;
  }

  NameSources sources_;
  NameTable table_;
  HashMap<std::uint64_t, Country> org_countries_;
};

}  // namespace

RankedName peeringdb_name(const PeeringdbNet& net) {
  RankedName other{clean_name(net.name), NameSource::kPeeringdb};
  if (other.name.ends_with(kGeneratedMark)) {
    other.name = clean_name(other.name.substr(0, other.name.size() - kGeneratedMark.size()));
    other.source = NameSource::kGenerated;
  }
  if (other.name == "AS" + std::to_string(net.asn.value())) other.name.clear();
  if (other.name.empty()) other.source = NameSource::kFallback;
  return other;
}

NameTable merge_names(NameSources sources) {
  return Merge(std::move(sources)).run();
}

}  // namespace flowbridge

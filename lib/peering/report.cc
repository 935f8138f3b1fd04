#include "peering/report.h"

#include "base/check.h"
#include "peering/exchanges.h"
#include "peering/numbers.h"

#include <algorithm>

namespace flowbridge {
namespace {

NamedAs named_as(const AsNames& names, Asn asn) {
  return {.asn = asn, .name = std::string(names.name(asn).text())};
}

template <typename Kind, std::size_t Count>
TrafficPart& part_of(std::array<TrafficPart, Count>& parts, Kind kind) {
  return parts.at(static_cast<std::size_t>(kind));
}

void add_excluded(const ReportSources& sources, PeeringReport& report) {
  for (const AsVolume& volume : sources.volumes.remote) {
    const std::optional<Exclusion> why = exclusion_of(sources.relations, volume.asn);
    if (!why || volume.total_bits() <= 0) continue;
    part_of(report.by_exclusion, *why).add(volume);
    report.excluded.push_back(
        {.volume = volume, .name = named_as(sources.names, volume.asn).name, .why = *why});
  }
  // They are ascending by AS number.
  std::stable_sort(report.excluded.begin(), report.excluded.end(),
                   [](const ExcludedAs& a, const ExcludedAs& b) {
                     if (a.why != b.why) return a.why < b.why;
                     return a.volume.total_bits() > b.volume.total_bits();
                   });
}

void add_candidates(const ReportSources& sources, const PeeringAtlas& atlas,
                    PeeringReport& report) {
  const double all = report.all.total_bits();
  for (const AsTraffic& traffic : sources.examination.traffic) {
    const WindowRates& rates = traffic.window;
    const double bits = rates.in.average_bits + rates.out.average_bits;
    Candidate candidate{.traffic = traffic,
                        .name = named_as(sources.names, traffic.asn).name,
                        .share = all > 0 ? std::min(bits / all, 1.0) : 0,
                        .facts = atlas.facts(traffic.asn)};
    for (const Asn neighbour : neighbours_of(sources.relations, traffic.asn)) {
      candidate.neighbours.push_back(named_as(sources.names, neighbour));
    }
    report.candidates.push_back(std::move(candidate));
  }
  const std::optional<double>& bound = report.unexamined_p95_bits_max;
  report.certain = static_cast<std::size_t>(std::count_if(
      report.candidates.begin(), report.candidates.end(),
      [&](const Candidate& each) { return !bound || billed_bits(each.traffic.window) >= *bound; }));
}

void add_ranking_note(PeeringReport& report) {
  const std::size_t shown = report.candidates.size();
  if (report.certain == shown) return;
  const std::string first =
      report.certain == 0   ? "no rank is certain"
      : report.certain == 1 ? "the first rank is certain"
                            : "the first " + std::to_string(report.certain) + " ranks are certain";
  report.notes.push_back(
      first + "; an AS whose rates were not looked at has a 95th percentile of " +
      rate_text(*report.unexamined_p95_bits_max) + " at most; a larger --top looks at more");
}

void add_traffic_notes(const ReportSources& sources, PeeringReport& report) {
  const Volumes& volumes = sources.volumes;
  if (volumes.days_that_count() < volumes.days.size()) {
    report.notes.push_back("the store has flows of " + std::to_string(volumes.days_that_count()) +
                           " of the " + std::to_string(volumes.days.size()) +
                           " days; averages and percentiles are of those");
  }
  if (volumes.folded.total_bits() > 0) {
    report.notes.push_back(rate_text(volumes.folded.total_bits()) +
                           " are of AS that were counted as \"other\", beyond --series.limit");
  }
  if (volumes.series_unread > 0) {
    report.notes.push_back(std::to_string(volumes.series_unread) +
                           " series have no AS number where one belongs, and were left out");
  }
}

void add_route_notes(const ReportSources& sources, PeeringReport& report) {
  const Relations& relations = sources.relations;
  if (!relations.neighbours) {
    report.notes.emplace_back(
        "it is not known by which neighbour an AS is reached (--neighbours): every AS that is not "
        "excluded counts as reached through transit");
  } else if (relations.transits.empty()) {
    report.notes.emplace_back(
        "it is not known which neighbours are transits (--transits): every AS that is no neighbour "
        "counts as reached through one");
  }
}

void add_cache_notes(const PeeringAtlas& atlas, PeeringReport& report) {
  if (atlas.is_empty()) {
    report.notes.emplace_back(
        "PeeringDB is not in the cache of AS names, so no policy and no exchange is known; "
        "flowbridge asn refresh --asn-db.peeringdb fetches it");
  } else if (!atlas.knows_us()) {
    report.notes.emplace_back(
        "PeeringDB has none of our own AS, so it is not known which places are common");
  } else if (!atlas.knows_exchanges()) {
    report.notes.emplace_back(
        "PeeringDB's ports at exchanges are not in the cache (peeringdb-netixlan)");
  }
}

}  // namespace

void TrafficPart::add(const AsVolume& volume) {
  ++count;
  in_bits += volume.in_bits;
  out_bits += volume.out_bits;
}

std::vector<AsVolume> candidates_of(const Volumes& volumes, const Relations& relations) {
  std::vector<AsVolume> out;
  for (const AsVolume& volume : volumes.remote) {
    const bool is_candidate = volume.total_bits() > 0 && !exclusion_of(relations, volume.asn);
    if (is_candidate) out.push_back(volume);
  }
  return out;
}

PeeringReport make_report(const ReportSources& sources) {
  const Volumes& volumes = sources.volumes;
  PeeringReport report{.end = volumes.end,
                       .window = volumes.window,
                       .samples_expected = volumes.days_that_count() * samples_of(kDay),
                       .hostname = sources.hostname,
                       .folded = volumes.folded,
                       .examined = sources.examination.examined,
                       .unexamined_p95_bits_max = sources.examination.unexamined_p95_bits_max};
  const PeeringAtlas atlas(sources.names.table().peering(), sources.relations.own);
  for (const Asn own : sources.relations.own) report.own.push_back(named_as(sources.names, own));
  for (const AsVolume& volume : volumes.remote) {
    if (volume.total_bits() > 0) report.all.add(volume);
  }
  report.all.in_bits += volumes.folded.in_bits;
  report.all.out_bits += volumes.folded.out_bits;
  const std::vector<AsVolume> candidates = candidates_of(volumes, sources.relations);
  for (const AsVolume& volume : candidates) {
    report.candidate_part.add(volume);
    part_of(report.by_outlook, outlook_of(atlas.facts(volume.asn))).add(volume);
  }
  add_excluded(sources, report);
  add_candidates(sources, atlas, report);
  report.exchanges = exchange_cases(candidates, atlas, sources.names);
  if (report.exchanges.size() > kExchangesMax) {
    report.exchanges_left_off = report.exchanges.size() - kExchangesMax;
    report.exchanges.resize(kExchangesMax);
  }
  add_traffic_notes(sources, report);
  add_ranking_note(report);
  add_route_notes(sources, report);
  add_cache_notes(atlas, report);
  return report;
}

}  // namespace flowbridge

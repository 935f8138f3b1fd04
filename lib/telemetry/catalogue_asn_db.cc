#include "telemetry/catalogue_rows.h"

namespace flowbridge::internal {

namespace {

using enum MetricType;

/// A point for each source.
template <typename Member>
void add_sources(const Scrape& scrape, Points& points, Member member) {
  if (!scrape.loops.asn_db) return;
  for (const AsnSourceReport& source : scrape.loops.asn_db->sources) {
    points.add({source.name}, source.*member);
  }
}

void add_series(const Scrape& scrape, Points& points, std::uint64_t SeriesReport::*member) {
  if (scrape.loops.ingest) points.add({}, scrape.loops.ingest->series.*member);
}

constexpr MetricInfo kRows[] = {
    {"flowbridge_asn_db_names",
     kGauge,
     "AS numbers that have a name in the table in force.",
     {},
     [](const Scrape& scrape, Points& points) {
       if (scrape.loops.asn_db) points.add({}, scrape.loops.asn_db->names);
     }},
    {"flowbridge_asn_db_table_timestamp_seconds",
     kGauge,
     "When the table of AS names in force was made, since 1970.",
     {},
     [](const Scrape& scrape, Points& points) {
       if (scrape.loops.asn_db) points.add({}, scrape.loops.asn_db->built_at);
     }},
    {"flowbridge_asn_db_entries",
     kGauge,
     "AS numbers, ranges or rows in the edition of the source that is in force.",
     {"source"},
     [](const Scrape& scrape, Points& points) {
       add_sources(scrape, points, &AsnSourceReport::entries);
     }},
    {"flowbridge_asn_db_refreshes_total",
     kCounter,
     "Times that the source's newest edition was asked for and is here, be it new or not.",
     {"source"},
     [](const Scrape& scrape, Points& points) {
       add_sources(scrape, points, &AsnSourceReport::refreshes);
     }},
    {"flowbridge_asn_db_refresh_failures_total",
     kCounter,
     "Times that asking failed, or what came was refused or (disk) could not be written.",
     {"source", "reason"},
     [](const Scrape& scrape, Points& points) {
       if (!scrape.loops.asn_db) return;
       for (const AsnSourceReport& source : scrape.loops.asn_db->sources) {
         points.add_each({source.name}, source.failures);
       }
     }},
    {"flowbridge_asn_db_last_refresh_success_timestamp_seconds",
     kGauge,
     "When the source last said that its newest edition is here, since 1970.",
     {"source"},
     [](const Scrape& scrape, Points& points) {
       add_sources(scrape, points, &AsnSourceReport::checked_at);
     }},
    {"flowbridge_asn_db_build_timestamp_seconds",
     kGauge,
     "When the edition in force was fetched, since 1970.",
     {"source"},
     [](const Scrape& scrape, Points& points) {
       add_sources(scrape, points, &AsnSourceReport::fetched_at);
     }},
    {"flowbridge_asn_db_edition_held",
     kGauge,
     "Whether an edition waits that lost or changed too many names; flowbridge asn status tells.",
     {"source"},
     [](const Scrape& scrape, Points& points) {
       add_sources(scrape, points, &AsnSourceReport::held);
     }},
    {"flowbridge_asn_lookups_total",
     kCounter,
     "Names asked for: two for each series with an AS pair, when flows begin to count for it.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_series(scrape, points, &SeriesReport::name_lookups);
     }},
    {"flowbridge_asn_lookup_misses_total",
     kCounter,
     "Names asked for that no source knows, so that the number is the name.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_series(scrape, points, &SeriesReport::name_lookups_missed);
     }},
    {"flowbridge_asn_unnamed_bytes_total",
     kCounter,
     "IP bytes of flows with an AS that no source names. Their share of all traffic: "
     "rate(flowbridge_asn_unnamed_bytes_total[5m]) / "
     "rate(flowbridge_flow_bytes_decoded_total[5m]).",
     {},
     [](const Scrape& scrape, Points& points) {
       add_series(scrape, points, &SeriesReport::unnamed_bytes);
     }},
};

}  // namespace

std::span<const MetricInfo> asn_db_rows() {
  return kRows;
}

}  // namespace flowbridge::internal

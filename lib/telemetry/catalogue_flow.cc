#include "telemetry/catalogue_rows.h"

#include <string>

namespace flowbridge::internal {

namespace {

using enum MetricType;

/// One point without labels: a member of a part of the ingest report.
template <typename Part, typename Value>
void add_ingest(const Scrape& scrape, Points& points, Part IngestReport::*part,
                Value Part::*member) {
  if (scrape.loops.ingest) points.add({}, (*scrape.loops.ingest).*part.*member);
}

void add_reasons(const Scrape& scrape, Points& points, NamedCounts DecodeReport::*member) {
  if (scrape.loops.ingest) points.add_each({}, scrape.loops.ingest->decode.*member);
}

void collect_state(const Scrape& scrape, Points& points) {
  if (!scrape.loops.ingest) return;
  for (int i = 0; i < kIngestStateCount; ++i) {
    const auto state = static_cast<IngestState>(i);
    points.add({ingest_state_name(state)}, scrape.loops.ingest->state == state);
  }
}

void collect_evicted(const Scrape& scrape, Points& points) {
  if (!scrape.loops.ingest) return;
  points.add({"expired"}, scrape.loops.ingest->series.expired);
  points.add({"forgotten"}, scrape.loops.ingest->series.forgotten);
}

using Report = IngestReport;

constexpr MetricInfo kRows[] = {
    {"flowbridge_entries_decoded_total",
     kCounter,
     "Entries of messages that became flow records.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::decode, &DecodeReport::entries_decoded);
     }},
    {"flowbridge_entries_ignored_total",
     kCounter,
     "Entries that are no flow records and are not meant to be.",
     {"reason"},
     [](const Scrape& scrape, Points& points) {
       add_reasons(scrape, points, &DecodeReport::entries_ignored);
     }},
    {"flowbridge_entries_rejected_total",
     kCounter,
     "Entries that should have been flow records and could not be read.",
     {"reason"},
     [](const Scrape& scrape, Points& points) {
       add_reasons(scrape, points, &DecodeReport::entries_rejected);
     }},
    {"flowbridge_flow_bytes_decoded_total",
     kCounter,
     "IP bytes of all decoded flow records.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::decode, &DecodeReport::flow_bytes);
     }},
    {"flowbridge_flow_bytes_total",
     kCounter,
     "IP bytes by class; their sum is flowbridge_flow_bytes_decoded_total in every scrape.",
     {"class"},
     [](const Scrape& scrape, Points& points) {
       add_reasons(scrape, points, &DecodeReport::flow_bytes_by_class);
     }},
    {"flowbridge_late_records_total",
     kCounter,
     "Flow records whose window was closed; they count in the first open one.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::windows, &WindowReport::late_records);
     }},
    {"flowbridge_late_bytes_total",
     kCounter,
     "IP bytes of the late flow records.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::windows, &WindowReport::late_bytes);
     }},
    {"flowbridge_timestamps_clamped_total",
     kCounter,
     "Flow records whose own time was out of range and was moved to its edge.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::windows, &WindowReport::timestamps_clamped);
     }},
    {"flowbridge_stalls_total",
     kCounter,
     "Times that a partition held a tick for --stall-timeout and was excluded.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::windows, &WindowReport::stalls);
     }},
    {"flowbridge_excluded_records_total",
     kCounter,
     "Flow records that arrived from excluded partitions; they count in the first open window.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::windows, &WindowReport::excluded_records);
     }},
    {"flowbridge_ticks_closed_total",
     kCounter,
     "Windows that were closed.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::windows, &WindowReport::ticks_closed);
     }},
    {"flowbridge_newest_tick_timestamp_seconds",
     kGauge,
     "End of the newest closed window.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::windows, &WindowReport::newest_tick);
     }},
    {"flowbridge_open_windows",
     kGauge,
     "Windows that hold contributions and are not closed.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::windows, &WindowReport::open_windows);
     }},
    {"flowbridge_event_clock_timestamp_seconds",
     kGauge,
     "How far the flows' own time has come.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::windows, &WindowReport::event_clock);
     }},
    {"flowbridge_ingest_state",
     kGauge,
     "1 for the state that the consumer is in.",
     {"state"},
     collect_state},
    {"flowbridge_series_active",
     kGauge,
     "Live flow series.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::series, &SeriesReport::live);
     }},
    {"flowbridge_series_limit",
     kGauge,
     "Live flow series allowed by --series.limit.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::series, &SeriesReport::limit);
     }},
    {"flowbridge_series_created_total",
     kCounter,
     "Flow series born.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::series, &SeriesReport::created);
     }},
    {"flowbridge_series_evicted_total",
     kCounter,
     "Flow series that expired (idle, counter kept) or were forgotten (counter dropped).",
     {"reason"},
     collect_evicted},
    {"flowbridge_series_renamed_total",
     kCounter,
     "Flow series that ended because an AS has another name; its new name has a counter of its "
     "own.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::series, &SeriesReport::renamed);
     }},
    {"flowbridge_series_overflow_records_total",
     kCounter,
     "Flow records counted under \"other\" because the series limit was reached.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::series, &SeriesReport::folded_records);
     }},
    {"flowbridge_series_overflow_bytes_total",
     kCounter,
     "IP bytes counted under \"other\" because the series limit was reached.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::series, &SeriesReport::folded_bytes);
     }},
    {"flowbridge_info_gauges_active",
     kGauge,
     "Info gauges that are sent: one per AS in use with --as-names=info or both, and one per AS "
     "in use that is in PeeringDB with --asn-db.peeringdb.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::series, &SeriesReport::info_live);
     }},
    {"flowbridge_info_gauges_created_total",
     kCounter,
     "Info gauges that began: an AS came into use, or something else is known of it.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::series, &SeriesReport::info_created);
     }},
    {"flowbridge_hosts",
     kGauge,
     "Routers seen.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_ingest(scrape, points, &Report::series, &SeriesReport::hosts);
     }},
};

}  // namespace

std::span<const MetricInfo> flow_rows() {
  return kRows;
}

}  // namespace flowbridge::internal

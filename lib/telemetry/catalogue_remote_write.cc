#include "telemetry/catalogue_rows.h"

namespace flowbridge::internal {

namespace {

using enum MetricType;

/// A point per destination.
template <typename Value>
void add_destinations(const Scrape& scrape, Points& points, Value DeliveryReport::*member) {
  for (const auto& report : scrape.loops.deliveries) {
    points.add({report->name}, (*report).*member);
  }
}

/// A point per destination and reason.
void add_reasons(const Scrape& scrape, Points& points, NamedCounts DeliveryReport::*member) {
  for (const auto& report : scrape.loops.deliveries) {
    points.add_each({report->name}, (*report).*member);
  }
}

void collect_info(const Scrape& scrape, Points& points) {
  for (const auto& report : scrape.loops.deliveries) {
    points.add({report->name, report->url, report->protocol}, true);
  }
}

void collect_backoff(const Scrape& scrape, Points& points) {
  for (const auto& report : scrape.loops.deliveries) {
    points.add({report->name}, std::chrono::duration<double>(report->backoff).count());
  }
}

void collect_held(const Scrape& scrape, Points& points) {
  for (const auto& report : scrape.loops.deliveries) {
    points.add({report->name}, report->held_because.has_value());
  }
}

using Report = DeliveryReport;

constexpr MetricInfo kRows[] = {
    {"flowbridge_remote_write_info",
     kGauge,
     "A destination and the protocol it speaks; always 1.",
     {"remote_name", "url", "protocol"},
     collect_info},
    {"flowbridge_remote_write_samples_enqueued_total",
     kCounter,
     "Samples for the destination: delivered + rejected + skipped + pending, in every scrape.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::samples_enqueued);
     }},
    {"flowbridge_remote_write_samples_delivered_total",
     kCounter,
     "Samples that the destination accepted.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::samples_delivered);
     }},
    {"flowbridge_remote_write_samples_rejected_total",
     kCounter,
     "Samples that the destination refused for good.",
     {"remote_name", "reason"},
     [](const Scrape& scrape, Points& points) {
       add_reasons(scrape, points, &Report::samples_rejected);
     }},
    {"flowbridge_remote_write_samples_skipped_total",
     kCounter,
     "Samples that were not sent to the destination at all.",
     {"remote_name", "reason"},
     [](const Scrape& scrape, Points& points) {
       add_reasons(scrape, points, &Report::samples_skipped);
     }},
    {"flowbridge_remote_write_ticks_skipped_total",
     kCounter,
     "Closed windows that the destination was not sent one by one: too old when it came back, or "
     "given up when the journal was full.",
     {"remote_name", "reason"},
     [](const Scrape& scrape, Points& points) {
       add_reasons(scrape, points, &Report::ticks_skipped);
     }},
    {"flowbridge_remote_write_bytes_skipped_total",
     kCounter,
     "Bytes of those windows: they count at the first tick that it took.",
     {"remote_name", "reason"},
     [](const Scrape& scrape, Points& points) {
       add_reasons(scrape, points, &Report::bytes_skipped);
     }},
    {"flowbridge_remote_write_samples_pending",
     kGauge,
     "Samples that wait for the destination.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::samples_pending);
     }},
    {"flowbridge_remote_write_ticks_pending",
     kGauge,
     "Closed windows that are read from the journal and not yet settled with the destination.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::ticks_pending);
     }},
    {"flowbridge_remote_write_samples_retried_total",
     kCounter,
     "Samples in requests that were sent again.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::samples_retried);
     }},
    {"flowbridge_remote_write_requests_retried_total",
     kCounter,
     "Requests that were sent again.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::requests_retried);
     }},
    {"flowbridge_remote_write_requests_total",
     kCounter,
     "Requests by the status of the answer, or the kind of failure where there was none.",
     {"remote_name", "code"},
     [](const Scrape& scrape, Points& points) {
       add_reasons(scrape, points, &Report::requests_by_code);
     }},
    {"flowbridge_self_metrics_pushes_total",
     kCounter,
     "Requests that pushed these metrics, by outcome. They are not sent again, and not at all "
     "while flows are older than the receiver would take after them.",
     {"remote_name", "outcome"},
     [](const Scrape& scrape, Points& points) {
       add_reasons(scrape, points, &Report::own_pushes);
     }},
    {"flowbridge_remote_write_bytes_total",
     kCounter,
     "Compressed bytes of request bodies sent.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::bytes_sent);
     }},
    {"flowbridge_remote_write_request_duration_seconds",
     kHistogram,
     "Time from sending a request to its answer or failure.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::request_duration);
     }},
    {"flowbridge_remote_write_in_flight_requests",
     kGauge,
     "Requests that wait for an answer.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::requests_in_flight);
     }},
    {"flowbridge_remote_write_retry_backoff_seconds",
     kGauge,
     "Pause before the next try; 0 while all is well.",
     {"remote_name"},
     collect_backoff},
    {"flowbridge_remote_write_last_success_timestamp_seconds",
     kGauge,
     "When the destination last accepted a request.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::last_success);
     }},
    {"flowbridge_remote_write_journal_highest_timestamp_seconds",
     kGauge,
     "Newest sample time that the journal holds for the destination.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::highest_journaled);
     }},
    {"flowbridge_remote_write_journal_highest_sent_timestamp_seconds",
     kGauge,
     "Newest sample time that the destination accepted.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::highest_delivered);
     }},
    {"flowbridge_remote_write_series_quarantined",
     kGauge,
     "Series that the destination refused and that are retried apart from the others.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::series_quarantined);
     }},
    {"flowbridge_remote_write_series_colliding",
     kGauge,
     "Series that are not sent as long as another one has the labels that rules give them.",
     {"remote_name"},
     [](const Scrape& scrape, Points& points) {
       add_destinations(scrape, points, &Report::series_colliding);
     }},
    {"flowbridge_remote_write_held",
     kGauge,
     "1 while nothing is sent and a person must act; the status page says why.",
     {"remote_name"},
     collect_held},
};

}  // namespace

std::span<const MetricInfo> remote_write_rows() {
  return kRows;
}

}  // namespace flowbridge::internal

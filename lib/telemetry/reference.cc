#include "telemetry/reference.h"

#include "telemetry/catalogue.h"

namespace flowbridge {

namespace {

constexpr const char* kIntroduction =
    R"(# Metrics that flowbridge exposes about itself

Made from the catalogue in `lib/telemetry`; a test keeps this page equal to it.

They are served on `/metrics` of `--web.listen-address` (`:9590`). Counters start with the process,
as everywhere in Prometheus; `flowbridge_remote_write_samples_enqueued_total` starts at what the
journal still held for the destination.

What Prometheus's own `prometheus_remote_storage_…` are called here, and its alerts on them, are in
[docs/remote-write.md](remote-write.md#metrics-and-alerts).

## What must add up

Each loop publishes all of its numbers at once, so these hold in every scrape:

- `flowbridge_flow_bytes_decoded_total` = `sum(flowbridge_flow_bytes_total)` over the classes
  `receive`, `transmit`, `internal`, `transit` and `unclassified`.
- `flowbridge_entries_decoded_total` + `sum(flowbridge_entries_ignored_total)` +
  `sum(flowbridge_entries_rejected_total)` = all entries found in the consumed messages. A message
  whose framing breaks counts its remainder as one.
- For each destination: `flowbridge_remote_write_samples_enqueued_total` =
  `flowbridge_remote_write_samples_delivered_total` +
  `sum(flowbridge_remote_write_samples_rejected_total)` +
  `sum(flowbridge_remote_write_samples_skipped_total)` +
  `flowbridge_remote_write_samples_pending`.

## All metrics

| Name | Type | Labels | Meaning |
|---|---|---|---|
)";

std::string label_list(const MetricInfo& metric) {
  std::string list;
  for (const std::string_view label : metric.labels) {
    if (label.empty()) continue;
    if (!list.empty()) list += ", ";
    list.append("`").append(label).append("`");
  }
  return list;
}

}  // namespace

std::string metrics_reference() {
  std::string page = kIntroduction;
  for (const MetricInfo& metric : catalogue()) {
    page.append("| `").append(metric.name).append("` | ");
    page.append(metric_type_name(metric.type)).append(" | ");
    page.append(label_list(metric)).append(" | ").append(metric.help).append(" |\n");
  }
  return page;
}

}  // namespace flowbridge

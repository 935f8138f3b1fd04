#include "series/families.h"

#include "base/check.h"

#include <array>
#include <vector>

namespace flowbridge {

namespace {

constexpr std::size_t kCounterFamilies = std::size_t{kFlowClassCount} * kMeasures.size();
constexpr std::size_t kInfoFamilies = kInfoMetrics.size();
constexpr std::size_t kProbeFamily = kCounterFamilies + kInfoFamilies;

/// What flows of a class do, and the labels of their series beside those that all have.
struct ClassRow {
  const char* which;
  const char* labels;
};

ClassRow class_row(FlowClass flow_class) {
  constexpr const char* kPair =
      "`source_as`, `source_as_name`, `destination_as`, `destination_as_name`, `hostname`";
  switch (flow_class) {
    case FlowClass::kReceive:
      return {"from other autonomous systems to ours", kPair};
    case FlowClass::kTransmit:
      return {"from our autonomous systems to others", kPair};
    case FlowClass::kInternal:
      return {"between our own autonomous systems", "`hostname`"};
    case FlowClass::kTransit:
      return {"between other autonomous systems",
              "`hostname`; with `--series.transit=pairs` those of the AS pair, too"};
    case FlowClass::kUnclassified:
      return {"of which neither side is ours and one is not known", "`hostname`, `reason`"};
  }
  FB_CHECK(false);
}

const char* measure_help(Measure measure) {
  switch (measure) {
    case Measure::kBytes:
      return "IP bytes";
    case Measure::kPackets:
      return "Packets";
    case Measure::kFlows:
      return "Flow records";
    case Measure::kInfo:
      break;
  }
  FB_CHECK(false);
}

MetricFamily make_counter(FlowClass flow_class, Measure measure) {
  const std::string unit = measure_name(measure);
  return {.name = std::string("flow_") + flow_class_name(flow_class) + "_" + unit + "_total",
          .type = FamilyType::kCounter,
          .help = std::string(measure_help(measure)) + " " + class_row(flow_class).which + ".",
          .unit = unit};
}

struct InfoRow {
  const char* name;
  const char* help;
  InfoLabels labels;
};

constexpr std::array<InfoRow, kInfoMetrics.size()> kInfoRows{{
    {"flow_as_info",
     "What the registries say of an autonomous system in use; always 1.",
     {kAsNameLabel, "org", "country", "registry"}},
    {"flow_as_peering_info",
     "How an autonomous system in use peers, by PeeringDB; always 1.",
     {"policy", "ratio", "scope", "common_ix", "common_facilities"}},
}};

const InfoRow& info_row(InfoMetric metric) {
  return kInfoRows.at(static_cast<std::size_t>(metric));
}

MetricFamily make_info(InfoMetric metric) {
  const InfoRow& row = info_row(metric);
  return {.name = row.name, .type = FamilyType::kGauge, .help = row.help, .unit = ""};
}

FlowClass class_at(std::size_t counter) {
  return static_cast<FlowClass>(counter / kMeasures.size());
}

std::vector<MetricFamily> make_families() {
  std::vector<MetricFamily> families;
  for (std::size_t i = 0; i < kCounterFamilies; ++i) {
    families.push_back(make_counter(class_at(i), kMeasures.at(i % kMeasures.size())));
  }
  for (const InfoMetric metric : kInfoMetrics) families.push_back(make_info(metric));
  families.push_back({.name = "flowbridge_probe",
                      .type = FamilyType::kGauge,
                      .help = "Sent only to learn which times a receiver takes; always 1.",
                      .unit = ""});
  return families;
}

std::string labels_at(std::size_t family) {
  if (family < kCounterFamilies) return class_row(class_at(family)).labels;
  if (family == kProbeFamily) return "";
  std::string labels = "`asn`";
  for (const char* label : info_label_names(kInfoMetrics.at(family - kCounterFamilies))) {
    if (label != nullptr) labels += std::string(", `") + label + "`";
  }
  return labels;
}

}  // namespace

std::span<const MetricFamily> metric_families() {
  static const std::vector<MetricFamily> kFamilies = make_families();
  return kFamilies;
}

std::size_t counter_family(FlowClass flow_class, Measure measure) {
  FB_CHECK(measure != Measure::kInfo);
  return static_cast<std::size_t>(flow_class) * kMeasures.size() +
         static_cast<std::size_t>(measure);
}

std::size_t info_family(InfoMetric metric) {
  return kCounterFamilies + static_cast<std::size_t>(metric);
}

const InfoLabels& info_label_names(InfoMetric metric) {
  return info_row(metric).labels;
}

std::size_t probe_family() {
  return kProbeFamily;
}

std::size_t family_of(const SeriesAccount& account, Measure measure) {
  if (const InfoRecord* gauge = account.gauge()) return info_family(gauge->metric);
  return counter_family(account.counter()->flow_class, measure);
}

bool is_family_of(std::size_t family, MeasureSet measures) {
  if (family == kProbeFamily) return false;
  if (family >= kCounterFamilies) return measures.contains(Measure::kInfo);
  return measures.contains(kMeasures.at(family % kMeasures.size()));
}

std::string flow_metrics_reference() {
  std::string page =
      "# Metrics that flowbridge sends about flows\n"
      "\n"
      "Made from the table in `lib/series/families.cc`; a test keeps this page equal to it.\n"
      "\n"
      "They go to the destination by remote write. Counters are cumulative and begin with a 0, so\n"
      "that `increase()` sees a series' first bytes. Every series has `job=\"flowbridge\"` and\n"
      "`instance`, the writer's stable name, beside the labels below. `--metrics` says which of\n"
      "bytes, packets and flows are sent.\n"
      "\n"
      "| Name | Type | Labels | Meaning |\n"
      "|---|---|---|---|\n";
  for (std::size_t i = 0; i < metric_families().size(); ++i) {
    const MetricFamily& family = metric_families()[i];
    page += "| `" + family.name + "` | " +
            (family.type == FamilyType::kCounter ? "counter" : "gauge") + " | " + labels_at(i) +
            " | " + family.help + " |\n";
  }
  return page;
}

}  // namespace flowbridge

#include "telemetry/catalogue.h"

#include "base/check.h"
#include "telemetry/catalogue_rows.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

const char* metric_type_name(MetricType type) {
  switch (type) {
    case MetricType::kCounter:
      return "counter";
    case MetricType::kGauge:
      return "gauge";
    case MetricType::kHistogram:
      return "histogram";
  }
  FB_CHECK(false);
}

std::vector<MetricInfo> catalogue() {
  std::vector<MetricInfo> rows;
  for (const auto part :
       {internal::self_rows(), internal::kafka_rows(), internal::flow_rows(),
        internal::journal_rows(), internal::remote_write_rows(), internal::asn_db_rows()}) {
    rows.insert(rows.end(), part.begin(), part.end());
  }
  return rows;
}

Points::Points(const MetricInfo& metric)
    : label_count_(static_cast<std::size_t>(
          std::count_if(metric.labels.begin(), metric.labels.end(),
                        [](std::string_view label) { return !label.empty(); }))),
      is_histogram_(metric.type == MetricType::kHistogram) {}

void Points::push(Point point) {
  FB_CHECK(point.label_values.size() == label_count_);
  FB_CHECK(point.histogram.has_value() == is_histogram_);
  points_.push_back(std::move(point));
}

void Points::add(std::vector<std::string> label_values, double value) {
  push({.label_values = std::move(label_values), .value = value, .histogram = {}});
}

void Points::add(std::vector<std::string> label_values, std::uint64_t value) {
  add(std::move(label_values), static_cast<double>(value));
}

void Points::add(std::vector<std::string> label_values, bool value) {
  add(std::move(label_values), value ? 1.0 : 0.0);
}

void Points::add(std::vector<std::string> label_values, const std::optional<UnixTime>& time) {
  if (time) add(std::move(label_values), static_cast<double>(to_ms(*time)) / 1000);
}

void Points::add(std::vector<std::string> label_values, const DurationHistogram& histogram) {
  push({.label_values = std::move(label_values), .value = 0, .histogram = histogram});
}

void Points::add_each(const std::vector<std::string>& label_values, const NamedCounts& counts) {
  for (const NamedCount& each : counts) {
    std::vector<std::string> values = label_values;
    values.push_back(each.name);
    add(std::move(values), each.count);
  }
}

}  // namespace flowbridge

#include "telemetry/exposition.h"

#include "base/check.h"

#include <limits>
#include <sstream>
#include <utility>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace flowbridge {

namespace {

prometheus::MetricType family_type(MetricType type) {
  switch (type) {
    case MetricType::kCounter:
      return prometheus::MetricType::Counter;
    case MetricType::kGauge:
      return prometheus::MetricType::Gauge;
    case MetricType::kHistogram:
      return prometheus::MetricType::Histogram;
  }
  FB_CHECK(false);
}

prometheus::ClientMetric::Histogram cumulative(const DurationHistogram& histogram) {
  prometheus::ClientMetric::Histogram out;
  for (std::size_t i = 0; i < histogram.counts().size(); ++i) {
    const bool is_last = i == DurationHistogram::kBoundsSeconds.size();
    const double bound =
        is_last ? std::numeric_limits<double>::infinity() : DurationHistogram::kBoundsSeconds[i];
    out.sample_count += histogram.counts()[i];
    out.bucket.push_back({.cumulative_count = out.sample_count, .upper_bound = bound});
  }
  out.sample_sum = std::chrono::duration<double>(histogram.sum()).count();
  return out;
}

prometheus::ClientMetric client_metric(const MetricInfo& metric, const Point& point) {
  prometheus::ClientMetric out;
  for (std::size_t i = 0; i < point.label_values.size(); ++i) {
    out.label.push_back({std::string(metric.labels[i]), point.label_values[i]});
  }
  switch (metric.type) {
    case MetricType::kCounter:
      out.counter.value = point.value;
      break;
    case MetricType::kGauge:
      out.gauge.value = point.value;
      break;
    case MetricType::kHistogram:
      out.histogram = cumulative(*point.histogram);
      break;
  }
  return out;
}

}  // namespace

std::string exposition(const Scrape& scrape) {
  std::vector<prometheus::MetricFamily> families;
  for (const MetricInfo& metric : catalogue()) {
    Points points(metric);
    metric.collect(scrape, points);
    if (points.all().empty()) continue;
    prometheus::MetricFamily family;
    family.name = metric.name;
    family.help = metric.help;
    family.type = family_type(metric.type);
    for (const Point& point : points.all()) family.metric.push_back(client_metric(metric, point));
    families.push_back(std::move(family));
  }
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return std::move(out).str();
}

}  // namespace flowbridge

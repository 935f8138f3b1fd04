#include "telemetry/own_samples.h"

#include "base/check.h"

#include <cstdio>
#include <string>
#include <utility>

namespace flowbridge {

namespace {

FamilyType family_type(MetricType type) {
  switch (type) {
    case MetricType::kCounter:
      return FamilyType::kCounter;
    case MetricType::kGauge:
      return FamilyType::kGauge;
    case MetricType::kHistogram:
      return FamilyType::kHistogram;
  }
  FB_CHECK(false);
}

/// The last of these that a metric's name has, if it has one.
std::string unit_of(std::string_view name) {
  for (const char* const unit : {"bytes", "seconds"}) {
    if (name.ends_with(unit) || name.ends_with(std::string(unit) + "_total")) return unit;
  }
  return {};
}

std::string bound_text(std::size_t bucket) {
  if (bucket == DurationHistogram::kBoundsSeconds.size()) return "+Inf";
  char text[32];
  std::snprintf(text, sizeof(text), "%g", DurationHistogram::kBoundsSeconds[bucket]);
  return text;
}

class SampleMaker {
 public:
  SampleMaker(const MetricInfo& metric, const std::vector<Label>& target)
      : metric_(metric), target_(target) {}

  void add(const Point& point) {
    if (point.histogram) return add_histogram(point);
    samples_.push_back({labels(point, "", {}), point.value});
  }
  std::vector<OwnSample> take() { return std::move(samples_); }

 private:
  void add_histogram(const Point& point) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < point.histogram->counts().size(); ++i) {
      count += point.histogram->counts()[i];
      samples_.push_back({labels(point, "_bucket", bound_text(i)), static_cast<double>(count)});
    }
    samples_.push_back(
        {labels(point, "_sum", {}), std::chrono::duration<double>(point.histogram->sum()).count()});
    samples_.push_back({labels(point, "_count", {}), static_cast<double>(count)});
  }

  LabelSet labels(const Point& point, const char* suffix, std::string bound) const {
    std::vector<Label> all = target_;
    all.push_back({"__name__", std::string(metric_.name) + suffix});
    all.push_back({"le", std::move(bound)});
    for (std::size_t i = 0; i < point.label_values.size(); ++i) {
      all.push_back({std::string(metric_.labels[i]), point.label_values[i]});
    }
    return make_label_set(std::move(all));
  }

  const MetricInfo& metric_;
  const std::vector<Label>& target_;
  std::vector<OwnSample> samples_;
};

}  // namespace

std::vector<OwnMetric> own_samples(const Scrape& scrape, const std::vector<Label>& target) {
  std::vector<OwnMetric> all;
  for (const MetricInfo& metric : catalogue()) {
    Points points(metric);
    metric.collect(scrape, points);
    if (points.all().empty()) continue;
    SampleMaker maker(metric, target);
    for (const Point& point : points.all()) maker.add(point);
    all.push_back({.family = {.name = std::string(metric.name),
                              .type = family_type(metric.type),
                              .help = std::string(metric.help),
                              .unit = unit_of(metric.name)},
                   .samples = maker.take()});
  }
  return all;
}

}  // namespace flowbridge

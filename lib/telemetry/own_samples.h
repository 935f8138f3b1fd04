#pragma once
/// A scrape as samples, for pushing it: behind NAT there is nobody who could scrape.
///
/// The same points as in the text exposition; a histogram becomes the series that Prometheus makes
/// of it: `<name>_bucket` with `le`, `<name>_sum`, `<name>_count`.
/// https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries
///
/// Lifetime: none; what is returned owns its text.
/// Threads:  any.
/// Fails:    never. Requires: as exposition(), and that the target has no label that a metric has.
/// Units:    as in catalogue.h. Metrics without points are left out.
///
///   const std::vector<Label> target{{"instance", "edge-1"}, {"job", "flowbridge"}};
///   for (const OwnMetric& metric : own_samples({hub.snapshot(), self}, target)) send(metric);

#include "metric/family.h"
#include "metric/label.h"
#include "telemetry/catalogue.h"

#include <vector>

namespace flowbridge {

struct OwnSample {
  LabelSet labels;
  double value = 0;
};

struct OwnMetric {
  MetricFamily family;
  std::vector<OwnSample> samples;
};

/// In the order of the exposition. Every series has the labels of `target`, which say whose it is.
std::vector<OwnMetric> own_samples(const Scrape& scrape, const std::vector<Label>& target);

}  // namespace flowbridge

#pragma once
/// What a scrape brings: a page of metrics in one of Prometheus's two text formats.
///
/// The compliance suite hands a sender its samples as a page to be scraped, so the compliance
/// sender reads pages; the bridge never does. Everything on a page becomes series with float
/// samples, as in a Prometheus that keeps classic histograms: a bucket, a quantile, a sum are
/// series like any other, of their metric's family. An OpenMetrics `_created` is the start of its
/// siblings instead of a series. Exemplars are read and dropped: the bridge has none, so its
/// requests have no place for them. https://prometheus.io/docs/instrumenting/exposition_formats/
/// https://prometheus.io/docs/specs/om/open_metrics_spec/
///
/// Lifetime: owns its text.      Threads: as any value.
/// Fails:    kInvalid, naming the line. As in Prometheus a page is taken whole or not at all.
/// Units:    milliseconds, whatever the format writes.
/// Bounds:   those of the text.
///
///   Result<MetricsPage> page = parse_metrics_page(body, page_format(content_type));
///   for (const PageSample& sample : page->samples) send(sample, page->families[sample.family]);

#include "base/result.h"
#include "base/time.h"
#include "metric/family.h"
#include "metric/label.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace flowbridge {

enum class PageFormat {
  kText,         // text/plain, version 0.0.4
  kOpenMetrics,  // application/openmetrics-text, version 1.0
};

/// By the Content-Type; what is not OpenMetrics is plain text.
PageFormat page_format(std::string_view content_type);

struct PageSample {
  /// With __name__.
  LabelSet labels;
  ValueBits value = 0;
  /// Absent: that of the scrape.
  std::optional<UnixTime> timestamp;
  /// When the counter was 0; the epoch says nothing.
  UnixTime start{};
  std::size_t family = 0;
};

struct MetricsPage {
  /// The first is that of samples of which nothing is said.
  std::vector<MetricFamily> families;
  /// Each series once: of those that come again the first counts.
  std::vector<PageSample> samples;
};

Result<MetricsPage> parse_metrics_page(std::string_view text, PageFormat format);

}  // namespace flowbridge

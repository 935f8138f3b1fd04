#pragma once
/// Every metric that flowbridge exposes about itself, in one table.
///
/// A row says what a metric is called, what it means, and how its points are read from a Scrape.
/// The text exposition, the samples that are pushed, and docs/metrics.md are all made by walking
/// the table, so a metric exists if and only if it has a row. Names follow Prometheus:
/// https://prometheus.io/docs/practices/naming/
///
/// Lifetime: the table is constant; Points own their text.
/// Threads:  any.
/// Fails:    never; a point with another number of label values than its row has names is a bug.
/// Units:    base units, in the name: seconds, bytes. Whole numbers are exact up to 2^53.
///
///   for (const MetricInfo& metric : catalogue()) {
///     Points points(metric);
///     metric.collect(scrape, points);
///   }

#include "telemetry/hub.h"
#include "telemetry/reports.h"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// All that one scrape shows.
struct Scrape {
  Snapshot loops;
  SelfReport self;
};

enum class MetricType { kCounter, kGauge, kHistogram };

/// "counter", "gauge", "histogram".
const char* metric_type_name(MetricType type);

class Points;

inline constexpr std::size_t kMetricLabelsMax = 4;

struct MetricInfo {
  std::string_view name;
  MetricType type;
  /// A sentence for the operator.
  std::string_view help;
  /// Names, in the order in which points give the values; unused ones are empty.
  std::array<std::string_view, kMetricLabelsMax> labels;
  void (*collect)(const Scrape& scrape, Points& points);
};

/// All rows, in the order of the exposition.
std::vector<MetricInfo> catalogue();

struct Point {
  std::vector<std::string> label_values = {};
  double value = 0;
  /// Of a histogram; `value` is then unused.
  std::optional<DurationHistogram> histogram = {};
};

/// What a row's collect() fills: the points of one metric.
class Points {
 public:
  explicit Points(const MetricInfo& metric);

  /// One label value for each of the metric's labels.
  void add(std::vector<std::string> label_values, double value);
  void add(std::vector<std::string> label_values, std::uint64_t value);
  void add(std::vector<std::string> label_values, bool value);
  /// As seconds since 1970, with milliseconds. An absent time is no point: 0 would be a date.
  void add(std::vector<std::string> label_values, const std::optional<UnixTime>& time);
  void add(std::vector<std::string> label_values, const DurationHistogram& histogram);
  /// A point for each; the name becomes the last label value.
  void add_each(const std::vector<std::string>& label_values, const NamedCounts& counts);

  const std::vector<Point>& all() const { return points_; }

 private:
  void push(Point point);

  std::size_t label_count_;
  bool is_histogram_;
  std::vector<Point> points_;
};

}  // namespace flowbridge

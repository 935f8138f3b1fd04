#include "bridge/own_metrics.h"

#include "base/check.h"

#include <algorithm>
#include <set>
#include <utility>

namespace flowbridge {

bool has_read_all(const Snapshot& loops) {
  if (!loops.ingest) return false;
  const IngestReport& ingest = *loops.ingest;
  const bool is_reading = ingest.partitions_known && ingest.broker_answers;
  return is_reading && ingest.windows.open_windows == 0 &&
         std::all_of(ingest.lanes.begin(), ingest.lanes.end(), [](const LaneReport& lane) {
           return lane.high_watermark && lane.next_offset >= *lane.high_watermark;
         });
}

OwnMetrics::OwnMetrics(std::function<Scrape()> scrape, const WireLabels& labels,
                       const OwnMetricsOptions& options)
    : scrape_(std::move(scrape)), labels_(labels), options_(options) {}

bool OwnMetrics::may_begin(const Now& now, const OwnBacklog& backlog) const {
  if (!scrape_ || is_out_ || !left().empty()) return false;
  if (begun_at_ && now.monotonic - *begun_at_ < options_.period) return false;
  const bool is_young =
      backlog.delivered_until && now.wall - *backlog.delivered_until <= options_.backlog_max;
  return is_young || backlog.all_delivered;
}

void OwnMetrics::begin(const Now& now) {
  begun_at_ = now.monotonic;
  timestamp_ = now.wall;
  metrics_ = own_samples(scrape_(), labels_.target());
  sent_ = 0;
  // Rules may make two of them equal; a request has each series once.
  std::set<LabelSet> seen;
  for (OwnMetric& metric : metrics_) {
    std::erase_if(metric.samples, [&](OwnSample& sample) {
      std::optional<LabelSet> labels = labels_.of_own(std::move(sample.labels));
      if (!labels || !seen.insert(*labels).second) return true;
      sample.labels = *std::move(labels);
      return false;
    });
  }
  std::erase_if(metrics_, [](const OwnMetric& metric) { return metric.samples.empty(); });
}

void OwnMetrics::give_up() {
  metrics_.clear();
  sent_ = 0;
}

void OwnMetrics::sent(std::size_t metrics) {
  FB_CHECK(!is_out_ && metrics > 0 && metrics <= left().size());
  sent_ += metrics;
  is_out_ = true;
}

void OwnMetrics::answered(bool accepted) {
  FB_CHECK(is_out_);
  is_out_ = false;
  ++(accepted ? accepted_ : failed_);
  if (!accepted || left().empty()) give_up();
}

}  // namespace flowbridge

#include "telemetry/catalogue.h"

#include "support/golden_file.h"
#include "support/reports.h"
#include "telemetry/reference.h"

#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

std::vector<Point> points_of(const Scrape& scrape, std::string_view name) {
  for (const MetricInfo& metric : catalogue()) {
    if (metric.name != name) continue;
    Points points(metric);
    metric.collect(scrape, points);
    return points.all();
  }
  ADD_FAILURE() << "no metric " << name;
  return {};
}

double sum_of(const Scrape& scrape, std::string_view name) {
  double sum = 0;
  for (const Point& point : points_of(scrape, name)) sum += point.value;
  return sum;
}

TEST(Catalogue, NamesAreUniqueAndFollowPrometheus) {
  std::set<std::string_view> names;
  for (const MetricInfo& metric : catalogue()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name << " twice";
    EXPECT_EQ(metric.name.ends_with("_total"), metric.type == MetricType::kCounter) << metric.name;
    EXPECT_TRUE(metric.name.starts_with("flowbridge_") || metric.name.starts_with("process_"))
        << metric.name;
    EXPECT_TRUE(metric.help.ends_with('.')) << metric.name << ": the help is a sentence";
    EXPECT_EQ(metric.help.find('|'), std::string_view::npos) << "the reference is a table";
  }
}

TEST(Catalogue, EveryMetricHasAPointWhenAllIsBusy) {
  const Scrape scrape = busy_scrape();
  for (const MetricInfo& metric : catalogue()) {
    EXPECT_THAT(points_of(scrape, metric.name), Not(IsEmpty())) << metric.name;
  }
}

TEST(Catalogue, NoTwoPointsOfAMetricShareAllLabels) {
  const Scrape scrape = busy_scrape();
  for (const MetricInfo& metric : catalogue()) {
    std::set<std::vector<std::string>> seen;
    for (const Point& point : points_of(scrape, metric.name)) {
      EXPECT_TRUE(seen.insert(point.label_values).second) << metric.name;
    }
  }
}

TEST(Catalogue, BeforeTheFirstReportOnlyTheProcessIsShown) {
  for (const MetricInfo& metric : catalogue()) {
    const bool about_loops = !points_of(Scrape{{}, busy_self_report()}, metric.name).empty();
    const bool about_process =
        metric.name.starts_with("process_") || metric.name == "flowbridge_build_info" ||
        metric.name == "flowbridge_ready" || metric.name.starts_with("flowbridge_log_") ||
        metric.name.starts_with("flowbridge_config_") ||
        metric.name.starts_with("flowbridge_http_");
    EXPECT_EQ(about_loops, about_process) << metric.name;
  }
}

TEST(Catalogue, AnAbsentTimeOrOffsetIsNoPoint) {
  const Scrape scrape = busy_scrape();
  // Partition 1 has told neither watermark nor time.
  EXPECT_EQ(points_of(scrape, "flowbridge_kafka_consumer_lag_records").size(), 1u);
  EXPECT_EQ(points_of(scrape, "flowbridge_kafka_last_record_timestamp_seconds").size(), 1u);
  EXPECT_EQ(points_of(scrape, "flowbridge_kafka_consumer_offset").size(), 2u);
}

TEST(Catalogue, LagIsNeverNegative) {
  IngestReport report = busy_ingest_report();
  report.lanes[0].next_offset = 6000;
  Hub hub;
  hub.publish(std::move(report));
  EXPECT_EQ(sum_of({hub.snapshot(), {}}, "flowbridge_kafka_consumer_lag_records"), 0);
}

TEST(Catalogue, ExactlyOneIngestStateIsOne) {
  for (int i = 0; i < kIngestStateCount; ++i) {
    IngestReport report = busy_ingest_report();
    report.state = static_cast<IngestState>(i);
    Hub hub;
    hub.publish(std::move(report));
    const auto points = points_of({hub.snapshot(), {}}, "flowbridge_ingest_state");
    ASSERT_EQ(points.size(), 4u);
    for (int j = 0; j < kIngestStateCount; ++j) {
      EXPECT_EQ(points[static_cast<std::size_t>(j)].value, i == j ? 1 : 0);
    }
  }
}

TEST(Catalogue, TheMetricsOfTheLawAddUp) {
  const Scrape scrape = busy_scrape();
  EXPECT_EQ(sum_of(scrape, "flowbridge_flow_bytes_decoded_total"),
            sum_of(scrape, "flowbridge_flow_bytes_total"));
  EXPECT_EQ(sum_of(scrape, "flowbridge_remote_write_samples_enqueued_total"),
            sum_of(scrape, "flowbridge_remote_write_samples_delivered_total") +
                sum_of(scrape, "flowbridge_remote_write_samples_rejected_total") +
                sum_of(scrape, "flowbridge_remote_write_samples_skipped_total") +
                sum_of(scrape, "flowbridge_remote_write_samples_pending"));
  EXPECT_EQ(sum_of(scrape, "flowbridge_entries_decoded_total") +
                sum_of(scrape, "flowbridge_entries_ignored_total") +
                sum_of(scrape, "flowbridge_entries_rejected_total"),
            1010);
}

TEST(Catalogue, TheReferencePageIsUpToDate) {
  expect_golden("docs/metrics.md", metrics_reference());
}

using CatalogueDeathTest = ::testing::Test;

TEST(CatalogueDeathTest, APointWithTheWrongNumberOfLabelsIsABug) {
  Points points(catalogue().front());
  EXPECT_DEATH(points.add({"only one"}, true), "check failed");
}

TEST(DurationHistogram, CountsABoundInItsOwnBucketAndLongerOnesLast) {
  DurationHistogram histogram;
  histogram.observe(-1ms);
  histogram.observe(5ms);
  histogram.observe(5001us);
  histogram.observe(31s);
  EXPECT_EQ(histogram.counts().front(), 2u);
  EXPECT_EQ(histogram.counts()[1], 1u);
  EXPECT_EQ(histogram.counts().back(), 1u);
  EXPECT_EQ(histogram.sum(), 31'010'001us);
}

}  // namespace
}  // namespace flowbridge

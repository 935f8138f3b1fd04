#include "bridge/own_metrics.h"

#include "bridge/request_maker.h"
#include "support/reports.h"
#include "support/write_request.h"
#include "support/write_request_v2.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr UnixTime kNow = unix_ms(1'700'000'000'000);

Now at(Duration after) {
  return {.wall = kNow + after, .monotonic = MonotonicTime(std::chrono::hours(1) + after)};
}

class OwnMetricsTest : public testing::Test {
 protected:
  OwnMetrics make(std::function<Scrape()> scrape = busy_scrape) const {
    return OwnMetrics(std::move(scrape), labels_, {});
  }
  bool may_begin(const OwnBacklog& backlog) const { return make().may_begin(at(0s), backlog); }

  WireLabels labels_{{.instance = "edge-1"}};
};

TEST_F(OwnMetricsTest, R23ArePushedWhileWhatIsDeliveredIsYoung) {
  EXPECT_TRUE(may_begin({.delivered_until = kNow - 30min}));
  EXPECT_FALSE(may_begin({.delivered_until = kNow - 30min - 1ms}));
}

TEST_F(OwnMetricsTest, R23AreNotPushedWhileNobodyKnowsWhatWillCome) {
  EXPECT_FALSE(may_begin({.delivered_until = std::nullopt}));
}

// No flows for hours are no backlog.
TEST_F(OwnMetricsTest, R23ArePushedWhenAllIsDelivered) {
  EXPECT_TRUE(may_begin({.delivered_until = kNow - 5h, .all_delivered = true}));
  EXPECT_TRUE(may_begin({.delivered_until = std::nullopt, .all_delivered = true}));
}

TEST_F(OwnMetricsTest, R23AReceiverThatTakesOldSamplesIsSentThemLonger) {
  const OwnMetrics own(busy_scrape, labels_, {.backlog_max = 24h});
  EXPECT_TRUE(own.may_begin(at(0s), {.delivered_until = kNow - 23h}));
}

TEST_F(OwnMetricsTest, ArePushedOnceAMinute) {
  OwnMetrics own = make();
  own.begin(at(0s));
  own.give_up();
  const OwnBacklog none{.all_delivered = true};
  EXPECT_FALSE(own.may_begin(at(59s), none));
  EXPECT_TRUE(own.may_begin(at(60s), none));
}

TEST_F(OwnMetricsTest, ArePushedByNobodyWhoHasNone) {
  EXPECT_FALSE(make(nullptr).may_begin(at(0s), {.all_delivered = true}));
}

TEST_F(OwnMetricsTest, OneRequestIsOutAtATime) {
  OwnMetrics own = make();
  own.begin(at(0s));
  const std::size_t all = own.left().size();
  own.sent(1);
  EXPECT_TRUE(own.is_out());
  EXPECT_FALSE(own.may_begin(at(5min), {.all_delivered = true}));
  own.answered(true);
  EXPECT_FALSE(own.is_out());
  EXPECT_EQ(own.left().size(), all - 1);
  EXPECT_EQ(own.accepted(), 1u);
}

TEST_F(OwnMetricsTest, WhatIsRefusedIsNotSentAgain) {
  OwnMetrics own = make();
  own.begin(at(0s));
  own.sent(1);
  own.answered(false);
  EXPECT_THAT(own.left(), IsEmpty());
  EXPECT_EQ(own.failed(), 1u);
}

std::vector<LabelSet> series_of(const OwnMetrics& own) {
  std::vector<LabelSet> all;
  for (const OwnMetric& metric : own.left()) {
    for (const OwnSample& sample : metric.samples) all.push_back(sample.labels);
  }
  return all;
}

TEST_F(OwnMetricsTest, HaveTheDestinationsLabels) {
  const WireLabels labels({.instance = "edge-1",
                           .relabel = {.external_labels = {{"cluster", "fra"}},
                                       .rules = {{.action = RelabelAction::kDrop,
                                                  .source_labels = {"__name__"},
                                                  .regex = "process_.*"}}}});
  OwnMetrics own(busy_scrape, labels, {});
  own.begin(at(0s));
  const LabelSet ready{{"__name__", "flowbridge_ready"},
                       {"cluster", "fra"},
                       {"instance", "edge-1"},
                       {"job", "flowbridge"}};
  EXPECT_THAT(series_of(own), Contains(ready));
  EXPECT_THAT(series_of(own),
              Not(Contains(Contains(Label{"__name__", "process_cpu_seconds_total"}))));
}

// A request has each series once.
TEST_F(OwnMetricsTest, OfThoseThatRulesMakeEqualOneIsSent) {
  const WireLabels labels(
      {.instance = "edge-1",
       .relabel = {.rules = {{.action = RelabelAction::kLabelDrop, .regex = "partition"}}}});
  OwnMetrics own(busy_scrape, labels, {});
  own.begin(at(0s));
  std::vector<LabelSet> series = series_of(own);
  std::sort(series.begin(), series.end());
  EXPECT_EQ(std::adjacent_find(series.begin(), series.end()), series.end());
}

TEST_F(OwnMetricsTest, AreEncodedInEitherVersion) {
  OwnMetrics own = make();
  own.begin(at(0s));
  RequestMaker maker(labels_, {});
  const MadeRequest v1 = maker.make_own(WireProtocol::kV1, kNow, own.left());
  const MadeRequest v2 = maker.make_own(WireProtocol::kV2, kNow, own.left());
  EXPECT_EQ(v1.samples, own.left().size());
  EXPECT_EQ(v2.samples, own.left().size());
  const auto first = parse_write_request(v1.body);
  const auto second = parse_write_request_v2(v2.body);
  ASSERT_TRUE(first && second);
  const std::vector<LabelSet> series = series_of(own);
  ASSERT_EQ(first->size(), series.size());
  ASSERT_EQ(second->series.size(), series.size());
  for (std::size_t i = 0; i < series.size(); ++i) {
    EXPECT_EQ((*first)[i].labels, series[i]);
    EXPECT_EQ(second->series[i].labels, series[i]);
    EXPECT_EQ((*first)[i].samples.front().timestamp, kNow);
    EXPECT_EQ((*first)[i].samples.front().value, second->series[i].samples.front().value);
  }
  EXPECT_THAT(second->series, Contains(Field(&WrittenSeriesV2::family,
                                             Field(&MetricFamily::type, FamilyType::kHistogram))));
}

std::vector<OwnMetric> metrics_of(std::size_t count, std::size_t samples) {
  std::vector<OwnMetric> all(count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < samples; ++k) {
      const std::string name = "metric_" + std::to_string(i);
      all[i].samples.push_back({make_label_set({{"__name__", name}, {"k", std::to_string(k)}})});
    }
  }
  return all;
}

TEST_F(OwnMetricsTest, OfHundredsOfPartitionsTakeSeveralRequests) {
  RequestMaker maker(labels_, {});
  EXPECT_EQ(maker.make_own(WireProtocol::kV1, kNow, metrics_of(5, 900)).samples, 2u);
  EXPECT_EQ(maker.make_own(WireProtocol::kV2, kNow, metrics_of(2, 5000)).samples, 1u);
}

TEST(HasReadAll, IfEveryPartitionIsAtItsEndAndNoWindowIsOpen) {
  IngestReport ingest = busy_ingest_report();
  ingest.windows.open_windows = 0;
  for (LaneReport& lane : ingest.lanes) lane.high_watermark = lane.next_offset;
  const auto holds = [](IngestReport report) {
    Hub hub;
    hub.publish(std::move(report));
    return has_read_all(hub.snapshot());
  };
  EXPECT_TRUE(holds(ingest));
  EXPECT_FALSE(has_read_all(Snapshot{}));
  const auto changed = [&](auto change) {
    IngestReport other = ingest;
    change(other);
    return holds(other);
  };
  EXPECT_FALSE(changed([](IngestReport& report) { report.windows.open_windows = 1; }));
  EXPECT_FALSE(changed([](IngestReport& report) { ++*report.lanes[0].high_watermark; }));
  EXPECT_FALSE(changed([](IngestReport& report) { report.lanes[1].high_watermark.reset(); }));
  EXPECT_FALSE(changed([](IngestReport& report) { report.partitions_known = false; }));
  EXPECT_FALSE(changed([](IngestReport& report) { report.broker_answers = false; }));
}

}  // namespace
}  // namespace flowbridge

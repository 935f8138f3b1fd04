// Design §5: the metrics that are sent, and their page.

#include "series/families.h"

#include "support/golden_file.h"

#include <set>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

const MetricFamily& counter(FlowClass flow_class, Measure measure) {
  return metric_families()[counter_family(flow_class, measure)];
}

TEST(MetricFamilies, NamesAreThoseOfTheContract) {
  EXPECT_EQ(counter(FlowClass::kReceive, Measure::kBytes).name, "flow_receive_bytes_total");
  EXPECT_EQ(counter(FlowClass::kTransmit, Measure::kPackets).name, "flow_transmit_packets_total");
  EXPECT_EQ(counter(FlowClass::kUnclassified, Measure::kFlows).name,
            "flow_unclassified_flows_total");
  EXPECT_EQ(metric_families()[info_family(InfoMetric::kAsInfo)].name, "flow_as_info");
  EXPECT_EQ(metric_families()[info_family(InfoMetric::kAsPeeringInfo)].name,
            "flow_as_peering_info");
  EXPECT_EQ(metric_families()[probe_family()].name, "flowbridge_probe");
}

TEST(MetricFamilies, EachHasANameOfItsOwnAndHelp) {
  std::set<std::string> names;
  for (const MetricFamily& family : metric_families()) {
    EXPECT_TRUE(names.insert(family.name).second) << family.name;
    EXPECT_THAT(family.help, testing::EndsWith(".")) << family.name;
  }
}

// OpenMetrics: a unit is the end of the name, before what says that it is a counter.
TEST(MetricFamilies, CountersEndWithTheirUnit) {
  for (const MetricFamily& family : metric_families()) {
    if (family.type != FamilyType::kCounter) continue;
    EXPECT_THAT(family.name, testing::EndsWith("_" + family.unit + "_total"));
  }
}

TEST(MetricFamilies, AnAccountIsOfTheFamilyOfItsClassAndMeasure) {
  SeriesAccount flows;
  SeriesRecord record;
  record.flow_class = FlowClass::kInternal;
  flows.definition = record;
  EXPECT_EQ(family_of(flows, Measure::kFlows),
            counter_family(FlowClass::kInternal, Measure::kFlows));
  SeriesAccount gauge;
  InfoRecord info;
  info.metric = InfoMetric::kAsPeeringInfo;
  gauge.definition = info;
  EXPECT_EQ(family_of(gauge, Measure::kInfo), info_family(InfoMetric::kAsPeeringInfo));
}

TEST(MetricFamilies, AMeasureHasOneForEachClass) {
  const auto count = [](MeasureSet measures) {
    int families = 0;
    for (std::size_t i = 0; i < metric_families().size(); ++i) {
      if (is_family_of(i, measures)) ++families;
    }
    return families;
  };
  EXPECT_EQ(count({Measure::kBytes}), kFlowClassCount);
  EXPECT_EQ(count({Measure::kPackets, Measure::kInfo}), kFlowClassCount + 2);
  EXPECT_EQ(count({}), 0) << "the probe is asked for by itself";
}

TEST(MetricFamilies, TheirPageIsWhatTheTableSays) {
  expect_golden("docs/flow-metrics.md", flow_metrics_reference());
}

}  // namespace
}  // namespace flowbridge

// Design §5: the names of metrics and labels. The first two metrics are flow-exporter's, unchanged.

#include "series/labels.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

class LabelsTest : public testing::Test {
 protected:
  LabelsTest() {
    std::uint32_t id = 0;
    for (const char* text : {"bdr1.neptunenetworks.org", "bdr2.neptunenetworks.org", "Google LLC",
                             "Neptune Networks", "Zwiebelfreunde e.V."}) {
      EXPECT_TRUE(accounts_.apply(SymbolRecord{SymbolId(++id), text}));
    }
  }

  std::string labels(const SeriesRecord& series, Measure measure = Measure::kBytes) const {
    return to_string(series_labels(accounts_, series, {measure, "edge-1"}));
  }

  Accounts accounts_;
};

constexpr SymbolId kBdr1{1};
constexpr SymbolId kBdr2{2};
constexpr SymbolId kGoogle{3};
constexpr SymbolId kNeptune{4};
constexpr SymbolId kZwiebelfreunde{5};

SeriesRecord series(FlowClass flow_class, Asn source, Asn destination, SymbolId host) {
  SeriesRecord record;
  record.flow_class = flow_class;
  record.source_as = source;
  record.destination_as = destination;
  record.host = host;
  return record;
}

// The three messages of the sample: two received by bdr2 from AS 60729 and 49981, one sent by bdr1.
TEST_F(LabelsTest, TheSampleMessagesHaveFlowExportersNamesAndLabels) {
  SeriesRecord first = series(FlowClass::kReceive, Asn(60729), Asn(397143), kBdr2);
  first.source_as_name = kZwiebelfreunde;
  first.destination_as_name = kNeptune;
  EXPECT_EQ(labels(first),
            R"({__name__="flow_receive_bytes_total", destination_as="397143", )"
            R"(destination_as_name="Neptune Networks", hostname="bdr2.neptunenetworks.org", )"
            R"(instance="edge-1", job="flowbridge", source_as="60729", )"
            R"(source_as_name="Zwiebelfreunde e.V."})");
  SeriesRecord second = series(FlowClass::kReceive, Asn(49981), Asn(397143), kBdr2);
  second.destination_as_name = kNeptune;
  EXPECT_EQ(labels(second),
            R"({__name__="flow_receive_bytes_total", destination_as="397143", )"
            R"(destination_as_name="Neptune Networks", hostname="bdr2.neptunenetworks.org", )"
            R"(instance="edge-1", job="flowbridge", source_as="49981", source_as_name="AS49981"})");
  SeriesRecord third = series(FlowClass::kTransmit, Asn(397143), Asn(15169), kBdr1);
  third.source_as_name = kNeptune;
  third.destination_as_name = kGoogle;
  EXPECT_EQ(labels(third),
            R"({__name__="flow_transmit_bytes_total", destination_as="15169", )"
            R"(destination_as_name="Google LLC", hostname="bdr1.neptunenetworks.org", )"
            R"(instance="edge-1", job="flowbridge", source_as="397143", )"
            R"(source_as_name="Neptune Networks"})");
}

TEST_F(LabelsTest, OtherMeasuresDifferInTheNameAlone) {
  const SeriesRecord record = series(FlowClass::kInternal, Asn(0), Asn(0), kBdr1);
  const std::string rest =
      R"(hostname="bdr1.neptunenetworks.org", instance="edge-1", job="flowbridge"})";
  EXPECT_EQ(labels(record, Measure::kBytes), R"({__name__="flow_internal_bytes_total", )" + rest);
  EXPECT_EQ(labels(record, Measure::kPackets),
            R"({__name__="flow_internal_packets_total", )" + rest);
  EXPECT_EQ(labels(record, Measure::kFlows), R"({__name__="flow_internal_flows_total", )" + rest);
}

TEST_F(LabelsTest, TransitHasThePairOnlyIfTheKeyKeepsIt) {
  EXPECT_EQ(labels(series(FlowClass::kTransit, Asn(0), Asn(0), kBdr1)),
            R"({__name__="flow_transit_bytes_total", hostname="bdr1.neptunenetworks.org", )"
            R"(instance="edge-1", job="flowbridge"})");
  EXPECT_EQ(labels(series(FlowClass::kTransit, Asn(1), Asn(2), kBdr1)),
            R"({__name__="flow_transit_bytes_total", destination_as="2", )"
            R"(destination_as_name="AS2", hostname="bdr1.neptunenetworks.org", )"
            R"(instance="edge-1", job="flowbridge", source_as="1", source_as_name="AS1"})");
}

TEST_F(LabelsTest, UnclassifiedSaysWhyAndWithoutARouterThereIsNoHostname) {
  const std::pair<UnclassifiedReason, const char*> cases[] = {
      {UnclassifiedReason::kAsMissing, "as_missing"},
      {UnclassifiedReason::kAsZero, "as_zero"},
      {UnclassifiedReason::kPrivateAs, "private_as"}};
  for (const auto& [reason, name] : cases) {
    SeriesRecord record = series(FlowClass::kUnclassified, Asn(0), Asn(0), SymbolId(0));
    record.reason = reason;
    EXPECT_EQ(labels(record),
              R"({__name__="flow_unclassified_bytes_total", instance="edge-1", job="flowbridge", )"
              R"(reason=")" +
                  std::string(name) + "\"}");
  }
}

TEST_F(LabelsTest, R13AFoldedSeriesKeepsRouterAndOwnAsAllElseIsOther) {
  SeriesRecord record = series(FlowClass::kReceive, Asn(0), Asn(397143), kBdr2);
  record.kind = SeriesKind::kFolded;
  EXPECT_EQ(labels(record),
            R"({__name__="flow_receive_bytes_total", destination_as="397143", )"
            R"(destination_as_name="other", hostname="bdr2.neptunenetworks.org", )"
            R"(instance="edge-1", job="flowbridge", source_as="other", source_as_name="other"})");
  record = series(FlowClass::kTransmit, Asn(397143), Asn(0), kBdr2);
  record.kind = SeriesKind::kFolded;
  EXPECT_EQ(labels(record),
            R"({__name__="flow_transmit_bytes_total", destination_as="other", )"
            R"(destination_as_name="other", hostname="bdr2.neptunenetworks.org", )"
            R"(instance="edge-1", job="flowbridge", source_as="397143", source_as_name="other"})");
  record = series(FlowClass::kTransit, Asn(0), Asn(0), kBdr2);
  record.kind = SeriesKind::kFolded;
  EXPECT_EQ(labels(record),
            R"({__name__="flow_transit_bytes_total", destination_as="other", )"
            R"(destination_as_name="other", hostname="bdr2.neptunenetworks.org", )"
            R"(instance="edge-1", job="flowbridge", source_as="other", source_as_name="other"})");
}

TEST_F(LabelsTest, AnAsOfZeroOnTheOtherSideIsTheLabel0) {
  EXPECT_THAT(labels(series(FlowClass::kReceive, Asn(0), Asn(397143), kBdr2)),
              ::testing::HasSubstr(R"(source_as="0", source_as_name="AS0")"));
}

TEST_F(LabelsTest, WithoutNamesAFlowHasItsNumbersAlone) {
  SeriesRecord record = series(FlowClass::kReceive, Asn(60729), Asn(397143), kBdr2);
  record.name_labels = NameLabels::kAbsent;
  EXPECT_EQ(labels(record),
            R"({__name__="flow_receive_bytes_total", destination_as="397143", )"
            R"(hostname="bdr2.neptunenetworks.org", instance="edge-1", job="flowbridge", )"
            R"(source_as="60729"})");
  record.kind = SeriesKind::kFolded;
  record.source_as = Asn(0);
  EXPECT_EQ(labels(record),
            R"({__name__="flow_receive_bytes_total", destination_as="397143", )"
            R"(hostname="bdr2.neptunenetworks.org", instance="edge-1", job="flowbridge", )"
            R"(source_as="other"})");
}

TEST_F(LabelsTest, R14AnInfoGaugeTellsWhatIsKnownOfItsAs) {
  ASSERT_TRUE(accounts_.apply(SymbolRecord{SymbolId(6), "US"}));
  ASSERT_TRUE(accounts_.apply(SymbolRecord{SymbolId(7), "arin"}));
  InfoRecord info;
  info.asn = Asn(15169);
  info.values = {kGoogle, kGoogle, SymbolId(6), SymbolId(7)};
  EXPECT_EQ(to_string(info_labels(accounts_, info, "edge-1")),
            R"({__name__="flow_as_info", asn="15169", country="US", instance="edge-1", )"
            R"(job="flowbridge", name="Google LLC", org="Google LLC", registry="arin"})");
}

// R8: an empty value is no label; a name there must be, or a join would lose the AS.
TEST_F(LabelsTest, R14AnAsOfWhichNothingIsKnownIsNamedByItsNumber) {
  InfoRecord info;
  info.asn = Asn(64500);
  EXPECT_EQ(to_string(info_labels(accounts_, info, "edge-1")),
            R"({__name__="flow_as_info", asn="64500", instance="edge-1", job="flowbridge", )"
            R"(name="AS64500"})");
}

TEST_F(LabelsTest, R14APeeringGaugeTellsHowItsAsPeersAndWhatItSharesWithUs) {
  std::uint32_t id = 5;
  for (const char* text : {"Open", "Mostly Outbound", "Global", "12", "0"}) {
    ASSERT_TRUE(accounts_.apply(SymbolRecord{SymbolId(++id), text}));
  }
  InfoRecord info;
  info.metric = InfoMetric::kAsPeeringInfo;
  info.asn = Asn(15169);
  info.values = {SymbolId(6), SymbolId(7), SymbolId(8), SymbolId(9), SymbolId(10)};
  EXPECT_EQ(to_string(info_labels(accounts_, info, "edge-1")),
            R"({__name__="flow_as_peering_info", asn="15169", common_facilities="0", )"
            R"(common_ix="12", instance="edge-1", job="flowbridge", policy="Open", )"
            R"(ratio="Mostly Outbound", scope="Global"})");
}

// How many are shared is not known: no 0, which would say that there are none.
TEST_F(LabelsTest, R14WhatPeeringdbDoesNotSayIsNoLabel) {
  InfoRecord info;
  info.metric = InfoMetric::kAsPeeringInfo;
  info.asn = Asn(64500);
  EXPECT_EQ(to_string(info_labels(accounts_, info, "edge-1")),
            R"({__name__="flow_as_peering_info", asn="64500", instance="edge-1", )"
            R"(job="flowbridge"})");
}

}  // namespace
}  // namespace flowbridge

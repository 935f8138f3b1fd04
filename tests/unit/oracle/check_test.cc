#include "oracle/check.h"

#include "oracle/report.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

UnixTime tick(std::int64_t n) {
  return unix_ms(n * 15'000);
}

/// A store in memory whose ranges include their beginning, as Prometheus 2 does, or not, as 3.
class FakeStore final : public PrometheusApi {
 public:
  std::vector<FoundSeries> stored;
  bool includes_begin = true;
  int answers = 0;

  Result<std::vector<Labels>> series(const std::string& selector, const TimeRange&) override {
    std::vector<Labels> listed;
    for (const FoundSeries& one : stored) {
      if (one.labels.at("__name__") == selector) listed.push_back(one.labels);
    }
    return listed;
  }

  Result<std::vector<FoundSeries>> samples(const std::string& selector,
                                           const TimeRange& range) override {
    ++answers;
    std::vector<FoundSeries> found;
    for (const FoundSeries& one : stored) {
      const auto hostname = one.labels.find("hostname");
      const std::string host = hostname == one.labels.end() ? "" : hostname->second;
      if (selector != one.labels.at("__name__") + "{hostname=\"" + host + "\"}") continue;
      FoundSeries part{.labels = one.labels};
      for (const RawSample& sample : one.samples) {
        const bool after_begin =
            includes_begin ? sample.timestamp >= range.begin : sample.timestamp > range.begin;
        if (after_begin && sample.timestamp <= range.end) part.samples.push_back(sample);
      }
      found.push_back(part);
    }
    return found;
  }

  Result<double> newest_sum(const std::string& selector, const TimeRange&) override {
    double sum = 0;
    for (const FoundSeries& one : stored) {
      if (selector == one.labels.at("__name__") + "{job=\"flowbridge\"}") {
        sum += one.samples.back().value;
      }
    }
    return sum;
  }
};

/// Two series: 100 bytes received at tick 2 and 4, 7 internal at tick 2.
Expected expectation() {
  const SeriesKey receive{.flow_class = FlowClass::kReceive,
                          .source_as = Asn(15169),
                          .destination_as = Asn(64496),
                          .hostname = "r1"};
  const SeriesKey internal{.flow_class = FlowClass::kInternal, .hostname = "r1"};
  const Counts hundred{.bytes = 100, .packets = 10, .flows = 1};
  const Counts seven{.bytes = 7, .packets = 1, .flows = 1};
  return {.series = {{receive, {{tick(2), hundred, {}}, {tick(4), hundred, {}}}},
                     {internal, {{tick(2), seven, {}}}}},
          .first_tick = tick(2),
          .last_tick = tick(4)};
}

FoundSeries receive_series() {
  return {.labels = {{"__name__", "flow_receive_bytes_total"},
                     {"source_as", "15169"},
                     {"source_as_name", "GOOGLE"},
                     {"destination_as", "64496"},
                     {"destination_as_name", "AS64496"},
                     {"hostname", "r1"},
                     {"job", "flowbridge"},
                     {"instance", "a"}},
          .samples = {{tick(1), 0}, {tick(2), 100}, {tick(3), 100}, {tick(4), 200}}};
}

FoundSeries internal_series() {
  return {.labels = {{"__name__", "flow_internal_bytes_total"},
                     {"hostname", "r1"},
                     {"job", "flowbridge"},
                     {"instance", "a"}},
          .samples = {{tick(1), 0}, {tick(2), 7}}};
}

FakeStore right_store() {
  FakeStore store;
  store.stored = {receive_series(), internal_series()};
  return store;
}

CheckOptions options() {
  return {.range = {.begin = tick(-40), .end = tick(400)}};
}

Outcome check(FakeStore& store, const CheckOptions& with = options()) {
  Outcome outcome;
  EXPECT_TRUE(check_store(expectation(), with, store, outcome));
  return outcome;
}

std::vector<std::string> faults(const Outcome& outcome) {
  std::vector<std::string> names;
  for (const Finding& finding : outcome.verdict.findings()) {
    names.push_back(fault_name(finding.fault));
  }
  return names;
}

TEST(OracleCheck, ARightStoreHoldsWhetherOrNotRangesIncludeTheirBeginning) {
  for (const bool includes : {true, false}) {
    FakeStore store = right_store();
    store.includes_begin = includes;
    const Outcome outcome = check(store);
    EXPECT_TRUE(outcome.verdict.holds()) << to_text(outcome, options());
    EXPECT_EQ(outcome.series_expected, 2u);
    EXPECT_EQ(outcome.series_found, 2u);
    EXPECT_EQ(outcome.verdict.samples_checked, 6u);
    EXPECT_EQ(outcome.classes.at(0).at(0).expected, 200u);
    EXPECT_EQ(outcome.classes.at(0).at(0).found, 200u);
  }
}

TEST(OracleCheck, ALongRangeIsReadInSlicesWithoutLosingOrRepeatingASample) {
  FakeStore store = right_store();
  // One slice of one series is kAnswerSamplesMax windows long; begin so that a slice ends at
  // tick 2.
  CheckOptions sliced = options();
  sliced.range.begin = tick(2 - kAnswerSamplesMax);
  sliced.range.end = tick(2 + kAnswerSamplesMax);
  const Outcome outcome = check(store, sliced);
  EXPECT_TRUE(outcome.verdict.holds()) << to_text(outcome, sliced);
  EXPECT_EQ(outcome.verdict.samples_checked, 6u);
  EXPECT_EQ(store.answers, 4);
}

TEST(OracleCheck, AMissingSeriesIsNamedWithItsTotal) {
  FakeStore store = right_store();
  store.stored.pop_back();
  const Outcome outcome = check(store);
  EXPECT_THAT(faults(outcome), ElementsAre("missing_series"));
  EXPECT_EQ(outcome.verdict.first()->series, "flow_internal_bytes_total{hostname=\"r1\"}");
  EXPECT_EQ(outcome.verdict.first()->expected, 7);
}

TEST(OracleCheck, ASeriesTooManyIsNamedAlsoOfAnUnknownRouter) {
  FakeStore store = right_store();
  FoundSeries surplus = internal_series();
  surplus.labels["hostname"] = "r2";
  store.stored.push_back(surplus);
  const Outcome outcome = check(store);
  EXPECT_THAT(faults(outcome), ElementsAre("unexpected_series"));
  EXPECT_EQ(outcome.verdict.first()->series, "flow_internal_bytes_total{hostname=\"r2\"}");
  EXPECT_EQ(outcome.verdict.first()->found, 7);
}

TEST(OracleCheck, SeriesOfOtherRoutersCanBeLeftToTheirOwnTruth) {
  FakeStore store = right_store();
  FoundSeries other = internal_series();
  other.labels["hostname"] = "r2";
  store.stored.push_back(other);
  CheckOptions own = options();
  own.routers = {"r1"};
  EXPECT_TRUE(check(store, own).verdict.holds());
  own.routers = {"r1", "r2"};
  EXPECT_THAT(faults(check(store, own)), ElementsAre("unexpected_series"));
}

TEST(OracleCheck, ASecondLabelSetOfAKeyIsAFaultUnlessMerged) {
  FakeStore store = right_store();
  store.stored[0].samples = {{tick(1), 0}, {tick(2), 100}};
  FoundSeries renamed = receive_series();
  renamed.labels["source_as_name"] = "Google LLC";
  renamed.samples = {{tick(3), 0}, {tick(4), 100}};
  store.stored.push_back(renamed);
  EXPECT_THAT(faults(check(store)), ElementsAre("repeated_series"));
  CheckOptions merging = options();
  merging.merge_series = true;
  EXPECT_TRUE(check(store, merging).verdict.holds());
}

TEST(OracleCheck, LabelsNamesAndInstanceAreHeldToWhatWasGiven) {
  FakeStore store = right_store();
  store.stored[1].labels["peer_as"] = "1";
  EXPECT_THAT(faults(check(store)), ElementsAre("wrong_labels", "missing_series"));

  FakeStore without_host = right_store();
  without_host.stored[1].labels.erase("hostname");
  EXPECT_THAT(faults(check(without_host)), ElementsAre("wrong_labels", "missing_series"));

  FakeStore named = right_store();
  CheckOptions with_names = options();
  with_names.as_names = {{Asn(15169), "GOOGLE"}, {Asn(64496), "Example"}};
  const Outcome outcome = check(named, with_names);
  EXPECT_THAT(faults(outcome), ElementsAre("wrong_name"));
  EXPECT_THAT(outcome.verdict.first()->note,
              HasSubstr("destination_as_name: expected \"Example\", found \"AS64496\""));

  CheckOptions with_instance = options();
  with_instance.instance = "b";
  EXPECT_THAT(faults(check(named, with_instance)), ElementsAre("wrong_labels", "wrong_labels"));
}

TEST(OracleCheck, EachMetricThatIsAskedForIsChecked) {
  FakeStore store = right_store();
  CheckOptions with_packets = options();
  with_packets.quantities = {Quantity::kBytes, Quantity::kPackets};
  const Outcome outcome = check(store, with_packets);
  EXPECT_THAT(faults(outcome), ElementsAre("missing_series", "missing_series"));
  EXPECT_EQ(outcome.classes.at(0).at(1).expected, 20u);
  EXPECT_EQ(outcome.classes.at(0).at(1).found, 0u);
}

TEST(OracleCheck, NewestTotalsAddUpAllClasses) {
  FakeStore store = right_store();
  const Result<Counts> totals = newest_totals(options(), store);
  ASSERT_TRUE(totals);
  EXPECT_EQ(totals->bytes, 207u);
}

TEST(OracleReport, NamesTheFirstThatIsWrong) {
  FakeStore store = right_store();
  store.stored[0].samples[1].value = 90;
  const Outcome outcome = check(store);
  const std::string text = to_text(outcome, options());
  EXPECT_THAT(text, HasSubstr("oracle: WRONG, 1 findings\n"
                              "first: flow_receive_bytes_total{destination_as=\"64496\", "
                              "hostname=\"r1\", source_as=\"15169\"}: wrong_window at "
                              "1970-01-01T00:00:30.000Z (30000): expected 100, found 90, "
                              "difference -10\n"));
  EXPECT_THAT(text, HasSubstr("windows: 4, wrong 2"));
  const nlohmann::json json = nlohmann::json::parse(to_json(outcome, options()));
  EXPECT_FALSE(json.at("holds").get<bool>());
  EXPECT_EQ(json.at("findings").at(0).at("difference"), -10);
  EXPECT_EQ(json.at("faults").at("wrong_window"), 1);
  EXPECT_EQ(json.at("classes").at("receive").at("bytes").at("found"), 200);
}

TEST(OracleAnswer, RangeVectorsAreRead) {
  const Result<std::vector<FoundSeries>> series = parse_matrix(
      R"({"status":"success","data":{"resultType":"matrix","result":[
          {"metric":{"__name__":"m","a":"b"},
           "values":[[1767225600.001,"17"],[1767225615,"NaN"],[1767225630,"1e3"]]}]}})");
  ASSERT_TRUE(series) << series.error().message();
  EXPECT_EQ(series->at(0).labels, (Labels{{"__name__", "m"}, {"a", "b"}}));
  EXPECT_THAT(series->at(0).samples, ElementsAre(RawSample{unix_ms(1767225600001), 17},
                                                 RawSample{unix_ms(1767225630000), 1000}));
}

TEST(OracleAnswer, ErrorsOfTheServerAreTold) {
  const Result<std::vector<FoundSeries>> refused =
      parse_matrix(R"({"status":"error","errorType":"bad_data","error":"too many samples"})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(refused.error().message(), "too many samples");
  EXPECT_EQ(parse_vector_sum("<html>").error().code(), ErrorCode::kInvalid);
  EXPECT_EQ(parse_series_list(R"({"status":"success","data":7})").error().code(),
            ErrorCode::kInvalid);
}

TEST(OracleAnswer, InstantVectorsAreAddedUp) {
  EXPECT_EQ(parse_vector_sum(R"({"status":"success","data":{"resultType":"vector","result":[
                {"metric":{},"value":[1,"5"]},{"metric":{},"value":[1,"6"]}]}})")
                .value(),
            11);
  EXPECT_EQ(parse_vector_sum(R"({"status":"success","data":{"resultType":"vector","result":[]}})")
                .value(),
            0);
}

}  // namespace
}  // namespace flowbridge

#include "flowgen/truth.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;

GeneratorOptions every_option() {
  return {.seed = 0xffffffffffffffff,
          .partitions = 2,
          .event_rate = 5000,
          .start = unix_ms(1'767'225'600'123),
          .own_asn = Asn(4200000001),
          .as_count = 77,
          .routers = {"edge-1", "edge-2"},
          .traffic_weights = {7, 6, 5, 4, 3, 2, 1},
          .malformed_per_million = 100'000,
          .late_per_million = 200'000,
          .multi_values_per_million = 300'000};
}

TruthTotals totals_of(const GeneratorOptions& options, const std::vector<PartitionRange>& ranges) {
  const Generator generator(options);
  TruthTotals totals;
  RecordPlan plan;
  for (const PartitionRange& range : ranges) {
    for (Offset offset = range.first; offset < range.end; ++offset) {
      generator.plan({range.partition, offset}, plan);
      totals.add(plan);
    }
  }
  return totals;
}

Truth run(Offset first, Offset end) {
  const std::vector<PartitionRange> ranges = {{0, first, end}, {1, first, end}};
  return {.generator = every_option(),
          .topic = "flows",
          .ranges = ranges,
          .totals = totals_of(every_option(), ranges)};
}

TEST(Truth, IsReadBackAsItWasWritten) {
  const Truth truth = run(5, 1000);
  const Result<Truth> again = parse_truth(to_json(truth));
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(*again, truth);
}

TEST(Truth, TotalsAreTheSumsOfTheirEntries) {
  const GeneratedEntry receive{.flow_class = FlowClass::kReceive,
                               .counts = {.bytes = 100, .packets = 2, .flows = 1}};
  const GeneratedEntry zero{.flow_class = FlowClass::kUnclassified,
                            .reason = UnclassifiedReason::kAsZero,
                            .counts = {.bytes = 7, .packets = 1, .flows = 1}};
  GeneratedEntry marker = receive;
  marker.form = GeneratedForm::kPurgeInit;
  GeneratedEntry broken = receive;
  broken.form = GeneratedForm::kBrokenJson;

  TruthTotals totals;
  totals.add({.late = false, .entries = {receive, zero}});
  totals.add({.late = true, .entries = {receive}});
  totals.add({.late = true, .entries = {marker}});
  totals.add({.late = false, .entries = {broken}});

  EXPECT_EQ(totals.messages, 4u);
  EXPECT_EQ(totals.ignored_entries, 1u);
  EXPECT_EQ(totals.rejected_entries, 1u);
  EXPECT_EQ(totals.by_class.at(0), (Counts{.bytes = 200, .packets = 4, .flows = 2}));
  EXPECT_EQ(totals.by_class.at(4), (Counts{.bytes = 7, .packets = 1, .flows = 1}));
  EXPECT_EQ(totals.by_reason.at(2), (Counts{.bytes = 7, .packets = 1, .flows = 1}));
  EXPECT_EQ(totals.late, (Counts{.bytes = 100, .packets = 2, .flows = 1}));
  EXPECT_EQ(counted(totals), (Counts{.bytes = 207, .packets = 5, .flows = 3}));
}

TEST(Truth, SubtractTakesBackWhatAddDid) {
  const Generator generator(every_option());
  TruthTotals totals = totals_of(every_option(), {{0, 0, 100}, {1, 0, 100}});
  const TruthTotals before = totals;
  RecordPlan plan;
  for (Offset offset = 100; offset < 400; ++offset) {
    generator.plan({1, offset}, plan);
    totals.add(plan);
  }
  EXPECT_NE(totals, before);
  for (Offset offset = 100; offset < 400; ++offset) {
    generator.plan({1, offset}, plan);
    totals.subtract(plan);
  }
  EXPECT_EQ(totals, before);
}

TEST(Truth, RunsThatTouchAreJoinedInAnyOrder) {
  const Result<Truth> whole = joined({run(600, 900), run(0, 200), run(200, 600)});
  ASSERT_TRUE(whole) << whole.error().message();
  EXPECT_EQ(*whole, run(0, 900));
}

TEST(Truth, AGapOrOverlapBetweenRunsIsNamed) {
  for (const Offset first : {190, 210}) {
    const Result<Truth> whole = joined({run(0, 200), run(first, 300)});
    ASSERT_FALSE(whole);
    EXPECT_THAT(whole.error().message(),
                HasSubstr("partition 0: a run ends at offset 200 and the next begins at " +
                          std::to_string(first)));
  }
}

TEST(Truth, RunsOfDifferentSeedsAreNotJoined) {
  Truth other = run(200, 300);
  other.generator.seed = 2;
  EXPECT_FALSE(joined({run(0, 200), other}));
}

TEST(Truth, WhatIsMissingOrWrongInAFileIsNamed) {
  const auto error_with = [](const auto& damage) {
    nlohmann::json json = nlohmann::json::parse(to_json(run(0, 10)));
    damage(json);
    const Result<Truth> parsed = parse_truth(json.dump());
    return parsed ? std::string("no error") : parsed.error().message();
  };
  EXPECT_THAT(error_with([](auto& json) { json["generator"].erase("seed"); }), HasSubstr("seed"));
  EXPECT_THAT(error_with([](auto& json) { json["generator"]["partitions"] = 0; }),
              HasSubstr("partitions must be 1"));
  EXPECT_THAT(error_with([](auto& json) { json["generator"]["partitions"] = 3; }),
              HasSubstr("one range per partition"));
  EXPECT_THAT(error_with([](auto& json) { json["ranges"][1]["end"] = -1; }),
              HasSubstr("range 1 is wrong"));
  EXPECT_THAT(error_with([](auto& json) { json["totals"]["classes"].erase("transit"); }),
              HasSubstr("transit"));
  EXPECT_THAT(error_with([](auto& json) { json["format"] = 2; }), HasSubstr("format 2 is not 1"));
  EXPECT_THAT(parse_truth("not JSON").error().message(), HasSubstr("truth file: "));
}

}  // namespace
}  // namespace flowbridge

// R8, R10: the whole bridge on fakes, with a destination that has rules: what they drop, rename and
// make equal, in both versions of remote write.

#include "support/bridge_world.h"

#include <algorithm>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::uint32_t kFirst = 1001;
constexpr std::uint32_t kSecond = 1002;

/// Both AS become AS 100, and no AS has a name.
const RelabelOptions kOneOfTwo{
    .rules = {{.source_labels = {"source_as"},
               .regex = "100[12]",
               .target_label = "source_as",
               .replacement = "100"},
              {.action = RelabelAction::kLabelDrop, .regex = ".*_as_name"}}};
const RelabelOptions kWithoutNames{
    .rules = {{.action = RelabelAction::kLabelDrop, .regex = ".*_as_name"}}};
const RelabelOptions kWithoutSecond{
    .rules = {{.action = RelabelAction::kDrop, .source_labels = {"source_as"}, .regex = "1002"}}};

WorldOptions world_with(const RelabelOptions& relabel, VersionTwo version_two) {
  WorldOptions options = small_world();
  options.delivery.relabel = relabel;
  options.receiver.version_two = version_two;
  return options;
}

class BridgeRelabel : public ::testing::TestWithParam<VersionTwo> {
 protected:
  void begin(const RelabelOptions& relabel) {
    world_ = std::make_unique<BridgeWorld>(1, world_with(relabel, GetParam()));
  }
  void restart_with(const RelabelOptions& relabel) {
    world_->stop();
    world_->options.delivery.relabel = relabel;
    world_->start();
  }
  void restart_before(ReceiverProfile receiver) {
    world_->stop();
    world_->options.delivery.receiver = receiver;
    world_->start();
  }

  /// One record of an AS, now; both loops take it up.
  void flow(std::uint32_t source, std::uint64_t bytes) {
    world_->produce_one(0, source, bytes, world_->now.wall);
    live(1min);
  }

  void live(Duration time) { world_->live(time); }

  static std::string label(const LabelSet& labels, std::string_view name) {
    const auto found = std::ranges::find(labels, name, &Label::name);
    return found == labels.end() ? "" : found->value;
  }

  /// Of the one series that comes from this AS.
  std::vector<WrittenSample> samples(const std::string& source_as) {
    std::vector<std::vector<WrittenSample>> found;
    for (const auto& [labels, samples] : world_->receiver.series()) {
      if (label(labels, "source_as") == source_as) found.push_back(samples);
    }
    EXPECT_THAT(found, SizeIs(::testing::Le(1u)));
    return found.empty() ? std::vector<WrittenSample>() : found.front();
  }
  std::vector<double> values(const std::string& source_as) {
    std::vector<double> values;
    for (const WrittenSample& sample : samples(source_as)) {
      const double value = std::bit_cast<double>(sample.value);
      const bool repeats = !values.empty() && values.back() == value;
      if (sample.value != kStaleMarkerBits && !repeats) values.push_back(value);
    }
    return values;
  }

  DeliveryReport report() { return *world_->hub().snapshot().deliveries.front(); }
  std::uint64_t skipped(const std::string& reason) {
    const NamedCounts counts = report().samples_skipped;
    const auto found = std::ranges::find(counts, reason, &NamedCount::name);
    return found == counts.end() ? 0 : found->count;
  }
  std::vector<std::string> told() {
    std::vector<std::string> lines = world_->log.lines();
    std::erase_if(lines, [](const std::string& line) {
      return line.find("not sent for its labels") == std::string::npos;
    });
    return lines;
  }

  std::unique_ptr<BridgeWorld> world_;
};

INSTANTIATE_TEST_SUITE_P(Versions, BridgeRelabel,
                         ::testing::Values(VersionTwo::kUnsupported, VersionTwo::kSpoken),
                         [](const auto& instance) { return instance.index == 0 ? "One" : "Two"; });

TEST_P(BridgeRelabel, ExternalLabelsAreOnAllButWhereTheSeriesHasThem) {
  begin({.external_labels = {{"cluster", "fra1"}, {"job", "other"}}});
  world_->produce(200);
  world_->run_until_idle();
  ASSERT_THAT(world_->receiver.series(), ::testing::Not(IsEmpty()));
  for (const auto& [labels, samples] : world_->receiver.series()) {
    EXPECT_EQ(label(labels, "cluster"), "fra1");
    EXPECT_EQ(label(labels, "job"), "flowbridge");
  }
  EXPECT_THAT(told(), IsEmpty());
}

TEST_P(BridgeRelabel, WhatARuleDropsIsNotSentAndCounted) {
  begin(kWithoutSecond);
  flow(kFirst, 10);
  flow(kSecond, 20);
  EXPECT_THAT(values("1001"), ElementsAre(0, 10));
  EXPECT_THAT(values("1002"), IsEmpty());
  EXPECT_GT(skipped("relabelled"), 1u);
  EXPECT_EQ(skipped("quarantined"), 0u);
  EXPECT_EQ(report().samples_pending, 0u);
  EXPECT_THAT(told(), IsEmpty()) << "it is on purpose";
}

TEST_P(BridgeRelabel, OtherRulesAreAFirstContactWithTheValueAndNoZero_R10) {
  begin(kWithoutSecond);
  flow(kFirst, 10);
  flow(kSecond, 20);
  restart_with({.rules = {{.target_label = "site", .replacement = "fra1"}}});
  flow(kFirst, 5);
  std::vector<double> renamed;
  for (const auto& [labels, samples] : world_->receiver.series()) {
    if (label(labels, "site").empty()) continue;
    renamed.push_back(std::bit_cast<double>(samples.front().value));
  }
  EXPECT_THAT(renamed, ::testing::UnorderedElementsAre(10, 20));
}

TEST_P(BridgeRelabel, TheSameRulesAreNoFirstContact) {
  begin(kWithoutNames);
  flow(kFirst, 10);
  restart_with(kWithoutNames);
  flow(kFirst, 5);
  EXPECT_THAT(values("1001"), ElementsAre(0, 10, 15));
  EXPECT_EQ(world_->receiver.verdicts(SampleVerdict::kOtherValue), 0u);
}

TEST_P(BridgeRelabel, OfTwoSeriesWithOneNameTheFirstIsSent_R8) {
  begin(kOneOfTwo);
  flow(kSecond, 20);
  flow(kFirst, 10);
  flow(kSecond, 1);
  EXPECT_THAT(values("100"), ElementsAre(0, 20, 21));
  EXPECT_GT(skipped("collision"), 1u);
  EXPECT_THAT(told(), ElementsAre(HasSubstr("because=collision")));
  EXPECT_EQ(report().samples_pending, 0u);
}

TEST_P(BridgeRelabel, WhoWasFirstStaysSoWhenItCrashes_R8) {
  for (const auto& [first, second] : {std::pair(kFirst, kSecond), std::pair(kSecond, kFirst)}) {
    begin(kOneOfTwo);
    flow(first, 20);
    flow(second, 10);
    for (int i = 0; i < 5; ++i) {
      world_->crash();
      flow(second, 100);
      flow(first, 1);
    }
    EXPECT_THAT(values("100"), ElementsAre(0, 20, 21, 22, 23, 24, 25));
  }
}

TEST_P(BridgeRelabel, ANewNameOfAnAsGoesOnWhereRulesRemoveNames) {
  begin(kWithoutNames);
  world_->rename({{kFirst, "A"}});
  flow(kFirst, 100);
  world_->rename({{kFirst, "B"}});
  flow(kFirst, 20);
  EXPECT_THAT(values("1001"), ElementsAre(0, 100)) << "the old one has just ended";
  live(5min);
  flow(kFirst, 3);
  live(10min);
  EXPECT_THAT(values("1001"), ElementsAre(0, 100, 0, 23));
  flow(kFirst, 4);
  EXPECT_THAT(values("1001"), ElementsAre(0, 100, 0, 23, 27));
  EXPECT_EQ(world_->receiver.verdicts(SampleVerdict::kOtherValue), 0u);
  EXPECT_EQ(world_->receiver.verdicts(SampleVerdict::kOutOfOrder), 0u);
}

TEST_P(BridgeRelabel, ANameThatComesBackCountsOnFromWhereItWasLeft) {
  begin(kWithoutNames);
  world_->rename({{kFirst, "A"}});
  flow(kFirst, 100);
  for (const char* name : {"B", "A"}) {
    world_->rename({{kFirst, name}});
    flow(kFirst, 20);
    live(5min);
    world_->crash();
    flow(kFirst, 3);
    live(10min);
  }
  world_->crash();
  flow(kFirst, 4);
  EXPECT_THAT(values("1001"), ElementsAre(0, 100, 0, 23, 0, 23, 27));
}

// R10: it makes a first contact, but what was told under a name stays told.
TEST_P(BridgeRelabel, ANameCountsOnBeforeAnotherReceiver) {
  begin(kWithoutNames);
  world_->rename({{kFirst, "A"}});
  flow(kFirst, 100);
  for (const char* name : {"B", "A"}) {
    world_->rename({{kFirst, name}});
    flow(kFirst, 20);
    live(10min);
  }
  EXPECT_THAT(values("1001"), ElementsAre(0, 100, 0, 20, 0, 20));
  restart_before(ReceiverProfile::kPrometheus);
  flow(kFirst, 4);
  world_->crash();
  flow(kFirst, 1);
  EXPECT_THAT(values("1001"), ElementsAre(0, 100, 0, 20, 0, 20, 24, 25));
  EXPECT_EQ(world_->receiver.verdicts(SampleVerdict::kOtherValue), 0u);
  EXPECT_EQ(world_->receiver.verdicts(SampleVerdict::kOutOfOrder), 0u);
}

TEST_P(BridgeRelabel, ProbesHaveTheExternalLabelsWhateverRulesDrop) {
  begin({.external_labels = {{"cluster", "fra1"}},
         .rules = {
             {.action = RelabelAction::kKeep, .source_labels = {"__name__"}, .regex = "flow_.*"}}});
  flow(kFirst, 10);
  world_->http.down = true;
  flow(kFirst, 7);
  live(3h);
  world_->http.down = false;
  world_->receiver.others_write(world_->now.wall);
  live(20min);
  EXPECT_THAT(values("1001"), ElementsAre(0, 10, 17));
  std::vector<std::string> probes;
  for (const auto& [labels, samples] : world_->receiver.series()) {
    if (is_own(labels)) probes.push_back(label(labels, "cluster"));
  }
  EXPECT_THAT(probes, ElementsAre("fra1"));
}

TEST_P(BridgeRelabel, ASeriesThatIsNotSentIsNotTakenForOneThatIsOwedItsValueAfterAGap) {
  begin(kWithoutSecond);
  flow(kFirst, 10);
  world_->http.down = true;
  flow(kSecond, 7);
  live(3h);
  world_->http.down = false;
  world_->receiver.others_write(world_->now.wall);
  live(20min);
  flow(kSecond, 7);
  EXPECT_THAT(values("1002"), IsEmpty());
  EXPECT_EQ(report().series_quarantined, 0u);
}

}  // namespace
}  // namespace flowbridge

// The version of remote write that a destination is spoken to in: found out at the cost of one
// request and of no sample, whatever a receiver makes of 2.0.

#include "series/families.h"
#include "support/bridge_world.h"

#include <algorithm>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::Contains;
using ::testing::Key;

WorldOptions world_with(VersionTwo version_two) {
  WorldOptions options = small_world();
  options.receiver.version_two = version_two;
  return options;
}

std::string spoken(BridgeWorld& world) {
  return world.hub().snapshot().deliveries.at(0)->protocol;
}

class BridgeProtocol : public ::testing::TestWithParam<VersionTwo> {};

TEST_P(BridgeProtocol, FallsBackAtTheCostOfOneRequestAndNoSample) {
  const auto run = [](const WorldOptions& options) {
    BridgeWorld world(7, options);
    world.produce(500);
    world.run_until_idle();
    world.check();
    EXPECT_EQ(spoken(world), "1.0");
    return world.receiver.requests();
  };
  WorldOptions fixed = world_with(GetParam());
  fixed.delivery.protocol = ProtocolSetting::kV1;
  EXPECT_EQ(run(world_with(GetParam())), run(fixed) + 1);
}

TEST_P(BridgeProtocol, TriesAgainADayLaterAtTheSameCost) {
  BridgeWorld world(7, world_with(GetParam()));
  world.produce(500);
  world.run_until_idle();
  world.pass(25h);
  world.now.monotonic += 25h;
  world.produce(500);
  world.run_until_idle();
  world.check();
  EXPECT_EQ(spoken(world), "1.0");
}

TEST_P(BridgeProtocol, SurvivesCrashesWhileItIsFoundOut) {
  BridgeWorld world(11, world_with(GetParam()));
  world.http.chances = {.answer_lost = 200, .request_lost = 100, .unavailable = 100};
  for (int round = 0; round < 20; ++round) {
    world.produce(40);
    world.run(5 + round);
    world.crash();
    ASSERT_FALSE(world.error) << world.error->message();
  }
  world.http.chances = {};
  world.run_until_idle();
  world.check();
}

INSTANTIATE_TEST_SUITE_P(Receivers, BridgeProtocol,
                         ::testing::Values(VersionTwo::kTakenForEmpty, VersionTwo::kUnsupported,
                                           VersionTwo::kUndecodable));

TEST(BridgeProtocolTwo, IsKeptWhereItIsSpokenAndWastesNothing) {
  BridgeWorld world(7, world_with(VersionTwo::kSpoken));
  world.produce(500);
  world.run_until_idle();
  world.check();
  EXPECT_EQ(spoken(world), "2.0");
  EXPECT_EQ(world.receiver.answers(204), world.receiver.requests());
}

TEST(BridgeProtocolTwo, EachSeriesSaysSinceWhenItCounts_R11) {
  BridgeWorld world(7, world_with(VersionTwo::kSpoken));
  world.produce(2000);
  world.run_until_idle();
  world.check();
  int series = 0;
  for (const auto& [labels, samples] : world.receiver.series()) {
    ASSERT_GT(samples.size(), 1u);
    EXPECT_EQ(samples.front().value, value_bits(0)) << to_string(labels);
    EXPECT_EQ(world.receiver.start(labels), samples.front().timestamp) << to_string(labels);
    ++series;
  }
  EXPECT_GT(series, 10);
}

TEST(BridgeProtocolTwo, ARefusedSeriesCostsItsNeighboursNothing_R19) {
  BridgeWorld world(5, world_with(VersionTwo::kSpoken));
  world.produce(500);
  world.run_until_idle();
  const LabelSet cursed = world.receiver.series().begin()->first;
  world.receiver.refuse_series([cursed](const LabelSet& labels) { return labels == cursed; });
  world.produce(500);
  world.run_until_idle();
  world.receiver.refuse_series({});
  for (int i = 0; i < 80; ++i) {
    world.produce(50);
    world.pass(1min);
    world.run_until_idle();
  }
  world.check_totals();
  EXPECT_EQ(spoken(world), "2.0");
}

// A receiver that says success to what it cannot read, and an operator who allows nothing else.
TEST(BridgeProtocolTwo, ThatIsNotTakenHoldsAndSaysWhatToChange) {
  WorldOptions options = world_with(VersionTwo::kTakenForEmpty);
  options.delivery.protocol = ProtocolSetting::kV2;
  BridgeWorld world(7, options);
  world.produce(500);
  world.run(100);
  const auto report = world.hub().snapshot().deliveries.at(0);
  EXPECT_EQ(report->samples_delivered, 0u);
  ASSERT_TRUE(report->held_because);
  EXPECT_THAT(*report->held_because, testing::HasSubstr("let the version be auto or 1.0"));
}

class BridgeMetadata : public ::testing::TestWithParam<VersionTwo> {};

TEST_P(BridgeMetadata, SaysWhatTheMetricsAre) {
  BridgeWorld world(7, world_with(GetParam()));
  world.produce(500);
  world.run_until_idle();
  const MetricFamily& expected =
      metric_families()[counter_family(FlowClass::kReceive, Measure::kBytes)];
  ASSERT_THAT(world.receiver.families(), Contains(Key(expected.name)));
  EXPECT_EQ(world.receiver.families().at(expected.name), expected);
}

INSTANTIATE_TEST_SUITE_P(Versions, BridgeMetadata,
                         ::testing::Values(VersionTwo::kTakenForEmpty, VersionTwo::kSpoken));

// The limits of a request are found while it is made.
TEST(BridgeRequests, AreNoLargerThanTheirLimits) {
  for (const VersionTwo version : {VersionTwo::kTakenForEmpty, VersionTwo::kSpoken}) {
    WorldOptions options = world_with(version);
    options.delivery.sender.samples_per_request_max = 2000;
    options.delivery.limits = {.series_max = 3, .raw_bytes_max = 700};
    BridgeWorld world(7, options);
    world.produce(500);
    world.run_until_idle();
    world.check();
    EXPECT_GE(3 * world.receiver.requests(), world.receiver.verdicts(SampleVerdict::kStored));
  }
}

}  // namespace
}  // namespace flowbridge

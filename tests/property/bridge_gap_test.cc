// R20, R21: the whole bridge on fakes, before a receiver that takes nothing old.

#include "support/bridge_world.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr std::uint32_t kKnownAs = 1001;
constexpr std::uint32_t kNewAs = 1002;
constexpr int kStepsAtOnce = BridgeWorld::kStepsAtOnce;
constexpr int kStepsOfATick = 1000;

class BridgeGap : public ::testing::Test {
 protected:
  /// One record of an AS, now; both loops take it up.
  void flow(std::uint32_t source, std::uint64_t bytes) {
    world_.produce_one(0, source, bytes, world_.now.wall);
    live(1min);
  }

  void live(Duration time) { world_.live(time); }
  void wait(Duration time) { world_.wait(time); }

  /// The destination is away while a known series rises and another is born; when it is back,
  /// others have written to it.
  void miss_three_hours() {
    world_.http.down = true;
    flow(kKnownAs, 7);
    flow(kNewAs, 9);
    live(3h);
    world_.http.down = false;
    world_.receiver.others_write(world_.now.wall);
  }

  DeliveryReport report() { return *world_.hub().snapshot().deliveries.front(); }

  GapTally skipped() {
    const DeliveryReport now = report();
    const auto tick = [&](std::size_t i) { return now.ticks_skipped.at(i).count; };
    const auto bytes = [&](std::size_t i) { return now.bytes_skipped.at(i).count; };
    return {.too_old = {tick(0), bytes(0)}, .over_quota = {tick(1), bytes(1)}};
  }

  std::size_t probes() {
    std::size_t count = 0;
    for (const auto& [labels, samples] : world_.receiver.series()) {
      if (is_own(labels)) count += samples.size();
    }
    return count;
  }

  BridgeWorld world_{1, {}};
};

TEST_F(BridgeGap, WhatIsTooOldIsSkippedCountedAndInTheTotals) {
  flow(kKnownAs, 100);
  const std::uint64_t delivered_before = report().samples_delivered;
  miss_three_hours();
  live(20min);
  world_.check_totals();
  EXPECT_EQ(skipped().too_old.bytes, 16u);
  // Nothing is taken that is older than an hour; a gap ends 5 to 10 minutes later.
  EXPECT_GE(skipped().too_old.ticks, 2h / 15s);
  EXPECT_LE(skipped().too_old.ticks, (2h + 15min) / 15s);
  EXPECT_EQ(report().samples_rejected.front().count, 0u);
  EXPECT_GT(report().samples_delivered, delivered_before);
}

// A bridge that was away itself: when the probe begins, the ticks of its absence are not there yet.
// That nothing older is taken says nothing of the series, which would be judged for half an hour.
TEST_F(BridgeGap, ThatABridgeHasSleptThroughIsFoundAsSoonAsItCatchesUp) {
  world_.produce_one(0, kNewAs, 100, world_.now.wall);
  flow(kKnownAs, 100);
  world_.http.down = true;
  // Of a single series nothing would be judged.
  world_.produce_one(0, kNewAs, 9, world_.now.wall);
  flow(kKnownAs, 7);
  live(5min);
  world_.stop();
  wait(3h);
  world_.http.down = false;
  world_.receiver.others_write(world_.now.wall);
  bool is_probed = false;
  world_.receiver.refuse_series([&is_probed](const LabelSet& labels) {
    is_probed = is_probed || is_own(labels);
    return false;
  });
  world_.start();
  world_.http.wall = world_.now.wall;
  for (int i = 0; i < kStepsOfATick && !is_probed; ++i) {
    wait(5ms);
    ASSERT_TRUE(world_.delivery().step(world_.now));
  }
  ASSERT_TRUE(is_probed);
  live(5min);
  EXPECT_EQ(skipped().too_old.bytes, 16u);
  EXPECT_EQ(report().samples_rejected.front().count, 0u);
  world_.check_totals();
}

// The decision is durable before anything else is sent, and what is owed after it too.
TEST_F(BridgeGap, CrashesAllTheWhileChangeNothing) {
  flow(kKnownAs, 100);
  miss_three_hours();
  for (int i = 0; i < 80; ++i) {
    wait(15s);
    world_.run(1 + i % 7);
    world_.crash();
  }
  live(20min);
  world_.check_totals();
  EXPECT_EQ(skipped().too_old.bytes, 16u);
}

// Nobody is there: a probe that walks on until somebody is would make our own backlog too old.
TEST_F(BridgeGap, AnOutageThatIsAnsweredByServerErrorsSkipsNothing) {
  for (const int status : {502, 503, 504}) {
    flow(kKnownAs, 100);
    world_.http.scripted_status = status;
    flow(kKnownAs, 7);
    live(3h);
    world_.http.scripted_status.reset();
    live(10min);
  }
  world_.check();
  EXPECT_EQ(skipped().too_old.ticks, 0u);
  EXPECT_EQ(probes(), 0u);
}

// It refuses an old stage and a probe at its time, and takes both a moment later.
TEST_F(BridgeGap, AStageThatIsTakenOnceMoreIsNotSkipped) {
  flow(kKnownAs, 100);
  world_.http.down = true;
  flow(kKnownAs, 7);
  live(50min);
  world_.http.down = false;
  bool probe_was_refused = false;
  world_.receiver.refuse_series([&](const LabelSet& labels) {
    return !probe_was_refused && (!is_own(labels) || (probe_was_refused = true));
  });
  live(10min);
  ASSERT_TRUE(probe_was_refused);
  ASSERT_EQ(probes(), 1u);
  world_.check();
  EXPECT_EQ(skipped().too_old.ticks, 0u);
}

// Not even now is anything taken: somebody has to look, and nothing is given up.
TEST_F(BridgeGap, ADestinationThatTakesNothingIsHeldAndSkipsNothing) {
  flow(kKnownAs, 100);
  flow(kNewAs, 9);
  world_.http.scripted_status = 400;
  flow(kKnownAs, 7);
  live(3h);
  EXPECT_TRUE(report().held_because);
  world_.http.scripted_status.reset();
  live(10min);
  world_.check();
  EXPECT_EQ(skipped().too_old.ticks, 0u);
}

// The name of the quarantine's file is not synced when the process dies; the next one reads it, and
// moves the cursor beyond the refusal.
TEST(BridgeQuarantine, WhatARestartHasReadOfItSurvivesAPowerCut_R19) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    BridgeWorld world(seed, {});
    world.receiver.refuse_series([](const LabelSet& labels) {
      return std::any_of(labels.begin(), labels.end(), [](const Label& label) {
        return label.name == "source_as" && label.value == std::to_string(kNewAs);
      });
    });
    world.produce_one(0, kKnownAs, 100, world.now.wall);
    world.produce_one(0, kNewAs, 9, world.now.wall);
    world.run(kStepsAtOnce);
    world.disk.fail(DiskOperation::kSyncDirectory, 1, ErrorCode::kIo);
    world.pass(1min);
    world.run(kStepsOfATick);
    ASSERT_TRUE(world.error) << "the quarantine was stored without a sync";
    world.kill();
    world.run(kStepsOfATick);
    world.crash();
    world.run(kStepsOfATick);
    EXPECT_EQ(world.hub().snapshot().deliveries.front()->series_quarantined, 1u) << seed;
  }
}

// At the tick at which it is let in, a series may also end: it is sent its value then, and must not
// be sent a marker instead when a crash lets the tick be planned again.
TEST(BridgeQuarantine, WhatIsLetInIsPlannedTheSameAfterACrash_R17_R21) {
  for (Duration idle = 5min; idle <= 8min; idle += 15s) {
    SCOPED_TRACE(idle.count());
    WorldOptions options;
    options.ingest.series.idle_timeout = idle;
    BridgeWorld world(1, options);
    const auto is_new = [](const Label& label) {
      return label.name == "source_as" && label.value == std::to_string(kNewAs);
    };
    world.receiver.refuse_series(
        [&](const LabelSet& labels) { return std::any_of(labels.begin(), labels.end(), is_new); });
    world.produce_one(0, kNewAs, 9, world.now.wall);
    world.pass(4s);  // so that a tick closes while the cursor's writes fail
    for (Duration passed{0}; passed < 10min; passed += 15s) {
      if (passed == 45s) world.receiver.refuse_series({});
      world.produce_one(0, kKnownAs, 1, world.now.wall);
      // The cursor's, at the end of a stage.
      world.disk.fail(DiskOperation::kWriteAt, 1, ErrorCode::kIo);
      world.pass(10s);
      world.run(kStepsOfATick / 2);
      if (world.error) world.kill();
      world.run(kStepsOfATick / 2);
      ASSERT_FALSE(world.error) << world.error->message();
    }
    EXPECT_EQ(world.receiver.verdicts(SampleVerdict::kOtherValue), 0u);
  }
}

}  // namespace
}  // namespace flowbridge

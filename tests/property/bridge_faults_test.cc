// The whole bridge on fakes, one fault at a time: what a restart, a full disk or a changed option
// meets in the middle of something else.

#include "support/bridge_world.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

std::size_t lines_with(const CapturingLog& log, std::string_view text) {
  const std::vector<std::string> lines = log.lines();
  return static_cast<std::size_t>(std::count_if(
      lines.begin(), lines.end(),
      [text](const std::string& line) { return line.find(text) != std::string::npos; }));
}

TEST(BridgeFaults, ARestartWhileTheJournalIsAtItsLimitGoesOn_R22) {
  WorldOptions options = small_world();
  options.ingest.journal_bytes_max = 20'000;
  BridgeWorld world(21, options);
  world.http.down = true;
  for (int i = 0; i < 30; ++i) {
    world.produce(300);
    world.run(60);
  }
  ASSERT_EQ(world.hub().snapshot().ingest->state, IngestState::kPausedQuota);
  world.kill();
  world.run(60);
  EXPECT_EQ(world.hub().snapshot().ingest->state, IngestState::kPausedQuota);
  world.http.down = false;
  world.run_until_idle();
  world.check();
}

// The state alone is larger than the limit: nothing that is delivered can make room.
TEST(BridgeFaults, ALimitBelowTheStatesOwnSizeDoesNotStopConsumptionForGood_R22) {
  WorldOptions options = small_world();
  options.ingest.journal_bytes_max = 20'000;
  options.ingest.checkpoint_after_bytes = 2048;
  options.remote_as_count = 500;
  BridgeWorld world(22, options);
  for (int i = 0; i < 10; ++i) {
    world.produce(300);
    world.run(60);
  }
  world.run_until_idle();
  world.check();
}

// Removing a file may need space where the file system copies on write.
TEST(BridgeFaults, AFileThatCannotBeRemovedForWantOfSpaceDoesNotSpoilTheJournal) {
  for (std::uint64_t nth = 1; nth <= 6; ++nth) {
    SCOPED_TRACE(nth);
    BridgeWorld world(23, small_world());
    world.produce(2000);
    world.run(100);
    world.disk.fail(DiskOperation::kRemove, nth, ErrorCode::kNoSpace);
    for (int i = 0; i < 10; ++i) {
      world.produce(500);
      world.run(50);
    }
    world.kill();
    ASSERT_FALSE(world.error) << world.error->message();
    world.run_until_idle();
    world.check();
  }
}

// What a checkpoint cannot be written for is not tried at every step.
TEST(BridgeFaults, ACheckpointWithoutSpaceIsTriedNowAndThen) {
  BridgeWorld world(24, small_world());
  world.produce(300);
  world.run_until_idle();
  world.options.ingest.checkpoint_after_bytes = 1;
  world.kill();
  std::uint64_t used = 0;
  for (const auto& [path, contents] : world.disk.files()) used += contents.size();
  world.disk.set_capacity(used + 300);
  world.produce(1);
  world.run(20);
  const std::uint64_t before = world.disk.operations();
  world.run(200);
  EXPECT_LT(world.disk.operations() - before, 100u);
  world.disk.set_capacity(std::nullopt);
  world.run_until_idle();
  world.check();
}

// The quarantine is stored before the cursor; while it does not fit, the stage stays settled.
TEST(BridgeFaults, AFullDiskDoesNotMakeAQuarantineStricter_R19) {
  BridgeWorld world(25, small_world());
  bool refuse = false;
  world.receiver.refuse_series([&refuse](const LabelSet& labels) {
    return refuse &&
           std::find(labels.begin(), labels.end(), Label{"source_as", "1003"}) != labels.end();
  });
  world.produce(500);
  world.run_until_idle();
  world.http.down = true;
  world.produce(500);
  world.pass(1min);
  world.run(300);
  std::uint64_t used = 0;
  for (const auto& [path, contents] : world.disk.files()) used += contents.size();
  world.disk.set_capacity(used);
  refuse = true;
  world.http.down = false;
  world.now.monotonic += 1min;
  world.run(100);
  refuse = false;
  ASSERT_GT(lines_with(world.log, "disk is full, delivery pauses"), 10u);
  world.disk.set_capacity(std::nullopt);
  for (int i = 0; i < 12; ++i) {
    world.produce(100);
    world.run(100);
  }
  world.run_until_idle();
  EXPECT_EQ(world.hub().snapshot().deliveries.front()->series_quarantined, 0u);
}

/// The samples of the series that this AS feeds, in this metric.
std::vector<WrittenSample> samples_of(const BridgeWorld& world, const std::string& metric,
                                      const std::string& source_as) {
  for (const auto& [labels, samples] : world.receiver.series()) {
    const auto has = [&labels = labels](const Label& label) {
      return std::find(labels.begin(), labels.end(), label) != labels.end();
    };
    if (has({"__name__", metric}) && has({"source_as", source_as})) return samples;
  }
  return {};
}

// The bytes' anchor was delivered before the restart; the packets' was not.
TEST(BridgeFaults, AMeasureEnabledInTheMiddleOfATickHasItsFirstSampleBeforeIt_R10) {
  BridgeWorld world(26, small_world());
  world.produce_one(0, 1000, 500, world.now.wall);
  world.run_until_idle();
  world.produce_one(0, 1001, 500, world.now.wall);
  world.run(5);
  world.pass(30s);
  for (int i = 0; i < 2000 && samples_of(world, "flow_receive_bytes_total", "1001").empty(); ++i) {
    ASSERT_TRUE(world.step());
  }
  world.http.down = true;
  world.run(10);
  ASSERT_EQ(samples_of(world, "flow_receive_bytes_total", "1001").size(), 1u) << "the anchor";
  world.options.delivery.measures = {Measure::kBytes, Measure::kPackets};
  world.kill();
  world.http.down = false;
  world.run_until_idle();
  const auto packets = samples_of(world, "flow_receive_packets_total", "1001");
  ASSERT_GE(packets.size(), 2u);
  EXPECT_EQ(packets[0].value, value_bits(0));
  EXPECT_EQ(packets[1].value, value_bits(1));
  EXPECT_EQ(world.receiver.verdicts(SampleVerdict::kOutOfOrder), 0u);
}

TEST(BridgeFaults, AMeasureEnabledAgainIsContactedAgain_R10) {
  WorldOptions options = small_world();
  options.delivery.measures = {Measure::kBytes, Measure::kPackets};
  BridgeWorld world(27, options);
  const auto restart_with = [&world](MeasureSet measures) {
    world.options.delivery.measures = measures;
    world.kill();
    // In the very next window.
    const UnixTime time = world.ingest().ledger().last_tick().value_or(world.now.wall) + 1s;
    for (int i = 0; i < 5; ++i) world.produce_one(0, 1000, 500, time);
    world.run_until_idle();
  };
  restart_with({Measure::kBytes, Measure::kPackets});
  restart_with({Measure::kBytes});
  const std::size_t before = samples_of(world, "flow_receive_packets_total", "1000").size();
  restart_with({Measure::kBytes, Measure::kPackets});
  const auto packets = samples_of(world, "flow_receive_packets_total", "1000");
  ASSERT_GT(packets.size(), before + 1);
  EXPECT_EQ(packets[before].value, value_bits(10)) << "what was counted while nobody asked for it";
  EXPECT_EQ(packets[before + 1].value, value_bits(15));
}

// Or two bridges that share a topic would count the same partition.
TEST(BridgeFaults, APartitionThatTheOptionsNoLongerNameIsNeitherReadNorWaitedFor) {
  WorldOptions options = small_world();
  options.partitions = 2;
  BridgeWorld world(28, options);
  world.produce_one(0, 1000, 500, world.now.wall);
  world.produce_one(1, 1001, 500, world.now.wall);
  world.run_until_idle();
  world.check();
  world.options.ingest.partitions.partitions = {0};
  world.kill();
  world.produce_one(0, 1002, 500, world.now.wall);
  world.produce_one(1, 1003, 500, world.now.wall);
  world.run(100);
  world.pass(60s);
  world.run(1000);
  EXPECT_FALSE(samples_of(world, "flow_receive_bytes_total", "1002").empty());
  EXPECT_TRUE(samples_of(world, "flow_receive_bytes_total", "1003").empty());
  EXPECT_EQ(world.hub().snapshot().ingest->state, IngestState::kConsuming);
}

// The difference of the two is what an alarm on a destination that falls behind goes by.
// An answer comes while a step waits for it: the wait is no part of the backoff.
TEST(BridgeFaults, ABackoffBeginsWhenTheAnswerHasCome) {
  BridgeWorld world(7, small_world());
  std::vector<MonotonicTime> sent_at;
  world.http.answers_instead = [&](const HttpRequest&) {
    sent_at.push_back(world.now.monotonic);
    HttpCompletion unavailable;
    unavailable.status = 503;
    return std::optional(unavailable);
  };
  world.http.waits = [&world](Duration wait) { world.now.monotonic += wait; };
  world.produce(300);
  world.run(200);
  ASSERT_GT(sent_at.size(), 4u);
  for (std::size_t i = 2; i < 5; ++i) {
    EXPECT_GE(sent_at[i] - sent_at[i - 1], 200ms + BackoffOptions{}.first / 2) << i;
  }
}

// A receiver that chokes on one sample says that it is its own fault, again and again.
TEST(BridgeFaults, ASeriesThatIsAnsweredByServerErrorsCostsItsNeighboursNothing_R19) {
  WorldOptions options = small_world();
  options.receiver.refused_status = 500;
  BridgeWorld world(7, options);
  bool chokes = true;
  world.receiver.refuse_series([&chokes](const LabelSet& labels) {
    return chokes && std::any_of(labels.begin(), labels.end(), [](const Label& label) {
             return label.name == "source_as" && label.value == "1003";
           });
  });
  for (int i = 0; i < 10; ++i) {
    world.produce(300, 200ms);
    world.run(400);
  }
  const auto report = world.hub().snapshot().deliveries.front();
  EXPECT_GT(report->series_quarantined, 0u);
  EXPECT_LE(report->series_quarantined, 4u) << "AS 1003 at two routers, both ways";
  EXPECT_LT(report->ticks_pending, 3u);
  chokes = false;
  for (int i = 0; i < 40; ++i) {
    world.produce(300, 200ms);
    world.run(200);
  }
  world.run_until_idle();
  EXPECT_EQ(world.hub().snapshot().deliveries.front()->series_quarantined, 0u);
  world.check_totals();
}

// The same answers, while it takes nothing at all.
TEST(BridgeFaults, AReceiverThatIsBrokenForHoursIsNoReasonToIsolateSeries_R19) {
  BridgeWorld world(7, small_world());
  world.produce(300);
  world.run_until_idle();
  world.http.scripted_status = 500;
  for (int i = 0; i < 20; ++i) {
    world.produce(100);
    world.pass(1min);
    world.run(200);
  }
  EXPECT_EQ(world.hub().snapshot().deliveries.front()->series_quarantined, 0u);
  world.http.scripted_status = std::nullopt;
  world.run_until_idle();
  EXPECT_EQ(world.hub().snapshot().deliveries.front()->series_quarantined, 0u);
  world.check();
}

TEST(BridgeFaults, ADestinationThatIsDownIsSeenToFallBehind) {
  BridgeWorld world(29, small_world());
  world.produce(100);
  world.run_until_idle();
  world.http.down = true;
  for (int i = 0; i < 30; ++i) {
    world.produce(300);
    world.run(60);
  }
  const auto report = world.hub().snapshot().deliveries.front();
  ASSERT_TRUE(report->highest_journaled && report->highest_delivered);
  EXPECT_EQ(*report->highest_journaled, *world.ingest().ledger().last_tick());
  EXPECT_GT(*report->highest_journaled - *report->highest_delivered, 10min);
  EXPECT_GT(report->ticks_pending, 0u);
  world.http.down = false;
  world.run_until_idle();
  EXPECT_EQ(world.hub().snapshot().deliveries.front()->ticks_pending, 0u);
  world.check();
}

TEST(BridgeFaults, ABrokerThatGoesIsNoticedAndItsReturnToo) {
  BridgeWorld world(33, small_world());
  world.produce(100);
  world.run(20);
  EXPECT_TRUE(world.hub().snapshot().ingest->broker_answers);
  world.broker.set_reachable(false);
  world.pass(19s);
  world.run(30);
  EXPECT_TRUE(world.hub().snapshot().ingest->broker_answers) << "it may only be slow";
  world.pass(2s);
  world.run(30);
  EXPECT_FALSE(world.hub().snapshot().ingest->broker_answers);
  EXPECT_EQ(lines_with(world.log, "no broker answers, flows wait"), 1u);
  world.broker.set_reachable(true);
  world.run(60);
  EXPECT_TRUE(world.hub().snapshot().ingest->broker_answers);
  world.produce(100);
  world.run_until_idle();
  world.check();
}

// The process is stopped in the middle of a poll, and records come that are younger than its step.
TEST(BridgeFaults, ARecordIsHeldAgainstTheTimeWhenItWasRead_R1) {
  BridgeWorld world(32, small_world());
  world.produce(100);
  world.run(20);
  const Now stopped = world.now;
  world.pass(2min);
  world.produce(100);
  const Now woken = world.now;
  world.broker.set_read_at(woken);
  world.now = stopped;
  ASSERT_TRUE(world.step());
  world.broker.set_read_at(std::nullopt);
  world.now = woken;
  // R3: nothing more comes for a moment, and the log's clock is not two minutes ahead.
  world.run(100);
  world.produce(100);
  world.run_until_idle();
  world.check();
  EXPECT_EQ(world.hub().snapshot().ingest->windows.timestamps_clamped, 0u);
  EXPECT_EQ(world.hub().snapshot().ingest->windows.late_records, 0u);
}

// All partitions of a first start begin together.
TEST(BridgeFaults, APartitionThatKeepsTheFirstStartWaitingIsNamed) {
  BridgeWorld world(30, small_world());
  world.broker.set_reachable({"pmacct.acct", 1}, false);
  world.run(10);
  EXPECT_EQ(lines_with(world.log, "cannot begin yet"), 1u);
  EXPECT_EQ(lines_with(world.log, "pmacct.acct[1]"), 1u);
  world.broker.set_reachable({"pmacct.acct", 1}, true);
  world.produce(100);
  world.run_until_idle();
  world.check();
}

// Its quarantine is about what it was sent before.
TEST(BridgeFaults, ADestinationThatBeginsAnewHasNoQuarantine_R10) {
  BridgeWorld world(31, small_world());
  world.receiver.refuse_series([](const LabelSet& labels) {
    return std::find(labels.begin(), labels.end(), Label{"source_as", "1003"}) != labels.end();
  });
  world.produce(300);
  world.run_until_idle();
  ASSERT_GT(world.hub().snapshot().deliveries.front()->series_quarantined, 0u);
  world.stop();
  world.receiver.refuse_series([](const LabelSet&) { return false; });
  world.disk.remove_file("destinations/default/cursor");
  world.start();
  world.kill();
  world.run(1);
  EXPECT_EQ(world.hub().snapshot().deliveries.front()->series_quarantined, 0u);
}

}  // namespace
}  // namespace flowbridge

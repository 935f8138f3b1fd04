// R22: the whole bridge on fakes, with a journal that is soon full.

#include "delivery/gap.h"
#include "support/bridge_world.h"

#include <algorithm>
#include <bit>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr std::uint32_t kKnownAs = 1001;
constexpr std::uint32_t kNewAs = 1002;
constexpr int kStepsAtOnce = BridgeWorld::kStepsAtOnce;
constexpr std::uint64_t kQuota = 30'000;

WorldOptions small_journal(WhenFull when_full) {
  WorldOptions options = small_world();
  options.journal.segment_bytes = 1024;
  options.ingest.checkpoint_after_bytes = 1024;
  options.ingest.journal_bytes_max = kQuota;
  options.delivery.when_full = when_full;
  return options;
}

class BridgeQuota : public ::testing::Test {
 protected:
  explicit BridgeQuota(const WorldOptions& options = small_journal(WhenFull::kDropOldest))
      : world_(1, options) {}

  /// One record of an AS, now; both loops take it up.
  void flow(std::uint32_t source, std::uint64_t bytes) {
    world_.produce_one(0, source, bytes, world_.now.wall);
    live(1min);
  }

  void wait(Duration time) { world_.wait(time); }

  void live(Duration time) {
    for (Duration passed{0}; passed < time; passed += 15s) {
      world_.live(15s);
      const Snapshot snapshot = world_.hub().snapshot();
      if (snapshot.ingest->state == IngestState::kPausedQuota) was_paused_ = true;
    }
  }

  /// The destination is away while a known series rises and another is born, and traffic goes on.
  void be_away(int hours) {
    world_.http.down = true;
    flow(kKnownAs, 7);
    flow(kNewAs, 9);
    for (int i = 0; i < 2 * hours; ++i) {
      live(29min);
      flow(kKnownAs, 1);
    }
  }

  void be_back() {
    world_.http.down = false;
    live(20min);
  }

  SkippedTicks skipped(std::string_view reason) const {
    const auto report = world_.hub().snapshot().deliveries.front();
    const auto of = [reason](const NamedCounts& counts) {
      const auto found =
          std::find_if(counts.begin(), counts.end(),
                       [reason](const NamedCount& count) { return count.name == reason; });
      return found->count;
    };
    return {.ticks = of(report->ticks_skipped), .bytes = of(report->bytes_skipped)};
  }

  auto times_logged(std::string_view event) const {
    const std::vector<std::string> lines = world_.log.lines();
    return std::count_if(lines.begin(), lines.end(), [event](const std::string& line) {
      return line.find(event) != std::string::npos;
    });
  }

  bool has_gap_file() const { return world_.disk.files().contains(kGapFile); }

  static constexpr const char* kGapFile = "destinations/default/gap";
  mutable BridgeWorld world_;
  bool was_paused_ = false;
};

TEST_F(BridgeQuota, R22WhatThereIsNoRoomForIsGivenUpCountedAndInTheTotals) {
  flow(kKnownAs, 100);
  be_away(8);
  EXPECT_FALSE(was_paused_);
  const SkippedTicks while_away = skipped("quota");
  EXPECT_GE(while_away.bytes, 16u);
  EXPECT_GE(while_away.ticks, 1h / 15s);
  be_back();
  world_.check_totals();
  EXPECT_EQ(skipped("quota"), while_away);
  EXPECT_EQ(skipped("too_old"), SkippedTicks{});
  EXPECT_EQ(world_.hub().snapshot().deliveries.front()->ticks_pending, 0u);
}

// Never more than needed: what is left is sent window by window, and that is most of the journal.
TEST_F(BridgeQuota, R22WhatThereIsRoomForIsKept) {
  flow(kKnownAs, 100);
  be_away(8);
  const std::uint64_t bytes = world_.hub().snapshot().ingest->journal.bytes;
  EXPECT_LE(bytes, kQuota);
  EXPECT_GE(bytes, kQuota * 8 / 10);
}

TEST_F(BridgeQuota, R22CrashesAllTheWhileChangeNothing) {
  flow(kKnownAs, 100);
  world_.http.down = true;
  flow(kNewAs, 9);
  for (int i = 0; i < 60; ++i) {
    flow(kKnownAs, 1);
    live(7min);
    world_.run(i % 7);
    world_.crash();
  }
  live(1min);
  const SkippedTicks while_away = skipped("quota");
  EXPECT_GE(while_away.bytes, 9u);
  world_.http.down = false;
  for (int i = 0; i < 60; ++i) {
    wait(15s);
    world_.run(1 + i % 7);
    world_.crash();
  }
  live(20min);
  world_.check_totals();
  // One that is slow, as it was just now, gives way like one that is gone.
  EXPECT_GE(skipped("quota").ticks, while_away.ticks);
  EXPECT_GE(skipped("quota").bytes, while_away.bytes);
}

TEST_F(BridgeQuota, R22OneGapMayFollowAnother) {
  flow(kKnownAs, 100);
  be_away(6);
  be_back();
  const SkippedTicks first = skipped("quota");
  be_away(6);
  be_back();
  world_.check_totals();
  EXPECT_GT(skipped("quota").ticks, first.ticks);
}

// It takes the last hour only: what is left of the journal is too old for the most part.
TEST_F(BridgeQuota, R20GoesOnWhereR22Ends) {
  flow(kKnownAs, 100);
  be_away(8);
  world_.receiver.others_write(world_.now.wall);
  be_back();
  world_.check_totals();
  EXPECT_GT(skipped("quota").ticks, 0u);
  EXPECT_GT(skipped("too_old").ticks, 0u);
}

TEST_F(BridgeQuota, R22IsSaidWhenAGapBeginsAndWhenItHasEnded) {
  flow(kKnownAs, 100);
  be_away(8);
  EXPECT_EQ(times_logged("journal is full, a destination loses its oldest windows"), 1);
  EXPECT_EQ(times_logged("destination goes on after windows that were skipped"), 0);
  EXPECT_TRUE(has_gap_file());
  be_back();
  EXPECT_EQ(times_logged("destination goes on after windows that were skipped"), 1);
  EXPECT_FALSE(has_gap_file());
}

// The process died between the last two steps of the gap's end.
TEST_F(BridgeQuota, R22AFileThatIsLeftOfAGapThatHasEndedMeansNothing) {
  flow(kKnownAs, 100);
  be_away(8);
  const std::string left = world_.disk.files().at(kGapFile);
  be_back();
  const SkippedTicks before = skipped("quota");
  world_.stop();
  world_.disk.put_file(kGapFile, left);
  world_.start();
  flow(kKnownAs, 3);
  world_.check_totals();
  EXPECT_EQ(skipped("quota"), before);
}

// It was about another destination of that name.
TEST_F(BridgeQuota, ADestinationThatBeginsAnewIsInNoGap) {
  flow(kKnownAs, 100);
  be_away(8);
  world_.stop();
  ASSERT_TRUE(has_gap_file());
  world_.disk.remove_file("destinations/default/cursor");
  world_.start();
  live(1min);
  EXPECT_FALSE(has_gap_file());
  EXPECT_EQ(skipped("quota"), SkippedTicks{});
}

/// Rules give the known AS and the new one the same labels.
WorldOptions small_journal_and_rules() {
  WorldOptions options = small_journal(WhenFull::kDropOldest);
  options.ingest.series.idle_timeout = 45min;
  options.delivery.relabel = {
      .rules = {{.source_labels = {"source_as"}, .regex = "100.", .target_label = "source_as"},
                {.action = RelabelAction::kLabelDrop, .regex = ".*_as_name"}}};
  return options;
}

class BridgeQuotaWithRules : public BridgeQuota,
                             public ::testing::WithParamInterface<std::tuple<bool, bool>> {
 protected:
  BridgeQuotaWithRules() : BridgeQuota(small_journal_and_rules()) {}

  /// Each once, as long as it stays: of the only series.
  std::vector<double> values() const {
    std::vector<double> values;
    EXPECT_EQ(world_.receiver.series().size(), 1u);
    for (const WrittenSample& sample : world_.receiver.series().begin()->second) {
      const double value = std::bit_cast<double>(sample.value);
      const bool repeats = !values.empty() && values.back() == value;
      if (sample.value != kStaleMarkerBits && !repeats) values.push_back(value);
    }
    return values;
  }
};

// The one that had the labels tells what it counted in the gap, and has ended; so the other one,
// which was refused them or was born there, begins after it. A start inside the gap finds only that
// one alive.
TEST_P(BridgeQuotaWithRules, R8R22WhoHasEqualLabelsDoesNotHangOnAStartInsideTheGap) {
  const auto [starts_inside, was_refused] = GetParam();
  flow(kKnownAs, 100);
  if (was_refused) flow(kNewAs, 1);
  world_.http.down = true;
  flow(kKnownAs, 7);
  for (int half_hours = was_refused ? 1 : -8; half_hours < 20; ++half_hours) {
    if (half_hours >= 0) flow(kNewAs, 1);
    live(29min);
  }
  ASSERT_TRUE(has_gap_file());
  if (starts_inside) world_.crash();
  world_.http.down = false;
  flow(kNewAs, 1);
  live(20min);
  EXPECT_THAT(values(), ::testing::ElementsAre(0, 100, 107, 0, 17, 18, 19, 20, 21));
}

INSTANTIATE_TEST_SUITE_P(Starts, BridgeQuotaWithRules,
                         ::testing::Combine(::testing::Bool(), ::testing::Bool()),
                         [](const auto& starts) {
                           return std::string(std::get<0>(starts.param) ? "Inside" : "Before") +
                                  (std::get<1>(starts.param) ? "OneRefused" : "OneBorn");
                         });

class BridgeQuotaBlocks : public BridgeQuota {
 protected:
  BridgeQuotaBlocks() : BridgeQuota(small_journal(WhenFull::kBlock)) {}
};

TEST_F(BridgeQuotaBlocks, R22NothingIsGivenUpAndConsumptionPauses) {
  flow(kKnownAs, 100);
  be_away(8);
  EXPECT_TRUE(was_paused_);
  be_back();
  live(1h);
  world_.check_totals();
  EXPECT_EQ(skipped("quota"), SkippedTicks{});
}

// Its newest checkpoints lie behind the newest tick, and nobody would close another one.
TEST(BridgeQuotaReached, R22InTheMiddleOfAWindowConsumptionGoesOnWhenAllIsDelivered) {
  for (std::uint64_t quota = 20'000; quota < 21'000; quota += 50) {
    SCOPED_TRACE(quota);
    WorldOptions options = small_journal(WhenFull::kBlock);
    options.partitions = 1;
    options.ingest.ledger.width = 60s;
    options.ingest.checkpoint_after_bytes = 64;
    options.ingest.journal_bytes_max = quota;
    BridgeWorld world(1, options);
    world.http.down = true;
    const auto is_paused = [&] {
      const auto ingest = world.hub().snapshot().ingest;
      return ingest && ingest->state == IngestState::kPausedQuota;
    };
    const auto live = [&](Duration time) {
      for (Duration passed{0}; passed < time; passed += 5s) {
        world.produce_one(0, kKnownAs, 1, world.now.wall);
        world.pass(5s);
        world.now.monotonic += 5s;
        world.run(kStepsAtOnce);
      }
    };
    for (int i = 0; i < 600 && !is_paused(); ++i) live(5s);
    ASSERT_TRUE(is_paused());
    world.http.down = false;
    live(10min);
    EXPECT_FALSE(is_paused());
    world.run_until_idle();
    world.check();
  }
}

}  // namespace
}  // namespace flowbridge

// R11: the whole bridge on fakes, while names come and go. What every name holds is exact, in every
// window, and what is no name any more has ended.

#include "support/bridge_world.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr std::uint32_t kRemote = 1001;

class BridgeRename : public ::testing::Test {
 protected:
  BridgeRename() { world_.rename({{kRemote, "A"}}); }

  void flow(std::uint64_t bytes) {
    world_.produce_one(0, kRemote, bytes, world_.now.wall);
    world_.run_until_idle();
  }
  void name(const std::string& name) { world_.rename({{kRemote, name}}); }
  void restart_with(const std::string& name) {
    world_.stop();
    world_.rename({{kRemote, name}});
    world_.start();
  }

  std::vector<WrittenSample> samples(const std::string& name) {
    for (const auto& [labels, samples] : world_.receiver.series()) {
      for (const Label& label : labels) {
        if (label.name == "source_as_name" && label.value == name) return samples;
      }
    }
    return {};
  }
  double value(const std::string& name) {
    double value = -1;
    for (const WrittenSample& sample : samples(name)) {
      if (sample.value != kStaleMarkerBits) value = std::bit_cast<double>(sample.value);
    }
    return value;
  }
  bool has_ended(const std::string& name) {
    return !samples(name).empty() && samples(name).back().value == kStaleMarkerBits;
  }
  SeriesReport report() { return world_.hub().snapshot().ingest->series; }

  BridgeWorld world_{1, small_world()};
};

TEST_F(BridgeRename, TheNewNameHasACounterOfItsOwn) {
  flow(100);
  name("B");
  flow(20);
  world_.check();
  EXPECT_EQ(value("A"), 100);
  EXPECT_EQ(value("B"), 20);
  EXPECT_TRUE(has_ended("A"));
  EXPECT_FALSE(has_ended("B"));
}

TEST_F(BridgeRename, ANameThatComesBackGoesOnWithItsCounter) {
  flow(100);
  name("B");
  flow(20);
  name("A");
  flow(3);
  world_.check();
  EXPECT_EQ(value("A"), 103);
  EXPECT_EQ(value("B"), 20);
  EXPECT_FALSE(has_ended("A"));
  EXPECT_TRUE(has_ended("B"));
}

TEST_F(BridgeRename, ANameEndsWithoutAnotherFlow) {
  flow(100);
  name("B");
  world_.run_until_idle();
  EXPECT_TRUE(has_ended("A"));
  EXPECT_TRUE(samples("B").empty());
}

TEST_F(BridgeRename, WhatIsInOpenWindowsIsSentUnderTheNameItWasReadWith) {
  world_.produce_one(0, kRemote, 100, world_.now.wall);
  // The first step journals all it reads, and closes nothing.
  world_.run(1);
  ASSERT_EQ(world_.ingest().ledger().open_windows(), 1u);
  name("B");
  flow(20);
  EXPECT_EQ(value("A"), 100);
  EXPECT_FALSE(has_ended("A")) << "both rose at the last tick";
  world_.run_until_idle();
  world_.check();
  EXPECT_EQ(value("A"), 100);
  EXPECT_EQ(value("B"), 20);
  EXPECT_TRUE(has_ended("A"));
}

TEST_F(BridgeRename, AStartWithOtherNamesRenamesToo) {
  flow(100);
  restart_with("B");
  flow(20);
  restart_with("A");
  flow(3);
  world_.check();
  EXPECT_EQ(value("A"), 103);
  EXPECT_EQ(value("B"), 20);
  EXPECT_TRUE(has_ended("B"));
}

TEST_F(BridgeRename, AStartWithTheSameNamesEndsNothing) {
  flow(100);
  name("B");
  flow(20);
  world_.crash();
  world_.run_until_idle();
  EXPECT_FALSE(has_ended("B"));
  flow(3);
  world_.check();
  EXPECT_EQ(value("B"), 23);
}

TEST_F(BridgeRename, IsCountedApartFromWhatFellIdle) {
  flow(100);
  name("B");
  flow(20);
  EXPECT_EQ(report().renamed, 1u);
  EXPECT_EQ(report().expired, 0u);
  EXPECT_EQ(report().live, 1u);
}

// Ticks must go on until the marker is sent, however long nothing flows.
TEST_F(BridgeRename, ASilenceDoesNotPassOverTheMarker) {
  flow(100);
  name("B");
  world_.run(1);
  world_.pass(3h);
  world_.run_until_idle();
  ASSERT_TRUE(has_ended("A"));
  const UnixTime rose = samples("A")[1].timestamp;
  EXPECT_LT(samples("A").back().timestamp - rose, 1min);
}

TEST_F(BridgeRename, BytesOfAnAsWithoutANameAreCountedAsWhatTheyAreWhenTheyCome) {
  flow(100);
  EXPECT_EQ(report().unnamed_bytes, 0u);
  world_.rename({});
  flow(20);
  EXPECT_EQ(report().unnamed_bytes, 20u);
  name("A");
  flow(3);
  EXPECT_EQ(report().unnamed_bytes, 20u);
  EXPECT_EQ(world_.hub().snapshot().ingest->decode.flow_bytes, 123u);
  EXPECT_EQ(report().name_lookups, 6u) << "A, the number, A again; ours each time";
  EXPECT_EQ(report().name_lookups_missed, 1u);
}

}  // namespace
}  // namespace flowbridge

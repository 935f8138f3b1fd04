// R14: the whole bridge on fakes, with what is known of AS beside the series of flows, on them, or
// both; what it is may change at every start.

#include "support/bridge_world.h"

#include <algorithm>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr std::uint32_t kOwn = 64496;
constexpr std::uint32_t kRemote = 1001;
constexpr int kStepsAtOnce = 20;

enum class Where { kLabels, kInfo, kBoth };

class BridgeInfo : public ::testing::Test {
 protected:
  BridgeInfo() {
    world_.stop();
    start(Where::kInfo);
    world_.rename({{kRemote, "A"}});
  }

  void start(Where where) {
    IngestOptions& ingest = world_.options.ingest;
    ingest.series.name_labels = where == Where::kInfo ? NameLabels::kAbsent : NameLabels::kPresent;
    ingest.info.metrics.clear();
    if (where != Where::kLabels) ingest.info.metrics.push_back(InfoMetric::kAsInfo);
    if (peering_) ingest.info.metrics.push_back(InfoMetric::kAsPeeringInfo);
    ingest.info.own = {Asn(kOwn)};
    world_.start();
  }
  void restart(Where where) {
    world_.stop();
    start(where);
  }

  void flow(std::uint64_t bytes, std::uint32_t source = kRemote) {
    world_.produce_one(0, source, bytes, world_.now.wall);
    world_.run_until_idle();
  }
  void name(const std::string& name) { world_.rename({{kRemote, name}}); }
  /// PeeringDB is asked for, from this start on or no more.
  void restart_with_peering(bool peering) {
    peering_ = peering;
    restart(Where::kLabels);
  }

  /// Time goes on, by all clocks alike, and both loops with it.
  void live(Duration time) {
    for (Duration passed{0}; passed < time; passed += 15s) {
      world_.now.wall += 15s;
      world_.now.monotonic += 15s - kStepsAtOnce * 5ms;
      world_.run(kStepsAtOnce);
    }
  }

  static std::string label(const LabelSet& labels, const std::string& name) {
    for (const Label& label : labels) {
      if (label.name == name) return label.value;
    }
    return "";
  }

  using Samples = std::vector<WrittenSample>;
  /// Of the remote AS, by what they call it.
  std::map<std::string, Samples> gauges(std::uint32_t asn = kRemote) {
    return found("flow_as_info", asn, [](const LabelSet& labels) { return label(labels, "name"); });
  }
  /// Likewise, by policy, and exchanges and facilities in common: "Open 1 0".
  std::map<std::string, Samples> peering(std::uint32_t asn = kRemote) {
    return found("flow_as_peering_info", asn, [](const LabelSet& labels) {
      return label(labels, "policy") + " " + label(labels, "common_ix") + " " +
             label(labels, "common_facilities");
    });
  }
  template <typename Text>
  std::map<std::string, Samples> found(const std::string& metric, std::uint32_t asn, Text text) {
    std::map<std::string, Samples> found;
    for (const auto& [labels, samples] : world_.receiver.series()) {
      const bool is_its = label(labels, "asn") == std::to_string(asn);
      if (label(labels, "__name__") == metric && is_its) found[text(labels)] = samples;
    }
    return found;
  }
  /// By the name on them, "" if there is none: how much they have, and whether they have ended.
  std::map<std::string, std::pair<double, bool>> flows() {
    std::map<std::string, std::pair<double, bool>> found;
    for (const auto& [labels, samples] : world_.receiver.series()) {
      if (label(labels, "source_as") != std::to_string(kRemote)) continue;
      auto& [value, ended] = found[label(labels, "source_as_name")];
      for (const WrittenSample& sample : samples) {
        ended = sample.value == kStaleMarkerBits;
        if (!ended) value = std::bit_cast<double>(sample.value);
      }
    }
    return found;
  }
  static bool has_ended(const Samples& samples) {
    return !samples.empty() && samples.back().value == kStaleMarkerBits;
  }

  bool peering_ = false;
  static constexpr bool kLive = false;
  static constexpr bool kEnded = true;
  BridgeWorld world_{1, small_world()};
};

TEST_F(BridgeInfo, ANewNameMakesNoNewSeriesOfFlows) {
  flow(100);
  name("B");
  flow(20);
  world_.check();
  EXPECT_THAT(flows(), UnorderedElementsAre(Pair("", Pair(120, kLive))));
  const auto all = gauges();
  ASSERT_THAT(all, UnorderedElementsAre(Pair("A", testing::_), Pair("B", testing::_)));
  EXPECT_TRUE(has_ended(all.at("A")));
  EXPECT_FALSE(has_ended(all.at("B")));
  EXPECT_EQ(all.at("A").back().timestamp, all.at("B").front().timestamp) << "both at T";
}

TEST_F(BridgeInfo, AGaugeBeginsWithTheFirstValueOfItsAs) {
  flow(100);
  const Samples gauge = gauges().at("A");
  EXPECT_EQ(gauge.front().value, value_bits(1));
  UnixTime first_value{};
  for (const auto& [labels, samples] : world_.receiver.series()) {
    if (label(labels, "source_as") == std::to_string(kRemote)) first_value = samples[1].timestamp;
  }
  EXPECT_EQ(gauge.front().timestamp, first_value);
  EXPECT_FALSE(gauges(kOwn).empty()) << "our own AS is in use, too";
}

TEST_F(BridgeInfo, BothSayIt) {
  restart(Where::kBoth);
  flow(100);
  name("B");
  flow(20);
  world_.check();
  EXPECT_THAT(flows(),
              UnorderedElementsAre(Pair("A", Pair(100, kEnded)), Pair("B", Pair(20, kLive))));
  EXPECT_TRUE(has_ended(gauges().at("A")));
  EXPECT_FALSE(has_ended(gauges().at("B")));
}

TEST_F(BridgeInfo, NamesOnTheLabelsAloneMakeNoGauge) {
  restart(Where::kLabels);
  flow(100);
  EXPECT_THAT(flows(), UnorderedElementsAre(Pair("A", Pair(100, kLive))));
  EXPECT_THAT(gauges(), IsEmpty());
}

// R11: another label set is another series, and goes on where it was when it comes back.
TEST_F(BridgeInfo, AnotherChoiceAtAStartIsAnotherNameForAllSeries) {
  flow(100);
  restart(Where::kLabels);
  flow(20);
  EXPECT_THAT(flows(),
              UnorderedElementsAre(Pair("", Pair(100, kEnded)), Pair("A", Pair(20, kLive))));
  EXPECT_TRUE(has_ended(gauges().at("A")));
  restart(Where::kBoth);
  flow(3);
  EXPECT_THAT(flows(),
              UnorderedElementsAre(Pair("", Pair(100, kEnded)), Pair("A", Pair(23, kLive))))
      << "the labels are the same";
  EXPECT_FALSE(has_ended(gauges().at("A")));
  restart(Where::kInfo);
  flow(4);
  EXPECT_THAT(flows(),
              UnorderedElementsAre(Pair("", Pair(104, kLive)), Pair("A", Pair(23, kEnded))));
  EXPECT_FALSE(has_ended(gauges().at("A")));
  world_.check_totals();
}

TEST_F(BridgeInfo, AnAsThatFallsIdleLosesItsGaugeWithItsSeries) {
  world_.options.ingest.series.idle_timeout = 2min;
  restart(Where::kInfo);
  flow(100);
  flow(5, 1002);
  for (int i = 0; i < 12; ++i) flow(1, 1002);
  EXPECT_TRUE(has_ended(gauges().at("A")));
  EXPECT_FALSE(has_ended(gauges(1002).at("AS1002")));
  flow(20);
  EXPECT_FALSE(has_ended(gauges().at("A")));
  world_.check();
}

TEST_F(BridgeInfo, AGaugeIsSentOnceAMinuteHoweverQuietItsAsIs) {
  flow(100);
  live(20min);
  const Samples gauge = gauges().at("A");
  for (std::size_t i = 1; i < gauge.size(); ++i) {
    EXPECT_LE(gauge[i].timestamp - gauge[i - 1].timestamp, 1min);
  }
  EXPECT_GE(gauge.back().timestamp - gauge.front().timestamp, 19min);
  EXPECT_LE(gauge.size(), 22u) << "and not more often";
}

TEST_F(BridgeInfo, ANewDestinationIsSentEveryLiveGaugeAtOnce) {
  flow(100);
  name("B");
  flow(20);
  world_.stop();
  for (const auto& [file, contents] : world_.disk.files()) {
    if (file.starts_with("destinations/")) world_.disk.remove_file(file);
  }
  world_.receiver = ReceiverModel();
  world_.start();
  world_.run_until_idle();
  ASSERT_THAT(gauges(), UnorderedElementsAre(Pair("B", testing::_)));
  UnixTime first = UnixTime::max();
  for (const auto& [labels, samples] : world_.receiver.series()) {
    first = std::min(first, samples.front().timestamp);
  }
  EXPECT_EQ(gauges().at("B").front().timestamp, first);
  EXPECT_EQ(gauges(kOwn).begin()->second.front().timestamp, first);
}

// R19: alone, until it is taken; it is 1 from its first sample on.
TEST_F(BridgeInfo, AGaugeThatIsRefusedComesBackByItself) {
  world_.receiver.refuse_series([](const LabelSet& labels) {
    return is_info_gauge(labels) && label(labels, "asn") == std::to_string(kRemote);
  });
  flow(100);
  EXPECT_THAT(gauges(), IsEmpty());
  EXPECT_FALSE(gauges(kOwn).empty());
  EXPECT_EQ(world_.hub().snapshot().deliveries.front()->series_quarantined, 1u);
  world_.receiver.refuse_series({});
  live(5min);
  EXPECT_EQ(world_.hub().snapshot().deliveries.front()->series_quarantined, 0u);
  const Samples gauge = gauges().at("A");
  for (const WrittenSample& sample : gauge) EXPECT_EQ(sample.value, value_bits(1));
  world_.check();
}

// What is not true any more is not tried.
TEST_F(BridgeInfo, AGaugeThatEndsWhileItIsRefusedIsForgotten) {
  world_.receiver.refuse_series(
      [](const LabelSet& labels) { return label(labels, "name") == "A"; });
  flow(100);
  name("B");
  flow(20);
  world_.receiver.refuse_series({});
  live(5min);
  EXPECT_THAT(gauges(), UnorderedElementsAre(Pair("B", testing::_)));
  EXPECT_EQ(world_.hub().snapshot().deliveries.front()->series_quarantined, 0u);
}

// R21: nothing is sent of what was true in the gap alone.
TEST_F(BridgeInfo, AfterAGapEveryLiveGaugeIsSent) {
  flow(100);
  world_.http.down = true;
  name("B");
  world_.produce_one(0, kRemote, 7, world_.now.wall);
  live(3h);
  name("C");
  world_.produce_one(0, kRemote, 9, world_.now.wall);
  live(1min);
  world_.http.down = false;
  world_.receiver.others_write(world_.now.wall);
  live(20min);
  world_.check_totals();
  EXPECT_GT(world_.hub().snapshot().deliveries.front()->ticks_skipped.front().count, 0u);
  const auto all = gauges();
  ASSERT_THAT(all, UnorderedElementsAre(Pair("A", testing::_), Pair("C", testing::_)));
  EXPECT_GT(all.at("C").front().timestamp - all.at("A").back().timestamp, 2h);
  EXPECT_EQ(all.at("C").back().value, value_bits(1));
}

TEST_F(BridgeInfo, WhomPeeringdbKnowsHasAGaugeBesideHoweverNamesAreSent) {
  world_.join({{kRemote, {"Open", {1, 2}}}, {kOwn, {"", {2}, {5}}}});
  restart_with_peering(true);
  flow(100);
  flow(5, 1002);
  EXPECT_THAT(peering(), UnorderedElementsAre(Pair("Open 1 0", testing::_)));
  EXPECT_THAT(peering(kOwn), UnorderedElementsAre(Pair(" 1 1", testing::_)));
  EXPECT_THAT(peering(1002), IsEmpty());
  EXPECT_THAT(gauges(), IsEmpty()) << "names are on the series";
  restart(Where::kBoth);
  flow(20);
  EXPECT_THAT(gauges(), UnorderedElementsAre(Pair("A", testing::_)));
  EXPECT_FALSE(has_ended(peering().at("Open 1 0")));
  world_.check();
}

TEST_F(BridgeInfo, WhatPeeringdbSaysNowIsAnotherGaugeAndNoOtherSeries) {
  world_.join({{kRemote, {"Open", {1}}}, {kOwn, {"", {2}}}});
  restart_with_peering(true);
  flow(100);
  world_.join({{kRemote, {"Open", {1}}}, {kOwn, {"", {1, 2}}}});
  flow(20);
  const auto all = peering();
  ASSERT_THAT(all,
              UnorderedElementsAre(Pair("Open 0 0", testing::_), Pair("Open 1 0", testing::_)));
  EXPECT_TRUE(has_ended(all.at("Open 0 0")));
  EXPECT_EQ(all.at("Open 0 0").back().timestamp, all.at("Open 1 0").front().timestamp);
  world_.join({});
  flow(3);
  EXPECT_TRUE(has_ended(peering().at("Open 1 0"))) << "it is not in PeeringDB any more";
  EXPECT_THAT(flows(), UnorderedElementsAre(Pair("A", Pair(123, kLive))));
  world_.check();
}

TEST_F(BridgeInfo, ARestartKeepsPeeringGaugesOrEndsThem) {
  world_.join({{kRemote, {"Open"}}});
  restart_with_peering(true);
  flow(100);
  world_.crash();
  flow(20);
  const Samples gauge = peering().at("Open  ");
  for (const WrittenSample& sample : gauge) EXPECT_EQ(sample.value, value_bits(1));
  restart_with_peering(false);
  flow(3);
  EXPECT_TRUE(has_ended(peering().at("Open  ")));
  EXPECT_THAT(flows(), UnorderedElementsAre(Pair("A", Pair(123, kLive))));
  world_.check();
}

TEST_F(BridgeInfo, GaugesAreCounted) {
  flow(100);
  name("B");
  flow(20);
  const SeriesReport report = world_.hub().snapshot().ingest->series;
  EXPECT_EQ(report.info_live, 2u);
  EXPECT_EQ(report.info_created, 3u);
  EXPECT_EQ(report.live, 1u);
  EXPECT_EQ(report.expired + report.renamed, 0u);
}

}  // namespace
}  // namespace flowbridge

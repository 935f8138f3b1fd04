// The destination is away for six hours of event time: 2 160 ticks. The whole program, but for its
// Kafka, takes them into its journal, and delivers them when the destination is back: all of them,
// or, where others have written to the destination meanwhile, what it still takes (R20, R21).
//
// OUTAGE_SERIES is the number of series, OUTAGE_RISE_EVERY in how many windows each rises once:
// scripts/test.sh starvation runs 100 000 that are all sent at all ticks.

#include "config/settings.h"
#include "flowbridge/bridge.h"
#include "integration/long_outage/judging_server.h"
#include "integration/long_outage/traffic_source.h"
#include "posix/clock.h"
#include "support/child_process.h"
#include "support/scrape.h"
#include "support/temporary_directory.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr std::uint64_t kResidentKibMax = std::uint64_t{1} << 20;
/// Times as fast as the clock that the samples were made by.
constexpr int kCatchUpMin = 20;

/// How old a sample may be that a destination takes to which others have written meanwhile.
constexpr Duration kHorizon = 1h;
/// R20: between the times that are tried, and from the one that is taken to the gap's end.
constexpr Duration kProbeStep = 5min;
/// What the bridge has under way at once.
constexpr std::uint64_t kRequestsInFlight = 4;
/// Windows that can be read before the destination goes away. Nothing closes the last of them.
constexpr std::int64_t kFirstPart = 50;

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// Of /proc/self/status, such as VmHWM, the most that was ever resident.
std::uint64_t memory_kib(const std::string& field) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with(field + ":")) return std::stoull(line.substr(field.size() + 1));
  }
  return 0;
}

double seconds_since(MonotonicTime start) {
  return std::chrono::duration<double>(read_now().monotonic - start).count();
}

TrafficOptions traffic_options() {
  TrafficOptions options;
  options.rise_every = static_cast<std::int64_t>(number_from_environment("OUTAGE_RISE_EVERY", 30));
  const auto unit = static_cast<std::uint64_t>(options.lanes * options.rise_every);
  const std::uint64_t wanted = number_from_environment("OUTAGE_SERIES", 1800);
  options.series = static_cast<std::uint32_t>((wanted + unit - 1) / unit * unit);
  const Duration span = options.windows * options.width;
  options.start = floor_to(read_now().wall - 1min, options.width) - span;
  return options;
}

/// Half of the series begin at once, a third in the gap, the rest where it ends and later.
TrafficOptions traffic_with_late_series() {
  TrafficOptions options = traffic_options();
  options.begins = {0, 500, 0, 1000, 0, 1500, 0, 1830, 0, 500, 0, 2000};
  return options;
}

class OutageTest : public ::testing::Test {
 protected:
  explicit OutageTest(const TrafficOptions& options) : traffic_(options) {
    // The peak is then this test's own.
    std::ofstream("/proc/self/clear_refs") << 5;
  }

  void start_bridge() {
    const std::string local = "127.0.0.1:";
    const std::string url = "http://" + local + std::to_string(destination_port_) + "/api/v1/write";
    const LoadedSettings loaded = load_settings(
        {.arguments = {"--kafka.brokers=127.0.0.1:1", "--kafka.topics=pmacct.acct",
                       "--kafka.start=earliest", "--asn=64496", "--window=10s",
                       "--series.limit=1000000", "--asn-db.refresh=off",
                       "--self-metrics.push=false", "--storage.path=" + directory_.file("state"),
                       "--remote-write.url=" + url,
                       "--web.listen-address=" + local + std::to_string(web_port_)},
         .environment = {}});
    ASSERT_TRUE(loaded.problems.empty());
    BridgeSeams seams;
    seams.wrap_source = [this](std::unique_ptr<RecordSource>) {
      return std::make_unique<TrafficSource>(traffic_, "pmacct.acct", progress_);
    };
    Result<std::unique_ptr<Bridge>> built =
        Bridge::build(loaded.settings, {.log = log_, .wake_main = [] {}, .seams = seams});
    ASSERT_TRUE(built.has_value()) << built.error().message();
    bridge_ = *std::move(built);
    const Result<void> started = bridge_->start();
    ASSERT_TRUE(started.has_value()) << started.error().message();
  }

  /// The destination is away, and takes nothing.
  void journal_everything() {
    const MonotonicTime began = read_now().monotonic;
    const Offset all = traffic_.end() * traffic_.options().lanes;
    ASSERT_TRUE(wait_until(
        1h, [&] { return progress_.committed.load() == all || bridge_->failure().has_value(); }));
    ASSERT_FALSE(bridge_->failure()) << bridge_->failure()->message();
    std::printf("journal    %u series, %lld records in %.0f s; resident %llu MiB\n",
                traffic_.options().series, static_cast<long long>(all), seconds_since(began),
                static_cast<unsigned long long>(memory_kib("VmRSS") / 1024));
    std::fflush(stdout);
  }

  /// The destination is back, and is told everything that it has missed and takes.
  void catch_up() {
    const Duration span = traffic_.options().windows * traffic_.options().width;
    server_ = std::make_unique<JudgingServer>(judge_, destination_port_);
    const MonotonicTime back = read_now().monotonic;
    const Duration limit = std::chrono::duration_cast<Duration>(span / kCatchUpMin);
    // The stage that is doubted, the times that are tried, and the stage once more.
    const std::uint64_t refused_max =
        static_cast<std::uint64_t>(span / kProbeStep) + 2 * kRequestsInFlight;
    const bool caught_up = wait_until(2 * limit, [&] {
      const JudgeVerdict verdict = judge_.verdict();
      return verdict.complete == traffic_.options().series || verdict.faults > 0 ||
             verdict.refused > refused_max;
    });
    const double seconds = seconds_since(back);
    const double times = static_cast<double>(span.count()) / 1000 / seconds;
    const JudgeVerdict verdict = judge_.verdict();
    const std::uint64_t peak = memory_kib("VmHWM");
    std::printf("delivery   %llu samples in %llu requests, six hours in %.1f s: %.0f × real time\n",
                static_cast<unsigned long long>(verdict.samples),
                static_cast<unsigned long long>(verdict.requests), seconds, times);
    std::printf("memory     %llu MiB at most, the receiver's included\n",
                static_cast<unsigned long long>(peak / 1024));
    std::fflush(stdout);
    EXPECT_EQ(verdict.faults, 0u) << verdict.first_fault;
    EXPECT_LE(verdict.refused, refused_max);
    EXPECT_TRUE(caught_up) << verdict.complete << " series are complete";
    EXPECT_GE(times, kCatchUpMin);
    EXPECT_LT(peak, kResidentKibMax);
  }

  void stop_bridge() {
    const Result<void> stopped = bridge_->stop();
    EXPECT_TRUE(stopped.has_value()) << stopped.error().message();
  }

  const Traffic traffic_;
  const std::uint16_t destination_port_ = free_port();
  const std::uint16_t web_port_ = free_port();
  TemporaryDirectory directory_;
  TrafficProgress progress_;
  SampleJudge judge_{traffic_};
  LogWriter log_{{.level = LogLevel::kError}, read_now, stderr_output()};
  std::unique_ptr<Bridge> bridge_;
  std::unique_ptr<JudgingServer> server_;
};

class LongOutage : public OutageTest {
 protected:
  LongOutage() : OutageTest(traffic_options()) {}
};

TEST_F(LongOutage, SixHoursArriveInOrderToTheByteAndInAFewMinutes) {
  std::printf("outage     the destination takes all of it\n");
  ASSERT_NO_FATAL_FAILURE(start_bridge());
  ASSERT_NO_FATAL_FAILURE(journal_everything());
  catch_up();
  EXPECT_EQ(judge_.verdict().probes, 0u);
  EXPECT_LE(judge_.verdict().repeated, 1u) << "to see whether anything is taken again";
  stop_bridge();
}

class TooLongOutage : public OutageTest {
 protected:
  TooLongOutage() : OutageTest(traffic_with_late_series()) {}

  std::optional<double> metric(const std::string& name) const {
    return scraped_sum(web_port_, "flowbridge_remote_write_" + name);
  }
  bool is_sent(UnixTime tick) const {
    const auto seconds = static_cast<double>(to_ms(tick)) / 1000;
    return metric("journal_highest_sent_timestamp_seconds") >= seconds;
  }

  /// The destination is there at first, and goes away when nothing is under way.
  void receive_first_part() {
    const JudgingServer server(judge_, destination_port_);
    const UnixTime last = traffic_.tick(kFirstPart - 2);
    ASSERT_TRUE(wait_until(2min, [&] { return judge_.verdict().newest >= last && is_sent(last); }))
        << judge_.verdict().first_fault;
    ASSERT_EQ(judge_.verdict().newest, last);
  }

  std::uint64_t series_born_in(const WindowRange& windows) const {
    std::uint64_t born = 0;
    for (std::uint32_t i = 0; i < traffic_.options().series; ++i) {
      const std::int64_t birth = traffic_.birth(i);
      born += birth >= windows.first && birth < windows.end ? 1 : 0;
    }
    return born;
  }
  std::uint64_t bytes_in(const WindowRange& windows) const {
    std::uint64_t bytes = 0;
    for (std::uint32_t i = 0; i < traffic_.options().series; ++i) {
      bytes += traffic_.bytes(i, windows);
    }
    return bytes;
  }

  void expect_gap_counted(const WindowRange& gap) const {
    ASSERT_TRUE(wait_until(1min, [this] { return is_sent(traffic_.last_tick()); }));
    EXPECT_EQ(metric("ticks_skipped_total"), static_cast<double>(gap.end - gap.first));
    EXPECT_EQ(metric("bytes_skipped_total"), static_cast<double>(bytes_in(gap)));
    EXPECT_EQ(metric("samples_rejected_total"), 0);
  }
};

TEST_F(TooLongOutage, R20R21WhatIsTooOldIsSkippedAndTheRestIsExact) {
  std::printf("outage     the destination takes the newest hour only\n");
  progress_.windows_released = kFirstPart;
  ASSERT_NO_FATAL_FAILURE(start_bridge());
  ASSERT_NO_FATAL_FAILURE(receive_first_part());
  const JudgeVerdict before = judge_.verdict();
  progress_.windows_released = traffic_.options().windows;
  ASSERT_NO_FATAL_FAILURE(journal_everything());

  const UnixTime oldest = traffic_.last_tick() - kHorizon;
  judge_.take_only_from(oldest);
  catch_up();
  const JudgeVerdict after = judge_.verdict();
  ASSERT_TRUE(after.gap_end);
  const Duration width = traffic_.options().width;
  EXPECT_GE(to_ms(*after.gap_end), to_ms(oldest + kProbeStep));
  EXPECT_LE(to_ms(*after.gap_end), to_ms(oldest + 2 * kProbeStep + 2 * width));
  EXPECT_GE(after.probes, 1u);
  EXPECT_EQ(after.repeated, 0u);
  const WindowRange gap{.first = kFirstPart - 1, .end = traffic_.window(*after.gap_end)};
  EXPECT_EQ(before.begun, series_born_in({.first = 0, .end = gap.first}));
  EXPECT_EQ(after.begun_after_gap, series_born_in({.first = gap.first, .end = gap.end + 1}));
  EXPECT_GT(before.begun, 0u);
  EXPECT_GT(after.begun_after_gap, 0u);
  EXPECT_LT(before.begun + after.begun_after_gap, after.begun) << "none is born after the gap";
  std::printf("gap        %lld ticks; %llu series are known, %llu were born in it, %llu later\n",
              static_cast<long long>(gap.end - gap.first),
              static_cast<unsigned long long>(before.begun),
              static_cast<unsigned long long>(after.begun_after_gap),
              static_cast<unsigned long long>(after.begun - before.begun - after.begun_after_gap));
  expect_gap_counted(gap);
  stop_bridge();
}

}  // namespace
}  // namespace flowbridge

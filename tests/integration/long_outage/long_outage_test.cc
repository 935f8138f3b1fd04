// The destination is away for six hours of event time: 2 160 ticks. The whole program, but for its
// Kafka, takes them into its journal, and delivers them when the destination is back.
//
// OUTAGE_SERIES is the number of series, OUTAGE_RISE_EVERY in how many windows each rises once:
// scripts/test.sh starvation runs 100 000 that are all sent at all ticks.

#include "config/settings.h"
#include "flowbridge/wiring.h"
#include "integration/long_outage/judging_server.h"
#include "integration/long_outage/traffic_source.h"
#include "posix/clock.h"
#include "support/child_process.h"
#include "support/temporary_directory.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr std::uint64_t kResidentKibMax = std::uint64_t{1} << 20;
/// Times as fast as the clock that the samples were made by.
constexpr int kCatchUpMin = 20;

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

class LongOutage : public ::testing::Test {
 protected:
  void start_bridge() {
    const std::string url =
        "http://127.0.0.1:" + std::to_string(destination_port_) + "/api/v1/write";
    const LoadedSettings loaded = load_settings(
        {.arguments = {"--kafka.brokers=127.0.0.1:1", "--kafka.topics=pmacct.acct",
                       "--kafka.start=earliest", "--asn=64496", "--window=10s",
                       "--series.limit=1000000", "--storage.path=" + directory_.file("state"),
                       "--remote-write.url=" + url, "--web.listen-address=127.0.0.1:0"},
         .environment = {}});
    ASSERT_TRUE(loaded.problems.empty());
    BridgeSeams seams;
    seams.wrap_source = [this](std::unique_ptr<RecordSource>) {
      return std::make_unique<TrafficSource>(traffic_, "pmacct.acct", progress_);
    };
    Result<std::unique_ptr<Bridge>> built =
        Bridge::build(loaded.settings, {.log = log_, .on_loop_end = [] {}, .seams = seams});
    ASSERT_TRUE(built.has_value()) << built.error().message();
    bridge_ = *std::move(built);
    const Result<void> started = bridge_->start();
    ASSERT_TRUE(started.has_value()) << started.error().message();
  }

  bool everything_is_journalled() const {
    return progress_.committed.load() == traffic_.end() * traffic_.options().lanes;
  }

  const Traffic traffic_{traffic_options()};
  const std::uint16_t destination_port_ = free_port();
  TemporaryDirectory directory_;
  TrafficProgress progress_;
  SampleJudge judge_{traffic_};
  LogWriter log_{{.level = LogLevel::kError}, read_now, stderr_output()};
  std::unique_ptr<Bridge> bridge_;
};

TEST_F(LongOutage, SixHoursArriveInOrderToTheByteAndInAFewMinutes) {
  const TrafficOptions& options = traffic_.options();
  const Duration span = options.windows * options.width;
  const MonotonicTime began = read_now().monotonic;
  start_bridge();
  ASSERT_TRUE(wait_until(1h, [this] { return everything_is_journalled() || bridge_->failure(); }));
  ASSERT_FALSE(bridge_->failure()) << bridge_->failure()->message();
  std::printf("journal    %u series, %lld records in %.0f s; resident %llu MiB\n", options.series,
              static_cast<long long>(progress_.committed.load()), seconds_since(began),
              static_cast<unsigned long long>(memory_kib("VmRSS") / 1024));
  std::fflush(stdout);

  const JudgingServer server(judge_, destination_port_);
  const MonotonicTime back = read_now().monotonic;
  const Duration limit = std::chrono::duration_cast<Duration>(span / kCatchUpMin);
  const bool caught_up = wait_until(2 * limit, [this] {
    const JudgeVerdict verdict = judge_.verdict();
    return verdict.complete == traffic_.options().series || verdict.faults > 0;
  });
  const double seconds = seconds_since(back);
  const double times = static_cast<double>(span.count()) / 1000 / seconds;
  const JudgeVerdict verdict = judge_.verdict();
  const std::uint64_t peak = memory_kib("VmHWM");
  std::printf("delivery   %llu samples in %llu requests, %lld ticks in %.0f s: %.0f × real time\n",
              static_cast<unsigned long long>(verdict.samples),
              static_cast<unsigned long long>(verdict.requests),
              static_cast<long long>(options.windows), seconds, times);
  std::printf("memory     %llu MiB at most, the receiver's included\n",
              static_cast<unsigned long long>(peak / 1024));
  EXPECT_EQ(verdict.faults, 0u) << verdict.first_fault;
  EXPECT_TRUE(caught_up) << verdict.complete << " series are complete";
  EXPECT_GE(times, kCatchUpMin);
  EXPECT_LT(peak, kResidentKibMax);
  const Result<void> stopped = bridge_->stop();
  EXPECT_TRUE(stopped.has_value()) << stopped.error().message();
}

}  // namespace
}  // namespace flowbridge

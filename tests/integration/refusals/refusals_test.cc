// R20, R21 on a real Prometheus: it is away for hours, others go on writing to it, and when it is
// back it takes nothing that is older than an hour, or than its out-of-order window. Hours pass in
// seconds, and end before the real now: Prometheus takes nothing from the future.

#include "curl/http_client.h"
#include "integration/refusals/steady_traffic.h"
#include "posix/clock.h"
#include "support/bridge_world.h"
#include "support/prometheus_process.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr Duration kWidth = 15s;
// Since the beginning: when the destination goes away, when it is back, and the end, long after it
// has caught up. An AS is idle for an hour before its series end.
constexpr Duration kAway = 1h + 30min;
constexpr Duration kBack = kAway + 4h + 12min;
constexpr Duration kEnd = kBack + 90min;
constexpr int kStepsOfAWindow = 60;
/// How long ago it all began.
constexpr Duration kAge = 9h;

/// What Prometheus takes without an out-of-order window: half a block.
constexpr Duration kHorizon = 1h;
/// R20: between the times that are tried, and from the one that is taken to the gap's end.
constexpr Duration kProbeStep = 5min;
/// R20: until times are tried, three server errors, each after the longest wait. Others write on.
constexpr Duration kDoubt = 3min;
constexpr Duration kRateWindow = 5min;

constexpr const char* kMetric = "flow_receive_bytes_total";

std::vector<SteadyFlow> flows() {
  return {
      {"goes on", 1001, 15'000, {{0h, kEnd}}},
      {"ends in the gap", 1002, 1'500, {{10min, 3h}}},
      {"ends in the hour that is taken", 1003, 30'000, {{10min, kBack - 15min}}},
      {"goes on, but not in the gap", 1004, 7'500, {{0h, 1h}, {kBack + 30min, kEnd}}},
      {"goes on, but is idle for hours of the gap", 1005, 4'500, {{0h, 2h}, {4h, kEnd}}},
      {"has ended before and comes back in the gap", 1006, 750, {{0h, 5min}, {3h, 4h}}},
      {"has ended before and comes back at last", 1007, 2'250, {{0h, 5min}, {kEnd - 30min, kEnd}}},
      {"is born in the gap", 1008, 45'000, {{3h, kEnd}}},
      {"is born in the gap and ends in it", 1009, 6'000, {{2h, 3h}}},
      {"is born in the gap and rests where it ends", 1010, 3'000, {{2h, 3h}, {kBack, kEnd}}},
      {"is born in the hour that is taken", 1011, 9'000, {{kBack - 30min, kEnd}}},
      {"is born when all is well again", 1012, 12'000, {{kEnd - 30min, kEnd}}},
  };
}

struct Destination {
  const char* name;
  /// It takes what is younger.
  Duration out_of_order_window;
  /// What it may make of the starts that it is told in 2.0.
  const char* features = "";
};

void PrintTo(const Destination& destination, std::ostream* out) {
  *out << destination.name;
}

std::string destination_name(const ::testing::TestParamInfo<Destination>& test) {
  return test.param.name;
}

double in_seconds(Duration time) {
  return std::chrono::duration<double>(time).count();
}

std::uint64_t total(const NamedCounts& counts) {
  std::uint64_t sum = 0;
  for (const auto& each : counts) sum += each.count;
  return sum;
}

using Values = std::map<UnixTime, double>;

class RefusedForAge : public ::testing::TestWithParam<Destination> {
 protected:
  void start(const std::string& program) {
    Result<std::unique_ptr<PrometheusProcess>> started =
        PrometheusProcess::start({.program = program,
                                  .out_of_order_window = GetParam().out_of_order_window,
                                  .features = GetParam().features});
    if (!started && started.error().code() == ErrorCode::kNotFound) {
      GTEST_SKIP() << started.error().message();
    }
    ASSERT_TRUE(started) << started.error().message();
    prometheus_ = *std::move(started);
    WorldOptions options;
    options.begin = begin_;
    options.delivery.url = prometheus_->write_url();
    world_.emplace(1, options);
    world_->http.answers_instead = [this](const HttpRequest& request) { return post(request); };
  }

  std::optional<HttpCompletion> post(const HttpRequest& request) {
    http_.start(request);
    std::vector<HttpCompletion> done = http_.collect(request.timeout);
    EXPECT_EQ(done.size(), 1u);
    if (done.empty()) return std::nullopt;
    return std::move(done.front());
  }

  void miss_hours() {
    ASSERT_NO_FATAL_FAILURE(live_until(kAway));
    world_->http.down = true;
    ASSERT_NO_FATAL_FAILURE(live_until(kBack));
    world_->http.down = false;
    ASSERT_NO_FATAL_FAILURE(live_until(kEnd));
    // Hours in seconds keep it compacting.
    const Result<void> restarted = prometheus_->restart();
    ASSERT_TRUE(restarted) << restarted.error().message();
  }

  void live_until(Duration end) {
    while (world_->now.wall < begin_ + end) {
      ASSERT_NO_FATAL_FAILURE(live_window());
    }
  }

  /// The traffic of a window comes in its middle, and the loops run all the while.
  void live_window() {
    const UnixTime tick = world_->now.wall + kWidth;
    ASSERT_NO_FATAL_FAILURE(run(kStepsOfAWindow / 2));
    for (const SteadyFlow& flow : traffic_.flows()) {
      if (!traffic_.rises(flow, tick)) continue;
      world_->produce_one(0, flow.source_as, flow.bytes_per_window, world_->now.wall);
    }
    ASSERT_NO_FATAL_FAILURE(run(kStepsOfAWindow / 2));
    ASSERT_EQ(world_->now.wall, tick);
    // It is what makes our backlog too old.
    const LabelSet others = make_label_set({{"__name__", "others"}});
    ASSERT_EQ(prometheus_->write({{others, {{tick, value_bits(1)}}}}), 204);
  }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      world_->now.wall += kWidth / kStepsOfAWindow;
      world_->now.monotonic += kWidth / kStepsOfAWindow;
      ASSERT_TRUE(world_->step()) << world_->error->message();
    }
  }

  DeliveryReport report() { return *world_->hub().snapshot().deliveries.front(); }

  /// What an expression gives at every tick, by the AS that the traffic is from.
  std::map<std::uint32_t, Values> evaluate(const std::string& expression) {
    const auto series = prometheus_->evaluate(
        expression, {.first = begin_, .last = world_->now.wall, .step = kWidth});
    EXPECT_TRUE(series) << series.error().message();
    std::map<std::uint32_t, Values> found;
    if (!series) return found;
    for (const WrittenSeries& each : *series) {
      const auto source =
          std::find_if(each.labels.begin(), each.labels.end(),
                       [](const Label& label) { return label.name == "source_as"; });
      if (source == each.labels.end()) continue;
      Values& values = found[static_cast<std::uint32_t>(std::stoul(source->value))];
      EXPECT_TRUE(values.empty()) << "two series of AS" << source->value;
      for (const WrittenSample& sample : each.samples) {
        values[sample.timestamp] = std::bit_cast<double>(sample.value);
      }
    }
    return found;
  }

  /// Between the samples that Prometheus has.
  std::optional<MissedTicks> missed() {
    const auto series = prometheus_->samples(kMetric, world_->now.wall, kEnd + 1min);
    EXPECT_TRUE(series) << series.error().message();
    if (!series) return std::nullopt;
    std::set<UnixTime> times;
    for (const WrittenSeries& each : *series) {
      for (const WrittenSample& sample : each.samples) times.insert(sample.timestamp);
    }
    const auto last = std::adjacent_find(times.begin(), times.end(),
                                         [](UnixTime a, UnixTime b) { return b - a > kWidth; });
    if (last == times.end()) return std::nullopt;
    return MissedTicks{.last = *last, .end = *std::next(last)};
  }

  /// Everything that is refused for its age is missed, and little else.
  void expect_missed(const std::optional<MissedTicks>& missed) const {
    const Duration taken = std::max(kHorizon, GetParam().out_of_order_window);
    const UnixTime oldest = begin_ + kBack - taken;
    ASSERT_EQ(missed.has_value(), oldest > begin_ + kAway);
    if (!missed) return;
    EXPECT_GE(missed->last, begin_ + kAway - 2 * kWidth);
    EXPECT_LT(missed->last, begin_ + kAway);
    EXPECT_GE(missed->end, oldest + kProbeStep);
    EXPECT_LE(missed->end, oldest + kDoubt + 2 * kProbeStep + 2 * kWidth);
  }

  /// So the difference of any two values is the traffic between them, whatever lies there.
  void expect_values(const std::optional<MissedTicks>& missed) {
    auto found = evaluate("last_over_time(" + std::string(kMetric) + "[10h])");
    EXPECT_EQ(found.size(), traffic_.flows().size());
    for (const SteadyFlow& flow : traffic_.flows()) {
      SCOPED_TRACE(flow.what);
      const Values& values = found[flow.source_as];
      // The last window is open.
      for (UnixTime tick = begin_; tick < world_->now.wall; tick += kWidth) {
        const std::optional<std::uint64_t> expected = traffic_.value(flow, tick, missed);
        const auto shown = values.find(tick);
        ASSERT_EQ(shown != values.end(), expected.has_value()) << at(tick);
        if (!expected) continue;
        ASSERT_EQ(shown->second, static_cast<double>(*expected)) << at(tick);
      }
    }
  }

  /// Nowhere do rates show more than the traffic of their own window; where all is well, all of it.
  void expect_rates() {
    auto found = evaluate("rate(" + std::string(kMetric) + "[5m])");
    for (const SteadyFlow& flow : traffic_.flows()) {
      SCOPED_TRACE(flow.what);
      for (const auto& [time, rate] : found[flow.source_as]) {
        const UnixTime after = time - kRateWindow;
        const auto truth = static_cast<double>(traffic_.bytes(flow, after, time));
        // Before the first sample of its window, rate() goes on for half an interval of samples,
        // but not below 0. It does so for whatever comes back, and there is no gap in it.
        const bool comes_back = traffic_.comes_back(flow, after, time);
        const double made_up = comes_back ? static_cast<double>(flow.bytes_per_window) / 2 : 0;
        EXPECT_LE(rate * in_seconds(kRateWindow), 1.1 * truth + made_up) << at(time);
      }
    }
    const SteadyFlow& steady = traffic_.flows().front();
    const double rate = static_cast<double>(steady.bytes_per_window) / in_seconds(kWidth);
    for (const Duration well : {kAway - kWidth, kBack, kEnd - kWidth}) {
      EXPECT_NEAR(found[steady.source_as][begin_ + well], rate, 0.01 * rate) << at(begin_ + well);
    }
  }

  /// The bridge's own counts.
  void expect_counted(const std::optional<MissedTicks>& missed) {
    std::uint64_t ticks = 0;
    std::uint64_t bytes = 0;
    if (missed) {
      const UnixTime last = missed->end - kWidth;
      ticks = static_cast<std::uint64_t>((last - missed->last) / kWidth);
      bytes = traffic_.bytes(missed->last, last);
    }
    EXPECT_EQ(total(report().ticks_skipped), ticks);
    EXPECT_EQ(total(report().bytes_skipped), bytes);
    EXPECT_EQ(total(report().samples_rejected), 0u);
    EXPECT_EQ(report().series_quarantined, 0u);
  }

  std::string at(UnixTime time) const {
    const auto since = std::chrono::duration_cast<std::chrono::seconds>(time - begin_).count();
    return std::to_string(since / 3600) + " h " + std::to_string(since / 60 % 60) + " min " +
           std::to_string(since % 60) + " s";
  }

  void expect_all_of_it() {
    const std::optional<MissedTicks> found = missed();
    ASSERT_NO_FATAL_FAILURE(expect_missed(found));
    expect_values(found);
    expect_rates();
    expect_counted(found);
  }

  const UnixTime begin_ = floor_to(read_now().wall - kAge, kWidth);
  const SteadyTraffic traffic_{flows(), {.begin = begin_, .width = kWidth}};
  std::unique_ptr<PrometheusProcess> prometheus_;
  CurlHttpClient http_;
  std::optional<BridgeWorld> world_;
};

class RefusedByPrometheus : public RefusedForAge {
 protected:
  void SetUp() override { start("prometheus"); }
};

TEST_P(RefusedByPrometheus, TotalsAreExactAndNoRateShowsTheGap_R20_R21) {
  ASSERT_NO_FATAL_FAILURE(miss_hours());
  expect_all_of_it();
  EXPECT_EQ(report().protocol, "1.0");
}

INSTANTIATE_TEST_SUITE_P(Hours, RefusedByPrometheus,
                         ::testing::Values(Destination{"no_window", 0h},
                                           Destination{"window_of_2_hours", 2h},
                                           Destination{"window_of_5_hours", 5h}),
                         destination_name);

class RefusedByPrometheus3 : public RefusedForAge {
 protected:
  void SetUp() override {
    if (prometheus3_program().empty()) {
      GTEST_SKIP() << "PROMETHEUS3_PROGRAM names no program; tests/e2e/run.sh version-two does";
    }
    start(prometheus3_program());
  }
};

TEST_P(RefusedByPrometheus3, TotalsAreExactAndNoRateShowsTheGap_R20_R21) {
  ASSERT_NO_FATAL_FAILURE(miss_hours());
  expect_all_of_it();
  EXPECT_EQ(report().protocol, "2.0");
}

INSTANTIATE_TEST_SUITE_P(
    Hours, RefusedByPrometheus3,
    ::testing::Values(
        Destination{"no_window", 0h}, Destination{"window_of_2_hours", 2h},
        Destination{"window_of_5_hours", 5h},
        Destination{"no_window_with_zeros", 0h, "created-timestamp-zero-ingestion"},
        Destination{"window_of_5_hours_with_zeros", 5h, "created-timestamp-zero-ingestion"},
        Destination{"no_window_with_starts", 0h, "st-storage,use-start-timestamps"},
        Destination{"window_of_5_hours_with_starts", 5h, "st-storage,use-start-timestamps"}),
    destination_name);

}  // namespace
}  // namespace flowbridge

// The real program, killed at every named point and at any time, while flows keep coming: every
// series and window is exact, nothing was refused, and no counter fell.
//
// Each point is reached CRASH_ROUNDS times, by default once; `scripts/test.sh faults`
// says 10. CRASH_SEED repeats the order and the passages of a run.

#include "integration/bridge/pipeline.h"
#include "support/crash_points.h"
#include "support/crashing_http_client.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

/// A life that has not reached its point by then ends all the same.
constexpr Duration kLifeMax = 4s;
constexpr Duration kRandomLifeMax = 3s;
constexpr int kRandomKillsPerRound = 3;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// Lines that say that the destination refused something, but for what the test refused itself.
std::string refusals_in(const std::string& said) {
  std::string found;
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);) {
    const bool made_up = line.find(kMadeUpRefusal) != std::string::npos;
    for (const char* meaning : {"meaning=refused", "meaning=misconfigured", "meaning=too_large"}) {
      if (!made_up && line.find(meaning) != std::string::npos) found += line + "\n";
    }
  }
  return found;
}

class CrashLoop {
 public:
  CrashLoop(Pipeline& pipeline, std::uint64_t seed) : pipeline_(pipeline), random_(seed) {}

  /// The points of a first start, each on a state directory of its own. Nothing was counted yet, so
  /// nothing is lost with them.
  void crash_at_first_starts(int rounds) {
    for (int round = 0; round < rounds; ++round) {
      for (const CrashPointInfo& info : crash_points()) {
        if (info.need != CrashNeed::kNewState) continue;
        std::filesystem::remove_all(pipeline_.state_path());
        crash_at(info);
      }
    }
  }

  /// All others once, in any order, and some kills at any time.
  void crash_everywhere() {
    std::vector<CrashPointInfo> points(crash_points().begin(), crash_points().end());
    std::erase_if(points, [](const auto& info) { return info.need == CrashNeed::kNewState; });
    std::shuffle(points.begin(), points.end(), random_);
    for (const CrashPointInfo& info : points) crash_at(info);
    for (int kill = 0; kill < kRandomKillsPerRound; ++kill) live("", draw(kRandomLifeMax));
  }

  /// Again, at the first passage, where lives were too short.
  void catch_up(int rounds) {
    for (const CrashPointInfo& info : crash_points()) {
      if (info.need == CrashNeed::kNewState) continue;
      for (int more = reached(info); more < rounds; ++more) crash_at(info, 1);
    }
  }

  int reached(const CrashPointInfo& info) const {
    return reached_.at(static_cast<std::size_t>(info.point));
  }

  void report() const {
    int all = 0;
    for (const CrashPointInfo& info : crash_points()) {
      std::cout << std::setw(6) << reached(info) << "  " << info.name << '\n';
      all += reached(info);
    }
    std::cout << std::setw(6) << all << "  kills at " << kCrashPointCount << " named points\n"
              << std::setw(6) << timed_kills_ << "  kills at any time, " << missed_
              << " of them because a point was not reached" << std::endl;
  }

 private:
  Duration draw(Duration longest) {
    const auto bound = static_cast<std::uint64_t>(longest.count());
    return Duration(static_cast<Duration::rep>(random_() % bound));
  }

  void crash_at(const CrashPointInfo& info) {
    crash_at(info, 1 + random_() % static_cast<std::uint64_t>(info.passages));
  }

  void crash_at(const CrashPointInfo& info, std::uint64_t passage) {
    // One finding is told once, not hundreds of times.
    if (testing::Test::HasFailure()) return;
    if (info.need == CrashNeed::kTornTail) crash_at(info_of(CrashPoint::kGroupInWrite), 1);
    const std::string name(info.name);
    const std::string said = live(name + ":" + std::to_string(passage), kLifeMax);
    if (said.find(std::string(kCrashMark) + name + "\n") != std::string::npos) {
      ++reached_.at(static_cast<std::size_t>(info.point));
    } else {
      ++missed_;
      std::cout << "not reached: " << name << ':' << passage << std::endl;
    }
  }

  /// Runs the bridge until it dies, or is killed. What it said.
  std::string live(const std::string& crash_at, Duration longest) {
    pipeline_.launch_crashing_bridge(crash_at);
    std::optional<ExitStatus> ended = pipeline_.bridge().wait(longest);
    if (!ended) {
      pipeline_.kill_bridge();
      ended = ExitStatus{.signal = SIGKILL};
      ++timed_kills_;
    }
    std::string said = pipeline_.bridge().error_output();
    EXPECT_EQ(*ended, ExitStatus{.signal = SIGKILL}) << crash_at << " ended by itself:\n" << said;
    EXPECT_EQ(refusals_in(said), "") << "at " << crash_at;
    return said;
  }

  Pipeline& pipeline_;
  std::mt19937_64 random_;
  std::array<int, kCrashPointCount> reached_{};
  int missed_ = 0;
  int timed_kills_ = 0;
};

void expect_nothing_refused(const Pipeline& pipeline) {
  EXPECT_EQ(refusals_in(pipeline.bridge_said()), "");
  for (const char* counter :
       {"prometheus_tsdb_out_of_order_samples_total", "prometheus_tsdb_out_of_bound_samples_total",
        "prometheus_tsdb_too_old_samples_total"}) {
    EXPECT_EQ(pipeline.store_metric(counter), 0.0) << counter;
  }
  for (const char* flow_class : {"receive", "transmit", "internal", "transit", "unclassified"}) {
    const std::string metric = "flow_" + std::string(flow_class) + "_bytes_total";
    EXPECT_EQ(pipeline.ask_store("sum(resets(" + metric + "[1h]))"), 0.0) << metric;
  }
}

TEST(BridgeCrashes, AtEveryPointMoveNoByte) {
  Pipeline pipeline;
  if (!pipeline.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  const auto rounds = static_cast<int>(number_from("CRASH_ROUNDS", 1));
  const std::uint64_t seed = number_from("CRASH_SEED", std::random_device()());
  std::cout << "CRASH_SEED=" << seed << std::endl;

  CrashLoop crashes(pipeline, seed);
  crashes.crash_at_first_starts(rounds);
  // The embedded Kafka forgets, so flows wait for a bridge that is too far behind. It answers a
  // fetch with one batch, so small ones would keep every life far from the end.
  pipeline.begin_flows(
      {"--rate=800", "--property=linger.ms=200", "--group-id=flowbridge", "--ahead-limit=50000"});
  for (int round = 1; round <= rounds; ++round) {
    crashes.crash_everywhere();
    std::cout << "round " << round << " of " << rounds << std::endl;
  }
  crashes.catch_up(rounds);
  pipeline.end_flows();
  // Some points are at the end of a partition, which a bridge on a busy machine seldom sees.
  crashes.catch_up(rounds);
  crashes.report();
  for (const CrashPointInfo& info : crash_points()) {
    EXPECT_GE(crashes.reached(info), rounds) << info.name;
  }

  pipeline.start_bridge();
  // Its journal is in small segments, and the first of them are deleted.
  pipeline.expect_exact_without_journal();
  expect_nothing_refused(pipeline);
}

}  // namespace
}  // namespace flowbridge

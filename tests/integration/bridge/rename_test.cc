// R11 with the program itself and a real Prometheus: an AS gets another name, and its first one
// back, each at a start.

#include "integration/bridge/pipeline.h"
#include "posix/clock.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

/// The AS that flowgen draws most often.
constexpr const char* kAsn = "15169";
constexpr int kPartitions = 3;
constexpr int kRecordsOfAPartition = 1000;

class BridgeProgramRename : public ::testing::Test {
 protected:
  /// Runs a bridge that knows the AS by this name while flows come; all of them, of every run so
  /// far, are where they must be.
  void run_with(const std::string& name) {
    std::ofstream(files_.file("asn.txt")) << kAsn << " HANDLE - " << name << ", US\n";
    pipeline_.start_bridge({"--asn-db.file=" + files_.file("asn.txt")});
    const std::string first = std::to_string(runs_++ * kRecordsOfAPartition);
    pipeline_.make_flows({"--records=" + std::to_string(kPartitions * kRecordsOfAPartition),
                          "--rate=1500", "--start=" + start_, "--from-offset=" + first});
    pipeline_.expect_exact(oracle_arguments_);
    const std::string truth = files_.file("truth-from-" + first + ".json");
    std::filesystem::copy_file(pipeline_.truth_file(), truth);
    oracle_arguments_.push_back("--truth-file=" + truth);
  }
  void end_run() { EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0}); }

  std::string received_as(const std::string& name) const {
    return "flow_receive_bytes_total{source_as=\"" + std::string(kAsn) + "\",source_as_name=\"" +
           name + "\"}";
  }
  /// That a query sees now: none once they have ended.
  double series(const std::string& name) const {
    return pipeline_.ask_store("count(" + received_as(name) + ")").value_or(0);
  }
  /// That it ever had.
  double bytes(const std::string& name) const {
    return pipeline_.ask_store("sum(last_over_time(" + received_as(name) + "[10m]))").value_or(0);
  }

  TemporaryDirectory files_;
  Pipeline pipeline_;
  const std::string start_ = std::to_string(to_ms(read_now().wall));
  int runs_ = 0;
  // One key may have several label sets.
  std::vector<std::string> oracle_arguments_{"--merge-series"};
};

TEST_F(BridgeProgramRename, EveryNameIsExactAndTheOldOneHasEnded) {
  if (!pipeline_.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  run_with("First");
  const double first = bytes("First");
  EXPECT_GT(series("First"), 0);
  end_run();

  run_with("Second");
  const double second = bytes("Second");
  EXPECT_GT(second, 0);
  EXPECT_EQ(bytes("First"), first);
  EXPECT_EQ(series("First"), 0) << "its stale markers hide it";
  EXPECT_GT(pipeline_.metric("flowbridge_series_renamed_total").value_or(0), 0);
  end_run();

  run_with("First");
  EXPECT_GT(bytes("First"), first) << "its counters go on";
  EXPECT_GT(series("First"), 0);
  EXPECT_EQ(bytes("Second"), second);
  EXPECT_EQ(series("Second"), 0);
}

}  // namespace
}  // namespace flowbridge

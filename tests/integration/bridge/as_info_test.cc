// R14 with the program itself and a real Prometheus: names beside the series of flows, the join of
// docs/as-names.md, and an AS that gets another name.

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

/// What is received from an AS with a number, and what docs/as-names.md makes of it.
constexpr const char* kReceived = R"(flow_receive_bytes_total{source_as!~"0|other"})";
constexpr const char* kJoined =
    R"q(flow_receive_bytes_total{source_as!~"0|other"} * on (source_as) )q"
    R"q(group_left (source_as_name) label_replace(label_replace(max by (asn, name) )q"
    R"q((flow_as_info), "source_as", "$1", "asn", "(.*)"), )q"
    R"q("source_as_name", "$1", "name", "(.*)"))q";

class BridgeProgramAsInfo : public ::testing::Test {
 protected:
  /// Runs a bridge that knows the AS by this name while flows come; all of them, of every run so
  /// far, are where they must be.
  void run_with(const std::string& where, const std::string& name) {
    std::ofstream(files_.file("asn.txt")) << kAsn << " HANDLE - " << name << ", US\n";
    pipeline_.start_bridge({"--asn-db.file=" + files_.file("asn.txt"), "--as-names=" + where});
    const std::string first = std::to_string(runs_++ * kRecordsOfAPartition);
    pipeline_.make_flows({"--records=" + std::to_string(kPartitions * kRecordsOfAPartition),
                          "--rate=1500", "--start=" + start_, "--from-offset=" + first});
    pipeline_.expect_exact(oracle_arguments_);
    const std::string truth = files_.file("truth-from-" + first + ".json");
    std::filesystem::copy_file(pipeline_.truth_file(), truth);
    oracle_arguments_.push_back("--truth-file=" + truth);
  }
  void end_run() { EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0}); }

  /// 0 if there is no such series.
  double ask(const std::string& query) const { return pipeline_.ask_store(query).value_or(0); }
  double gauges(const std::string& matchers) const {
    return ask("count(flow_as_info{" + matchers + "})");
  }
  /// What a join finds, by the name that it finds it under.
  double joined(const std::string& name) const {
    return ask("sum(" + std::string(kJoined) +
               " and on (source_as_name) label_replace(vector(1), " + "\"source_as_name\", \"" +
               name + "\", \"\", \"\"))");
  }

  TemporaryDirectory files_;
  Pipeline pipeline_;
  const std::string start_ = std::to_string(to_ms(read_now().wall));
  int runs_ = 0;
  // One key may have several label sets.
  std::vector<std::string> oracle_arguments_{"--merge-series"};
};

TEST_F(BridgeProgramAsInfo, AJoinFindsEveryByteUnderTheNameOfToday) {
  if (!pipeline_.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  const std::string all = "sum(" + std::string(kReceived) + ")";
  const std::string of_as =
      "sum(flow_receive_bytes_total{source_as=\"" + std::string(kAsn) + "\"})";

  run_with("info", "First");
  EXPECT_EQ(gauges("asn=\"15169\",name=\"First\",org=\"First\",country=\"US\""), 1);
  EXPECT_EQ(gauges("asn!=\"15169\",country!=\"\""), 0);
  EXPECT_EQ(ask("max(flow_as_info)"), 1);
  EXPECT_EQ(ask("max(count by (asn) (flow_as_info))"), 1);
  EXPECT_GT(ask(all), 0);
  EXPECT_EQ(ask("sum(" + std::string(kJoined) + ")"), ask(all));
  EXPECT_EQ(joined("First"), ask(of_as));
  EXPECT_EQ(ask("count(flow_receive_bytes_total{source_as_name!=\"\"})"), 0);
  const double series = ask("count(" + std::string(kReceived) + ")");
  end_run();

  run_with("info", "Second");
  EXPECT_EQ(gauges("asn=\"15169\",name=\"First\""), 0) << "its stale marker hides it";
  EXPECT_EQ(gauges("asn=\"15169\",name=\"Second\""), 1);
  EXPECT_EQ(ask("sum(" + std::string(kJoined) + ")"), ask(all));
  EXPECT_EQ(joined("Second"), ask(of_as));
  EXPECT_EQ(ask("sum(last_over_time(" + std::string(kReceived) + "[1h])) - " + all), 0)
      << "a rename ends no series of flows";
  EXPECT_GE(ask("count(" + std::string(kReceived) + ")"), series);
  end_run();

  run_with("both", "Second");
  EXPECT_EQ(gauges("asn=\"15169\",name=\"Second\""), 1);
  EXPECT_GT(ask("count(flow_receive_bytes_total{source_as_name=\"Second\"})"), 0);
  EXPECT_EQ(ask("count(flow_receive_bytes_total{source_as_name=\"\"})"), 0) << "they have ended";
  EXPECT_GT(pipeline_.metric("flowbridge_info_gauges_active").value_or(0), 1);
}

}  // namespace
}  // namespace flowbridge

// R14 with the program itself and a real Prometheus: the query of docs/as-names.md for peers to be,
// and PeeringDB saying something else of an AS.

#include "integration/bridge/pipeline.h"
#include "names/name_snapshot.h"
#include "posix/clock.h"
#include "support/name_tables.h"

#include <fstream>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr std::uint32_t kOwn = 64496;
/// Two that flowgen draws often.
constexpr std::uint32_t kFirst = 15169;
constexpr std::uint32_t kSecond = 2906;
constexpr int kPartitions = 3;
constexpr int kRecordsOfAPartition = 1000;

/// With an open policy at an exchange where we are, too.
constexpr const char* kCandidates =
    R"q(8 * sum by (source_as) (rate(flow_receive_bytes_total{source_as!~"0|other"}[1h])) )q"
    R"q(* on (source_as) group_left (policy, common_ix) label_replace()q"
    R"q(max by (asn, policy, common_ix) (flow_as_peering_info{policy="Open", common_ix!~"0?"}), )q"
    R"q("source_as", "$1", "asn", "(.*)"))q";

class BridgeProgramPeeringInfo : public ::testing::Test {
 protected:
  /// Runs a bridge that knows these networks while flows come; ends it.
  void run_with(const PeeringByNumber& networks, const std::vector<std::string>& options) {
    NameSnapshot snapshot;
    snapshot.table = *name_table_of({{kFirst, "First"}}, networks);
    std::ofstream(files_.file("seed"), std::ios::binary) << encode_snapshot(snapshot);
    std::vector<std::string> all = {"--asn-db.seed=" + files_.file("seed")};
    all.insert(all.end(), options.begin(), options.end());
    pipeline_.start_bridge(all);
    pipeline_.make_flows({"--records=" + std::to_string(kPartitions * kRecordsOfAPartition),
                          "--rate=1500", "--start=" + start_,
                          "--from-offset=" + std::to_string(runs_++ * kRecordsOfAPartition)});
    pipeline_.wait_delivered();
    EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});
  }

  /// 0 if there is no such series.
  double ask(const std::string& query) const { return pipeline_.ask_store(query).value_or(0); }
  double gauges(std::uint32_t asn, const std::string& matchers = "") const {
    return ask("count(flow_as_peering_info{asn=\"" + std::to_string(asn) + "\"," + matchers + "})");
  }

  TemporaryDirectory files_;
  Pipeline pipeline_;
  const std::string start_ = std::to_string(to_ms(read_now().wall));
  int runs_ = 0;
};

TEST_F(BridgeProgramPeeringInfo, AQueryFindsWhoCouldPeerWithUsToday) {
  if (!pipeline_.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  const std::string candidates = "count(" + std::string(kCandidates) + ")";

  run_with({{kFirst, {"Open", {1, 2, 3}, {}}},
            {kSecond, {"Open", {4}, {7}}},
            {kOwn, {"Selective", {2, 3}, {7}}}},
           {"--asn-db.peeringdb"});
  EXPECT_EQ(gauges(kFirst, R"(policy="Open",common_ix="2",common_facilities="0",scope="")"), 1);
  EXPECT_EQ(gauges(kSecond, R"(policy="Open",common_ix="0",common_facilities="1")"), 1);
  EXPECT_EQ(ask("max(flow_as_peering_info)"), 1);
  EXPECT_EQ(ask("count(flow_as_peering_info)"), 3) << "no other AS is in PeeringDB";
  EXPECT_EQ(ask("count(flow_as_info)"), 0) << "names are on the series";
  EXPECT_EQ(ask(candidates), 1);
  EXPECT_GT(ask("max(" + std::string(kCandidates) + ")"), 0);

  run_with({{kFirst, {"Open", {1}, {}}}, {kOwn, {"Selective", {2, 3}, {7}}}},
           {"--asn-db.peeringdb", "--as-names=info"});
  EXPECT_EQ(gauges(kFirst, R"(common_ix="2")"), 0) << "its stale marker hides it";
  EXPECT_EQ(gauges(kFirst, R"(common_ix="0")"), 1);
  EXPECT_EQ(gauges(kSecond), 0) << "it has left PeeringDB";
  EXPECT_GT(ask("count(flow_as_info)"), 2);
  EXPECT_EQ(ask(candidates), 0);

  run_with({{kFirst, {"Open", {1}, {}}}}, {});
  EXPECT_EQ(ask("count(flow_as_peering_info)"), 0) << "nobody asks for PeeringDB";
}

}  // namespace
}  // namespace flowbridge

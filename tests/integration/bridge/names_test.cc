// AS names that change while flows come, with the program itself and a real Prometheus.

#include "integration/bridge/pipeline.h"
#include "support/asn_server.h"
#include "support/child_process.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr auto kLimit = 60s;
/// The AS that flowgen draws most often.
constexpr const char* kAsn = "15169";

class BridgeProgramNames : public ::testing::Test {
 protected:
  std::string received_as(const std::string& name) const {
    return "flow_receive_bytes_total{source_as=\"" + std::string(kAsn) + "\",source_as_name=\"" +
           name + "\"}";
  }
  /// That a query sees now: none once they have ended.
  double series(const std::string& name) const {
    return pipeline_.ask_store("count(" + received_as(name) + ")").value_or(0);
  }
  void expect_name(const std::string& name) {
    EXPECT_TRUE(wait_until(kLimit, [&] { return series(name) > 0; })) << name;
  }
  /// The operator's file, replaced as editors do.
  void call_it(const std::string& name) {
    std::ofstream(files_.file("new.csv")) << "asn,name\n" << kAsn << ',' << name << '\n';
    std::filesystem::rename(files_.file("new.csv"), files_.file("names.csv"));
  }

  TemporaryDirectory files_;
  Pipeline pipeline_;
};

TEST_F(BridgeProgramNames, ThatTheOperatorChangesAndChangesBackAreExactEach) {
  if (!pipeline_.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  call_it("First");
  pipeline_.start_bridge({"--asn-db.overrides=" + files_.file("names.csv")});
  pipeline_.begin_flows({"--rate=1500"});
  expect_name("First");
  call_it("Second");
  expect_name("Second");
  EXPECT_TRUE(wait_until(kLimit, [&] { return series("First") == 0; })) << "it has ended";
  call_it("First");
  expect_name("First");
  EXPECT_TRUE(wait_until(kLimit, [&] { return series("Second") == 0; }));
  pipeline_.end_flows();
  pipeline_.expect_exact({"--merge-series"});
}

TEST_F(BridgeProgramNames, AMistakeOfTheOperatorChangesNothing) {
  if (!pipeline_.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  call_it("First");
  pipeline_.start_bridge({"--asn-db.overrides=" + files_.file("names.csv")});
  std::ofstream(files_.file("names.csv")) << "asn,name\nnonsense,Second\n";
  pipeline_.make_flows({"--records=3000", "--rate=1500"});
  pipeline_.expect_exact();
  EXPECT_GT(series("First"), 0);
  EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});
  EXPECT_NE(pipeline_.bridge_said().find("names.csv:2:1"), std::string::npos)
      << pipeline_.bridge_said();
}

TEST_F(BridgeProgramNames, WhatHasNoNameIsCountedByItsBytes) {
  if (!pipeline_.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  call_it("First");
  pipeline_.start_bridge({"--asn-db.overrides=" + files_.file("names.csv")});
  pipeline_.make_flows({"--records=3000", "--rate=1500"});
  pipeline_.expect_exact();
  // Ours has a name, so these are no series twice.
  const auto shown = [this](const std::string& metric, const std::string& side) {
    return pipeline_.ask_store("sum(" + metric + "{" + side + "_as_name=~\"AS[0-9]+\"})")
        .value_or(0);
  };
  const double unnamed = shown("flow_receive_bytes_total", "source") +
                         shown("flow_transmit_bytes_total", "destination");
  EXPECT_GT(unnamed, 0);
  EXPECT_EQ(pipeline_.metric("flowbridge_asn_unnamed_bytes_total"), unnamed);
  EXPECT_LT(unnamed, pipeline_.metric("flowbridge_flow_bytes_decoded_total"));
  EXPECT_GT(pipeline_.metric("flowbridge_asn_lookup_misses_total"), 0);
}

/// As long as a first copy must be, with the networks that every list has.
std::string long_list(const std::string& name) {
  std::string list;
  for (int asn = 1; asn <= 90'000; ++asn) {
    const std::string number = std::to_string(asn);
    const bool ours = number == kAsn;
    list += number + " HANDLE-" + number + " - " + (ours ? name : "Network " + number) + ", US\n";
  }
  return list;
}

TEST_F(BridgeProgramNames, AreFetchedWhileFlowsComeAndKeptForTheNextStart) {
  if (!pipeline_.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  AsnServer server;
  server.route("/asn.txt").body(long_list("Fetched"));
  std::vector<std::string> options = {"--asn-db.refresh=24h",
                                      "--asn-db.source=asnames=" + server.url("/asn.txt")};
  for (const char* registry : {"afrinic", "apnic", "arin", "lacnic", "ripencc"}) {
    options.push_back("--asn-db.source=delegated-" + std::string(registry) + "=off");
  }
  pipeline_.start_bridge(options);
  pipeline_.begin_flows({"--rate=1500"});
  expect_name("Fetched");
  pipeline_.end_flows();
  pipeline_.expect_exact({"--merge-series"});
  EXPECT_GT(pipeline_.metric("flowbridge_asn_db_names"), 80'000);
  EXPECT_EQ(pipeline_.metric("flowbridge_asn_db_refresh_failures_total"), 0);
  EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});

  server.remove("/asn.txt");
  pipeline_.start_bridge(options);
  EXPECT_GT(pipeline_.metric("flowbridge_asn_db_names"), 80'000) << "no network, and all names";
  EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});
}

TEST_F(BridgeProgramNames, AreInMemoryWhereTheirDirectoryCannotBeMade) {
  AsnServer server;
  server.route("/asn.txt").body(long_list("Fetched"));
  std::ofstream(files_.file("file")) << "no directory";
  std::vector<std::string> options = {"--asn-db.refresh=24h",
                                      "--asn-db.path=" + files_.file("file") + "/asn-db",
                                      "--asn-db.source=asnames=" + server.url("/asn.txt")};
  for (const char* registry : {"afrinic", "apnic", "arin", "lacnic", "ripencc"}) {
    options.push_back("--asn-db.source=delegated-" + std::string(registry) + "=off");
  }
  pipeline_.start_bridge(options);
  EXPECT_TRUE(wait_until(
      kLimit, [&] { return pipeline_.metric("flowbridge_asn_db_names").value_or(0) > 80'000; }));
  EXPECT_EQ(pipeline_.metric("flowbridge_asn_db_refresh_failures_total"), 1);
  EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});
  EXPECT_NE(pipeline_.bridge_said().find("AS names are kept in memory only"), std::string::npos);
}

}  // namespace
}  // namespace flowbridge

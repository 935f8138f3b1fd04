// /api/v1/asn/<number>: a bridge that runs says why an AS has its name.

#include "integration/bridge/pipeline.h"
#include "support/asn_server.h"
#include "support/child_process.h"
#include "support/run_program.h"

#include <array>
#include <atomic>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr auto kLimit = 60s;

class BridgeProgramAsnPage : public ::testing::Test {
 protected:
  static std::string path_of(const std::string& number) { return "/api/v1/asn/" + number; }
  json answer(const std::string& number) const {
    return json::parse(pipeline_.page(path_of(number)));
  }
  json explained(const std::string& number) const {
    const json all = answer(number);
    EXPECT_EQ(all.at("status"), "success") << all;
    return all.value("data", json());
  }

  TemporaryDirectory files_;
  Pipeline pipeline_;
};

TEST_F(BridgeProgramAsnPage, KnowsTheOperatorsAndTheSpecialNamesWithoutACache) {
  std::ofstream(files_.file("names.csv")) << "asn,name\n15169,Ours\n";
  pipeline_.start_bridge({"--asn-db.overrides=" + files_.file("names.csv")});
  const json own = explained("AS15169");
  EXPECT_EQ(own.at("name"), "Ours");
  EXPECT_EQ(own.at("statements").at(0).at("edition"), files_.file("names.csv"));
  EXPECT_EQ(explained("64512").at("name_source"), "iana-special");
  EXPECT_EQ(explained("401308").at("name_source"), "fallback");
  EXPECT_EQ(pipeline_.http_status(path_of("google")), 400);
  EXPECT_EQ(answer("google").at("errorType"), "bad_data");
  EXPECT_EQ(answer("google").at("error"),
            "\"google\" is no AS number; write 15169, AS15169 or 6.110");
  EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});
}

/// As long as a first copy must be.
std::string long_list() {
  std::string list;
  for (int asn = 1; asn <= 90'000; ++asn) {
    const std::string number = std::to_string(asn);
    list += number + " HANDLE-" + number + " - Network " + number + ", US\n";
  }
  return list;
}

class BridgeProgramAsnPageOfACache : public BridgeProgramAsnPage {
 protected:
  BridgeProgramAsnPageOfACache() {
    server_.route("/asn.txt").body(long_list());
    sources_ = {"--asn-db.source=asnames=" + server_.url("/asn.txt")};
    for (const char* registry : {"afrinic", "apnic", "arin", "lacnic", "ripencc"}) {
      sources_.push_back("--asn-db.source=delegated-" + std::string(registry) + "=off");
    }
    std::vector<std::string> options = sources_;
    options.emplace_back("--asn-db.refresh=24h");
    pipeline_.start_bridge(options);
    EXPECT_TRUE(wait_until(
        kLimit, [&] { return pipeline_.metric("flowbridge_asn_db_names").value_or(0) > 80'000; }));
  }

  AsnServer server_;
  std::vector<std::string> sources_;
};

TEST_F(BridgeProgramAsnPageOfACache, SaysWhatTheCommandSays) {
  std::vector<std::string> arguments = {"asn", "lookup", "15169", "--json",
                                        "--storage.path=" + pipeline_.state_path()};
  arguments.insert(arguments.end(), sources_.begin(), sources_.end());
  const ProgramResult said =
      run_program({.path = FLOWBRIDGE_PROGRAM, .arguments = arguments, .environment = {}});
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("15169 HANDLE-15169 - Network 15169, US"));
  EXPECT_EQ(explained("15169"), json::parse(said.out));
}

TEST_F(BridgeProgramAsnPageOfACache, WhoeverAsksAtOnceIsAnsweredOrToldToComeBack) {
  std::atomic<int> explained = 0;
  std::atomic<int> told = 0;
  {
    std::array<std::jthread, 12> clients;
    for (std::jthread& client : clients) {
      client = std::jthread([&] {
        const int status = pipeline_.http_status(path_of("15169"));
        explained += status == 200 ? 1 : 0;
        told += status == 503 ? 1 : 0;
      });
    }
    EXPECT_EQ(pipeline_.http_status("/-/healthy"), 200);
  }
  EXPECT_GE(explained, 1);
  EXPECT_EQ(explained + told, 12);
}

}  // namespace
}  // namespace flowbridge

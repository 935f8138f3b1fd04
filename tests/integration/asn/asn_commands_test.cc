#include "posix/directory.h"
#include "support/asn_server.h"
#include "support/gzip.h"
#include "support/run_program.h"
#include "support/temporary_directory.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// Of asn.txt, a few more than a first copy has at least.
constexpr int kNames = 80'100;
/// Those that IANA has not set aside.
constexpr const char* kNamesInForce = "79043 names in force\n";
constexpr const char* kRegistries[] = {"apnic", "arin", "lacnic", "ripencc"};

/// As AFRINIC has its lines: a name, or for the first `lost` a handle.
std::string asn_text(int lost = 0) {
  std::string file;
  for (int asn = 1; asn <= kNames; ++asn) {
    const std::string number = std::to_string(asn);
    file += number + (asn > lost ? " Name " : " HANDLE-") + number + ", ZA\n";
  }
  return file;
}

/// As many rows as AFRINIC's file has at least.
std::string delegated_file(int rows = 3'000) {
  std::string file = "2|afrinic|20260928|" + std::to_string(rows) + "|00000000|20260928|00000\n";
  for (int row = 0; row < rows; ++row) {
    file += "afrinic|ZA|asn|" + std::to_string(36'000 + 2 * row) + "|1|20000101|allocated|0a\n";
  }
  return file;
}

class AsnCommandsTest : public testing::Test {
 protected:
  AsnCommandsTest() {
    server_.route("/asn.txt").body(asn_text()).etag("\"1\"").gzip();
    server_.route("/afrinic").body(delegated_file()).etag("\"1\"");
  }

  /// `asn <command>`, with two sources, both on the fake server.
  ProgramResult asn(const std::string& command, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {
        "asn", command, "--storage.path=" + directory_.path(),
        "--asn-db.source=asnames=" + server_.url("/asn.txt"),
        "--asn-db.source=delegated-afrinic=" + server_.url("/afrinic")};
    for (const std::string registry : kRegistries) {
      arguments.push_back("--asn-db.source=delegated-" + registry + "=off");
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program({.path = FLOWBRIDGE_PROGRAM, .arguments = arguments, .environment = {}});
  }

  std::string name_of(const std::string& number) {
    const ProgramResult result = asn("lookup", {number, "--json"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return json::parse(result.out).at("name");
  }

  json status_of(const std::string& source) {
    const ProgramResult result = asn("status", {"--json"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    const json all = json::parse(result.out);
    for (const json& each : all.at("sources")) {
      if (each.at("source") == source) return each;
    }
    ADD_FAILURE() << "no " << source << " in " << result.out;
    return {};
  }

  TemporaryDirectory directory_;
  AsnServer server_;
};

TEST_F(AsnCommandsTest, ARefreshFillsTheCacheAndALookupExplainsIt) {
  const ProgramResult before = asn("lookup", {"36000"});
  EXPECT_EQ(before.exit_code, 0);
  EXPECT_THAT(before.out, StartsWith("AS36000  AS36000\n  no source names it (fallback)\n"));
  EXPECT_THAT(before.err, HasSubstr("there are no names in "));

  const ProgramResult refresh = asn("refresh");
  EXPECT_EQ(refresh.exit_code, 0) << refresh.err;
  EXPECT_THAT(refresh.out, HasSubstr("delegated-afrinic  3000 entries, "));
  EXPECT_THAT(refresh.out, HasSubstr("asnames            80100 entries, "));
  EXPECT_THAT(refresh.out, HasSubstr(kNamesInForce));
  EXPECT_EQ(refresh.err, "") << "a bar is for terminals";

  const ProgramResult lookup = asn("lookup", {"AS36000"});
  EXPECT_EQ(lookup.err, "");
  EXPECT_THAT(lookup.out, StartsWith("AS36000  Name 36000\n"
                                     "  the organisation in asn.txt (asnames)\n"
                                     "  allocated by afrinic, ZA; organisation Name 36000\n"));
  EXPECT_THAT(lookup.out, HasSubstr("36000 Name 36000, ZA -> Name 36000, ZA"));
  EXPECT_THAT(lookup.out, HasSubstr("afrinic|ZA|asn|36000|1|20000101|allocated|0a"));
  EXPECT_EQ(status_of("asnames").at("file").at("entries"), 80100);
  EXPECT_EQ(status_of("delegated-afrinic").at("file").at("edition"), "20260928");
}

TEST_F(AsnCommandsTest, ARegistrysDatabaseIsTakenAsItIsPublished) {
  constexpr int kHoldersMin = 5'000;
  std::string numbers;
  std::string holders;
  for (int asn = 1; asn <= 20'000; ++asn) {
    const std::string number = std::to_string(asn);
    numbers += "aut-num: AS" + number + "\nas-name: A-" + number + "\norg: ORG-" + number + "\n\n";
    if (asn > kHoldersMin) continue;
    holders += "organisation: ORG-" + number + "\norg-name: Holder " + number + "\n\n";
  }
  server_.route("/aut-num.gz").body(gzip(numbers)).etag("\"1\"");
  server_.route("/organisation.gz").body(gzip(holders)).etag("\"1\"");
  const std::vector<std::string> databases = {
      "--asn-db.source=rpsl-ripe=" + server_.url("/aut-num.gz"),
      "--asn-db.source=rpsl-ripe-organisation=" + server_.url("/organisation.gz")};
  const ProgramResult refresh = asn("refresh", databases);
  EXPECT_EQ(refresh.exit_code, 0) << refresh.err;
  EXPECT_THAT(refresh.out, HasSubstr("20000 entries, "));
  EXPECT_EQ(name_of("7"), "Holder 7");
  EXPECT_EQ(name_of("5001"), "Name 5001") << "its holder is not known";
  std::vector<std::string> lookup = databases;
  lookup.emplace_back("7");
  EXPECT_THAT(asn("lookup", lookup).out,
              HasSubstr("aut-num: AS7, as-name: A-7, org: ORG-7 -> Holder 7 (A-7)"));
}

TEST_F(AsnCommandsTest, ASecondRefreshIsSentNothingTwice) {
  ASSERT_EQ(asn("refresh").exit_code, 0);
  const ProgramResult again = asn("refresh");
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("asnames            unchanged: 80100 entries"));
  EXPECT_EQ(server_.requests("/asn.txt").back().header("if-none-match"), "W/\"1\"");
  EXPECT_THAT(server_.requests("/asn.txt").back().header("user-agent"), StartsWith("flowbridge/"));
}

TEST_F(AsnCommandsTest, AnEditionThatIsHeldBackIsShownAndTakenOnDemand) {
  ASSERT_EQ(asn("refresh").exit_code, 0);
  server_.route("/asn.txt").body(asn_text(30'000)).etag("\"2\"");
  const ProgramResult held = asn("refresh");
  EXPECT_EQ(held.exit_code, 0) << held.err;
  EXPECT_THAT(held.out, HasSubstr("asnames            held back (names_lost)"));
  EXPECT_EQ(name_of("7"), "Name 7");
  EXPECT_EQ(status_of("asnames").at("held").at("verdict"), "names_lost");
  EXPECT_THAT(asn("status").out, HasSubstr("flowbridge asn refresh --accept=asnames"));
  EXPECT_THAT(asn("lookup", {"7"}).out, HasSubstr("7 HANDLE-7, ZA -> HANDLE-7, ZA (held back)"));

  const ProgramResult taken = asn("refresh", {"--accept=asnames"});
  EXPECT_EQ(taken.exit_code, 0) << taken.err;
  EXPECT_EQ(name_of("7"), "HANDLE-7");
  EXPECT_EQ(status_of("asnames").at("held"), nullptr);
  const ProgramResult twice = asn("refresh", {"--accept=asnames"});
  EXPECT_EQ(twice.exit_code, 1);
  EXPECT_THAT(twice.err, HasSubstr("--accept: no edition of asnames waits, and none was refused"));
}

TEST_F(AsnCommandsTest, AnEditionThatShrankIsRefusedAndTakenOnDemand) {
  ASSERT_EQ(asn("refresh").exit_code, 0);
  server_.route("/afrinic").body(delegated_file(2'000)).etag("\"2\"");
  const ProgramResult refused = asn("refresh");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.out, HasSubstr("delegated-afrinic  failed: shrunken: 3000 before, 2000 now"));
  EXPECT_THAT(asn("status").out, HasSubstr("To take an edition of about 2000 entries all the same: "
                                           "flowbridge asn refresh --accept=delegated-afrinic\n"));
  EXPECT_EQ(status_of("delegated-afrinic").at("shrunken_to"), 2000);

  const ProgramResult taken = asn("refresh", {"--accept=delegated-afrinic"});
  EXPECT_EQ(taken.exit_code, 0) << taken.out << taken.err;
  EXPECT_THAT(taken.out, StartsWith("delegated-afrinic: an edition of about 2000 entries is not "
                                    "refused this time\n"));
  EXPECT_THAT(taken.out, HasSubstr("delegated-afrinic  2000 entries, "));
}

TEST_F(AsnCommandsTest, ASourceThatFailsIsNamedWithItsReasonAndTheNamesStay) {
  ASSERT_EQ(asn("refresh").exit_code, 0);
  server_.route("/asn.txt").anew().status(429).header("Retry-After", "5000");
  const ProgramResult failed = asn("refresh");
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.out, HasSubstr("asnames            failed: throttled: status 429\n"));
  EXPECT_THAT(failed.out, HasSubstr(kNamesInForce));
  const ProgramResult status = asn("status");
  EXPECT_EQ(status.exit_code, 0);
  EXPECT_THAT(status.out,
              HasSubstr("asnames: 1 attempt failed, the last: throttled: status 429; its server "
                        "wants to be left alone for 1h ("));
  EXPECT_EQ(status_of("asnames").at("failure_detail"), "status 429");
}

TEST_F(AsnCommandsTest, AServerThatAskedForTimeIsNotAskedAndTheOthersAre) {
  server_.route("/asn.txt").anew().status(503).header("Retry-After", "5000");
  ASSERT_EQ(asn("refresh").exit_code, 1);
  const ProgramResult again = asn("refresh");
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.out, HasSubstr("delegated-afrinic  unchanged: 3000 entries"));
  EXPECT_THAT(again.out,
              HasSubstr("asnames            not asked, its server wants to be left alone "
                        "until 20"));
  EXPECT_EQ(server_.requests("/asn.txt").size(), 1u);
  EXPECT_EQ(server_.requests("/afrinic").size(), 2u);
}

TEST_F(AsnCommandsTest, AFileThatCannotBeKeptIsAFailureAndTheNamesOnTheDiskStay) {
  ASSERT_EQ(asn("refresh").exit_code, 0);
  // What is in the way of the file, of root's, too.
  const std::string obstacle = directory_.file("asn-db/asnames.file.tmp");
  std::filesystem::create_directory(obstacle);
  server_.route("/asn.txt").body(asn_text(7)).etag("\"2\"");
  const ProgramResult failed = asn("refresh");
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.out, HasSubstr("asnames            failed: disk: "));
  EXPECT_THAT(failed.out, HasSubstr("asnames.file.tmp: "));
  EXPECT_THAT(failed.out, Not(HasSubstr("in force")));
  EXPECT_THAT(failed.err,
              HasSubstr("the new names could not be kept; those of before are in force"));
  EXPECT_EQ(name_of("7"), "Name 7");
  EXPECT_EQ(status_of("asnames").at("failure"), "disk");

  std::filesystem::remove(obstacle);
  EXPECT_EQ(asn("refresh").exit_code, 0);
  EXPECT_EQ(name_of("7"), "HANDLE-7");
}

TEST_F(AsnCommandsTest, ADirectoryThatCannotBeLockedIsToldBeforeAnythingIsFetched) {
  std::filesystem::create_directories(directory_.file("asn-db/LOCK"));
  const ProgramResult failed = asn("refresh");
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.err, HasSubstr("LOCK: Is a directory"));
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(AsnCommandsTest, AFirstCopyIsHeldToTheSameFloorAsInABridge) {
  server_.route("/asn.txt").body("15169 GOOGLE - Google LLC, US\n");
  const ProgramResult refused = asn("refresh");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.out, HasSubstr("asnames            failed: too_few: "));
  EXPECT_EQ(status_of("asnames").at("file"), nullptr);
}

TEST_F(AsnCommandsTest, ACacheThatABridgeRefreshesIsLeftToIt) {
  const std::string path = directory_.file("asn-db");
  Result<std::unique_ptr<Directory>> bridge = open_directory(path);
  ASSERT_TRUE(bridge);
  ASSERT_TRUE((*bridge)->lock());
  const ProgramResult refused = asn("refresh");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr(path + "/LOCK is held by process "));
  EXPECT_THAT(refused.err, HasSubstr("see flowbridge asn status"));
  EXPECT_TRUE(server_.requests().empty());
  EXPECT_THAT(asn("status").out, HasSubstr("refreshed by process "));
}

TEST_F(AsnCommandsTest, TheOperatorsOwnFileIsTakenWhateverItHolds) {
  const std::string file = directory_.file("my asn.txt");
  std::ofstream(file) << "# two of ours\n7 LAB - Laboratory, DE\n15169 GOOGLE - Google LLC, US";
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(),
                     {"--storage.path=" + directory_.path(), "--asn-db.file=" + file,
                      "--asn-db.source=delegated-afrinic=off"});
    for (const std::string registry : kRegistries) {
      arguments.push_back("--asn-db.source=delegated-" + registry + "=off");
    }
    return run_program({.path = FLOWBRIDGE_PROGRAM, .arguments = arguments, .environment = {}});
  };
  const ProgramResult before = run({"asn", "lookup", "15169"});
  EXPECT_THAT(before.out, StartsWith("AS15169  Google LLC\n"));
  EXPECT_THAT(before.err, HasSubstr("these are the names of " + file));
  const ProgramResult refresh = run({"asn", "refresh"});
  EXPECT_EQ(refresh.exit_code, 0) << refresh.out << refresh.err;
  EXPECT_THAT(run({"asn", "lookup", "15169"}).out, StartsWith("AS15169  Google LLC\n"));
}

TEST_F(AsnCommandsTest, TheOperatorsNamesGoFirstAndTheirMistakesAreTold) {
  const std::string file = directory_.file("names.csv");
  std::ofstream(file) << "asn,name\n64512-64520,Lab\n";
  const std::string flag = "--asn-db.overrides=" + file;
  EXPECT_THAT(asn("lookup", {flag, "64513"}).out, StartsWith("AS64513  Lab\n  the operator's own"));
  std::ofstream(file) << "asn,name\n64512-x,Lab\n";
  const ProgramResult bad = asn("lookup", {flag, "64513"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr(file + ":2:1: "));
}

TEST_F(AsnCommandsTest, WhatIsNoNumberIsToldWithWhatToWrite) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{}, {"15169x"}, {"4294967296", "1"}, {"-5"}}) {
    const ProgramResult bad = asn("lookup", arguments);
    EXPECT_EQ(bad.exit_code, 2);
    EXPECT_EQ(bad.out, "");
    EXPECT_THAT(bad.err, HasSubstr("15169"));
  }
  EXPECT_EQ(asn("refresh", {"--accept=asname"}).exit_code, 2);
}

}  // namespace
}  // namespace flowbridge

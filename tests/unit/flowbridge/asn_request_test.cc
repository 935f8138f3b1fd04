#include "flowbridge/asn_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<OptionSpec> options() {
  std::vector<OptionSpec> all = options_of_the_bridge({"storage.path", "asn-db.file"});
  all.push_back(asn_json_option("Print JSON."));
  return all;
}

TEST(AsnOperands, StandAnywhereButWhereAFlagAwaitsItsValue) {
  std::vector<std::string> arguments = {
      "15169", "--storage.path",  "./data", "AS1", "--json", "6.110", "-5",
      "7",     "--asn-db.file=a", "8"};
  EXPECT_THAT(take_operands(arguments, options()), ElementsAre("15169", "AS1", "6.110", "7", "8"));
  EXPECT_THAT(arguments,
              ElementsAre("--storage.path", "./data", "--json", "-5", "--asn-db.file=a"));
}

TEST(AsnOperands, AreNotLookedForBehindAFlagOfGos) {
  std::vector<std::string> arguments = {"-storage.path", "./data", "-json", "1"};
  EXPECT_THAT(take_operands(arguments, options()), ElementsAre("1"));
}

TEST(AsnRequest, HasTheSourcesAndTheDirectoryOfTheOptions) {
  const AsnRequest request =
      read_asn_request(options(), {.arguments = {"--json", "--asn-db.file=/own.txt"},
                                   .environment = {{"FLOWBRIDGE_STORAGE_PATH", "/state"}}});
  EXPECT_THAT(request.problems, IsEmpty());
  EXPECT_TRUE(request.json);
  EXPECT_EQ(request.path, "/state/asn-db");
  EXPECT_EQ(request.sources.back().url, "file:///own.txt");
}

TEST(AsnRequest, TellsEveryMistake) {
  const AsnRequest request = read_asn_request(
      options(), {.arguments = {"x", "--json=maybe", "--window=15s"}, .environment = {}});
  EXPECT_EQ(request.problems.size(), 3u) << format_problems(request.problems);
}

}  // namespace
}  // namespace flowbridge

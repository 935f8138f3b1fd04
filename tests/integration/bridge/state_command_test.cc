// `flowbridge state verify` and `flowbridge state inspect`, on directories that the program itself
// has left.

#include "integration/bridge/pipeline.h"
#include "support/run_program.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Json = nlohmann::json;

constexpr int kRecords = 300;

ProgramResult state(const std::vector<std::string>& arguments,
                    const std::map<std::string, std::string>& environment = {}) {
  ProgramCall call{.path = FLOWBRIDGE_PROGRAM, .arguments = {"state"}, .environment = environment};
  call.arguments.insert(call.arguments.end(), arguments.begin(), arguments.end());
  return run_program(call);
}

std::map<std::string, std::string> files_in(const std::string& path) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return files;
}

class StateCommand : public ::testing::Test {
 protected:
  /// A bridge counts some flows; its destination does not answer.
  void given_a_running_bridge() {
    pipeline_.start_bridge({"--shutdown.timeout=1s"});
    pipeline_.make_flows(
        {"--records=" + std::to_string(kRecords), "--rate=0", "--event-rate=100", "--start=-3s"});
    ASSERT_TRUE(wait_until(30s, [&] {
      return pipeline_.metric("flowbridge_ticks_closed_total").value_or(0) > 2;
    })) << pipeline_.bridge_said();
  }
  void given_a_state() {
    given_a_running_bridge();
    ASSERT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});
  }

  std::string path() const { return pipeline_.state_path(); }
  std::string flag() const { return "--storage.path=" + path(); }
  std::string segment() const {
    for (const auto& entry : std::filesystem::directory_iterator(path() + "/journal")) {
      if (entry.path().extension() == ".log") return entry.path();
    }
    return {};
  }

  Pipeline pipeline_;
};

TEST_F(StateCommand, OfADirectoryThatABridgeLeftIsWhole) {
  given_a_state();
  const std::map<std::string, std::string> before = files_in(path());
  const ProgramResult verified = state({"verify", flag()});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, StartsWith("state directory " + path() + ": whole\n"));
  EXPECT_THAT(verified.out, HasSubstr("destination   default is "));
  EXPECT_EQ(verified.err, "");

  const ProgramResult inspected = state({"inspect", flag()});
  EXPECT_EQ(inspected.exit_code, 0);
  EXPECT_THAT(inspected.out, HasSubstr("  pmacct.acct[0]  offsets 0 to "));
  EXPECT_THAT(inspected.out, HasSubstr("{__name__=\"flow_"));
  EXPECT_EQ(files_in(path()), before);
}

TEST_F(StateCommand, AnswersInJsonThatAddsUp) {
  given_a_state();
  const ProgramResult verified =
      state({"verify", "--json"}, {{"FLOWBRIDGE_STORAGE_PATH", path()}, {"FLOWBRIDGE_ASN", "x"}});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_EQ(Json::parse(verified.out)["verdict"], "whole");

  const ProgramResult inspected = state({"inspect", flag(), "--json", "--instance=other"});
  const Json json = Json::parse(inspected.out);
  EXPECT_EQ(json["series"]["list"][0]["labels"]["instance"], "other");
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  for (const Json& lane : json["lanes"]) {
    records += lane["totals"]["records"].get<std::uint64_t>();
    bytes += lane["totals"]["bytes"].get<std::uint64_t>();
  }
  EXPECT_EQ(records, static_cast<std::uint64_t>(kRecords));

  const ProgramResult lines = state({"inspect", flag(), "--records"});
  EXPECT_EQ(lines.exit_code, 0) << lines.err;
  std::istringstream stream(lines.out);
  std::uint64_t batch_bytes = 0;
  std::uint64_t count = 0;
  for (std::string line; std::getline(stream, line); ++count) {
    const Json record = Json::parse(line);
    if (record["type"] == "batch") batch_bytes += record["totals"]["bytes"].get<std::uint64_t>();
  }
  EXPECT_EQ(batch_bytes, bytes);
  EXPECT_EQ(count + 1, json["journal"]["next_sequence"].get<std::uint64_t>());
  EXPECT_EQ(Json::parse(state({"inspect", flag(), "--records=2:2"}).out)["sequence"], 2);
}

TEST_F(StateCommand, OneInUseIsReadAndLeftAlone) {
  given_a_running_bridge();
  const ProgramResult verified = state({"verify", flag()});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("in use        by process "));
  const Json json = Json::parse(state({"inspect", flag(), "--json"}).out);
  EXPECT_THAT(json["in_use_by"].get<std::string>(), StartsWith("process "));
  EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});
}

TEST_F(StateCommand, DamageIsNamedWithFileAndByteAndWhatToDo) {
  given_a_state();
  const std::string file = segment();
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(100).put('!');
  const std::map<std::string, std::string> before = files_in(path());
  for (const char* command : {"verify", "inspect"}) {
    const ProgramResult result = state({command, flag()});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.out,
                StartsWith("state directory " + path() + ": damaged\njournal/" +
                           std::filesystem::path(file).filename().string() + ": byte "));
    EXPECT_THAT(result.out, HasSubstr("\n  Stop flowbridge and copy the whole directory away"));
  }
  const Json json = Json::parse(state({"verify", flag(), "--json"}).out);
  EXPECT_EQ(json["verdict"], "damaged");
  EXPECT_TRUE(json["findings"][0]["byte"].is_number());
  const ProgramResult records = state({"inspect", flag(), "--records"});
  EXPECT_EQ(records.exit_code, 1);
  EXPECT_EQ(records.out, "");
  EXPECT_THAT(records.err, HasSubstr(": byte "));
  EXPECT_EQ(files_in(path()), before);
}

TEST_F(StateCommand, ATornTailIsWholeAndToldInBytes) {
  given_a_state();
  std::ofstream(segment(), std::ios::binary | std::ios::app) << "torn";
  const ProgramResult verified = state({"verify", flag()});
  EXPECT_EQ(verified.exit_code, 0);
  EXPECT_THAT(verified.out, HasSubstr("torn tail     a start cuts 4 bytes from journal/"));
}

TEST_F(StateCommand, AMissingOneIsNotMade) {
  const ProgramResult missing = state({"verify", flag()});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, StartsWith("flowbridge: --storage.path: there is no directory "));
  EXPECT_FALSE(std::filesystem::exists(path()));

  std::filesystem::create_directory(path());
  const ProgramResult empty = state({"inspect", flag()});
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_THAT(empty.err, HasSubstr("holds no state of flowbridge"));
  EXPECT_TRUE(files_in(path()).empty());
}

}  // namespace
}  // namespace flowbridge

// A state directory that cannot be used ends the program with 1, says why, and is not touched.

#include "integration/bridge/pipeline.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using Files = std::map<std::string, std::string>;

Files files_in(const std::string& path) {
  Files files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    // Whose process it was is not state.
    if (!entry.is_regular_file() || entry.path().filename() == "LOCK") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return files;
}

class BridgeState : public ::testing::Test {
 protected:
  /// A state directory with a journal in it, of a bridge that has ended.
  void given_a_state() {
    pipeline_.start_bridge({"--shutdown.timeout=1s"});
    pipeline_.make_flows({"--records=300", "--rate=0", "--event-rate=100", "--start=-3s"});
    ASSERT_TRUE(wait_until(30s, [&] {
      return pipeline_.metric("flowbridge_ticks_closed_total").value_or(0) > 2;
    })) << pipeline_.bridge_said();
    ASSERT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});
  }

  Ended start_again() {
    return run_bridge({"--kafka.brokers=" + pipeline_.kafka().address(), "--asn=64496",
                       "--kafka.topics=pmacct.acct", "--asn-db.refresh=off",
                       "--storage.path=" + pipeline_.state_path(),
                       "--remote-write.url=http://127.0.0.1:1/api/v1/write",
                       "--web.listen-address=127.0.0.1:0"});
  }

  void expect_refusal(const std::string& because) {
    const Files before = files_in(pipeline_.state_path());
    const Ended ended = start_again();
    EXPECT_EQ(ended.status, ExitStatus{.code = 1});
    EXPECT_NE(ended.said.find(because), std::string::npos) << ended.said;
    EXPECT_EQ(files_in(pipeline_.state_path()), before);
  }

  Pipeline pipeline_;
};

TEST_F(BridgeState, InUseIsRefused) {
  pipeline_.start_bridge();
  const Ended ended = start_again();
  EXPECT_EQ(ended.status, ExitStatus{.code = 1});
  EXPECT_NE(ended.said.find("in_use"), std::string::npos) << ended.said;
}

// It may only have been given another name.
TEST_F(BridgeState, ADestinationThatIsNotConfiguredIsKeptUntilItIsToBeForgotten) {
  given_a_state();
  const std::filesystem::path destinations = pipeline_.state_path() + "/destinations";
  std::filesystem::rename(destinations / "default", destinations / "thanos");
  expect_refusal("--remote-write.forget=thanos");
  pipeline_.start_bridge({"--remote-write.forget=thanos"});
  EXPECT_TRUE(std::filesystem::is_empty(destinations / "thanos"));
  EXPECT_TRUE(std::filesystem::exists(destinations / "default" / "cursor"));
  EXPECT_NE(pipeline_.bridge_said().find("destination is forgotten"), std::string::npos);
}

TEST_F(BridgeState, DamageIsRefusedWithTheFileNamed) {
  given_a_state();
  const std::string path = pipeline_.state_path() + "/journal";
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.path().extension() != ".log") continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);
    file.put('!');
  }
  expect_refusal(".log");
}

TEST_F(BridgeState, ANewerFormatIsRefused) {
  given_a_state();
  const std::string path = pipeline_.state_path() + "/writer.json";
  std::ifstream in(path);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::size_t at = text.find("format_version");
  ASSERT_NE(at, std::string::npos) << text;
  text.replace(text.find('1', at), 1, "9");
  std::ofstream(path) << text;
  expect_refusal("newer");
}

}  // namespace
}  // namespace flowbridge

// Several destinations with the program itself: listed in a file as Prometheus lists them, each
// sent everything, each spoken to in its own version, with its own secret and its own position.

#include "integration/bridge/pipeline.h"
#include "posix/clock.h"
#include "support/fake_receiver.h"
#include "support/known_receivers.h"

#include <fstream>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

constexpr const char* kMetric = "flow_receive_bytes_total";

class BridgeDestinations : public ::testing::Test {
 protected:
  BridgeDestinations() : second_(mimir()) { second_.set_now(read_now().wall); }

  void list(const std::string& destinations) {
    std::ofstream(config_) << "remote_write:\n" << destinations;
  }
  std::string first() const { return "- {name: first, url: " + pipeline_.store_url() + "}\n"; }
  std::string second() const {
    return "- {name: second, url: " + second_.url() +
           ", headers: {X-Scope-OrgID: flows}, authorization: {credentials_file: " + secret_ +
           "}}\n";
  }
  void start() { pipeline_.start_bridge({"--config.file=" + config_}); }
  void make_flows(const std::string& first_offset) {
    pipeline_.make_flows(
        {"--records=1500", "--rate=1500", "--start=" + start_, "--from-offset=" + first_offset});
  }

  Pipeline pipeline_;
  TemporaryDirectory files_;
  const std::string config_ = files_.file("flowbridge.yaml");
  const std::string secret_ = files_.file("secret");
  const std::string start_ = "-20s";
  FakeReceiver second_;
};

TEST_F(BridgeDestinations, AreSentTheSameInTheVersionThatEachTakes) {
  if (!pipeline_.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  std::ofstream(secret_) << "s3cret\n";
  list(first() + second());
  start();
  make_flows("0");
  pipeline_.expect_exact();
  const double truth = pipeline_.ask_store(std::string("sum(") + kMetric + ")").value_or(-1);
  EXPECT_GT(truth, 0);
  EXPECT_EQ(newest_total(second_.model(), kMetric), truth);
  EXPECT_NE(pipeline_.bridge_said().find("does not take remote write 2.0"), std::string::npos);
  const ReceivedRequest newest = second_.requests().back();
  EXPECT_EQ(newest.header("X-Prometheus-Remote-Write-Version"), "2.0.0");
  EXPECT_EQ(newest.header("Authorization"), "Bearer s3cret");
  EXPECT_EQ(newest.header("X-Scope-OrgID"), "flows");
  EXPECT_EQ(pipeline_.bridge_said().find("s3cret"), std::string::npos);
}

TEST_F(BridgeDestinations, OneThatIsTakenFromTheListEndsTheStartUntilItIsToBeForgotten) {
  if (!pipeline_.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  std::ofstream(secret_) << "s3cret\n";
  list(first() + second());
  start();
  EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});
  // Another order is no other destination.
  list(second() + first());
  start();
  EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});
  list(first());
  const Ended refused =
      run_bridge({"--kafka.brokers=" + pipeline_.kafka().address(), "--asn=64496",
                  "--kafka.topics=pmacct.acct", "--asn-db.refresh=off", "--config.file=" + config_,
                  "--storage.path=" + pipeline_.state_path(), "--web.listen-address=127.0.0.1:0"});
  EXPECT_EQ(refused.status, ExitStatus{.code = 1});
  EXPECT_THAT(refused.said, testing::HasSubstr("--remote-write.forget=second"));
}

}  // namespace
}  // namespace flowbridge

// Kafka or the destination is away: the bridge goes on trying, says so, and loses nothing.

#include "integration/bridge/pipeline.h"

#include <csignal>
#include <string>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(BridgeOutage, ADestinationThatComesLaterGetsEverything) {
  Pipeline pipeline;
  pipeline.start_bridge();
  pipeline.make_flows({"--records=6000", "--rate=2000"});
  EXPECT_TRUE(wait_until(30s, [&] {
    return pipeline.metric("flowbridge_remote_write_samples_retried_total").value_or(0) > 0;
  })) << pipeline.bridge_said();
  if (!pipeline.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  pipeline.expect_exact();
}

TEST(BridgeOutage, ABrokerThatGoesAndComesBackMovesNoByte) {
  Pipeline pipeline;
  if (!pipeline.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  pipeline.make_flows({"--records=6000", "--rate=0", "--event-rate=600", "--start=-10s"});
  ASSERT_EQ(pipeline.kafka().tell("down"), "ok");
  pipeline.start_bridge();
  EXPECT_TRUE(wait_until(30s, [&] {
    return pipeline.bridge_said().find("kafka reports an error") != std::string::npos;
  }));
  EXPECT_EQ(pipeline.http_status("/-/ready"), 503);
  EXPECT_EQ(pipeline.http_status("/-/healthy"), 200);
  ASSERT_EQ(pipeline.kafka().tell("up"), "ok");
  EXPECT_TRUE(wait_until(60s, [&] { return pipeline.http_status("/-/ready") == 200; }))
      << pipeline.bridge_said();
  pipeline.expect_exact();
}

// R5: what a partition brings after it was left out is late, and told apart.
TEST(BridgeOutage, APartitionThatIsOutOfReachIsLeftOutAndThenCountedLate) {
  Pipeline pipeline({"--brokers-count=2"});
  if (!pipeline.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  for (const char* leader : {"0 1", "1 1", "2 2"}) {
    pipeline.kafka().command(std::string("leader pmacct.acct ") + leader);
  }
  pipeline.start_bridge({"--stall-timeout=2s"});
  ASSERT_TRUE(wait_until(30s, [&] { return pipeline.http_status("/-/ready") == 200; }))
      << pipeline.bridge_said();
  // It knows the partitions, and sees nothing of the flows before one of them is out of reach. They
  // begin after the last time that it can have found the partitions at their ends.
  pipeline.bridge().send(SIGSTOP);
  wait_until(4s, [] { return false; });
  pipeline.make_flows({"--records=1800", "--rate=0", "--event-rate=600", "--start=-3s"});
  pipeline.kafka().command("down 2");
  pipeline.bridge().send(SIGCONT);
  ASSERT_TRUE(wait_until(60s, [&] {
    return pipeline.metric("flowbridge_stalls_total").value_or(0) > 0;
  })) << pipeline.bridge_said();
  pipeline.kafka().command("up 2");
  // A partition of which nothing is known does not lag.
  ASSERT_TRUE(wait_until(60s, [&] {
    return pipeline.metric("flowbridge_kafka_records_consumed_total") == 1800.0;
  })) << pipeline.bridge_said();
  pipeline.expect_exact({"--whole-bridge"});
}

}  // namespace
}  // namespace flowbridge

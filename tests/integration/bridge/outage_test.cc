// Kafka or the destination is away: the bridge goes on trying, says so, and loses nothing.

#include "integration/bridge/pipeline.h"

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

}  // namespace
}  // namespace flowbridge

// flowbridge between an embedded Kafka and real stores: what the oracle finds is what was made.

#include "integration/bridge/pipeline.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(BridgeProgram, CountsEveryByteInItsWindowInPrometheus) {
  Pipeline pipeline;
  if (!pipeline.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  pipeline.start_bridge();
  pipeline.make_flows({"--records=6000", "--rate=2000"});
  pipeline.expect_exact();
  pipeline.expect_protocol("1.0");
  EXPECT_EQ(pipeline.stop_bridge(), ExitStatus{.code = 0}) << pipeline.bridge_said();
}

TEST(BridgeProgram, CountsEveryByteInItsWindowInVictoriaMetrics) {
  Pipeline pipeline;
  if (!pipeline.start_store(Store::kVictoriaMetrics)) {
    GTEST_SKIP() << "victoria-metrics is not installed";
  }
  pipeline.start_bridge();
  pipeline.make_flows({"--records=6000", "--rate=2000"});
  pipeline.expect_exact();
  pipeline.expect_protocol("1.0");
}

TEST(BridgeProgram, CatchesUpWithTenMinutesOfBacklog) {
  Pipeline pipeline;
  if (!pipeline.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  pipeline.make_flows({"--records=12000", "--rate=0", "--event-rate=20", "--start=-10m"});
  pipeline.start_bridge();
  pipeline.expect_exact({"--complete-topic", "--whole-bridge"});
}

TEST(BridgeProgram, KillsMoveNoByte) {
  Pipeline pipeline;
  if (!pipeline.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  pipeline.make_flows({"--records=20000", "--rate=0", "--event-rate=200", "--start=-100s"});
  for (int kill = 0; kill < 8; ++kill) {
    pipeline.start_bridge();
    pipeline.kill_bridge();
  }
  pipeline.start_bridge();
  pipeline.expect_exact({"--complete-topic"});
  EXPECT_EQ(pipeline.bridge_said().find("meaning=refused"), std::string::npos);
}

TEST(BridgeProgram, FoldsWhatIsBeyondTheLimitWithoutLosingAByte) {
  Pipeline pipeline;
  if (!pipeline.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  pipeline.start_bridge({"--series.limit=100"});
  pipeline.make_flows({"--records=6000", "--rate=2000", "--late-share=0.05"});
  pipeline.expect_exact({"--whole-bridge"});
  EXPECT_GT(pipeline.metric("flowbridge_series_overflow_bytes_total").value_or(0), 0);
}

TEST(BridgeProgram, ASecondSignalIsNotNeededToStop) {
  Pipeline pipeline;
  pipeline.start_bridge();
  EXPECT_EQ(pipeline.stop_bridge(), ExitStatus{.code = 0}) << pipeline.bridge_said();
  EXPECT_NE(pipeline.bridge_said().find("stopped"), std::string::npos);
}

}  // namespace
}  // namespace flowbridge

// flowbridge before a Prometheus that takes remote write 2.0, which tests/e2e/run.sh version-two
// builds and names in PROMETHEUS3_PROGRAM.

#include "integration/bridge/pipeline.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr const char* kAbsence =
    "PROMETHEUS3_PROGRAM names no program; tests/e2e/run.sh version-two does";

/// What Prometheus may make of the starts that it is told.
class Prometheus3 : public ::testing::TestWithParam<const char*> {};

TEST_P(Prometheus3, GetsEveryByteInItsWindowInVersionTwo) {
  const std::string features = GetParam();
  Pipeline pipeline;
  if (!pipeline.start_store(Store::kPrometheus3, {"--enable-feature=" + features})) {
    GTEST_SKIP() << kAbsence;
  }
  pipeline.start_bridge();
  pipeline.make_flows({"--records=6000", "--rate=2000"});
  pipeline.expect_exact();
  pipeline.expect_protocol("2.0");
  // It was told of every sample what its metric is.
  EXPECT_EQ(
      pipeline.store_metric("prometheus_api_remote_write_without_metadata_appended_samples_total"),
      0.0);
}

INSTANTIATE_TEST_SUITE_P(Features, Prometheus3,
                         ::testing::Values("", "created-timestamp-zero-ingestion", "st-storage",
                                           "st-storage,use-start-timestamps"),
                         [](const auto& test) {
                           std::string name;
                           for (const char c : std::string("with_") + test.param) {
                             name += c == '-' || c == ',' ? '_' : c;
                           }
                           return name;
                         });

TEST(Prometheus3Store, KillsMoveNoByte) {
  Pipeline pipeline;
  if (!pipeline.start_store(Store::kPrometheus3)) GTEST_SKIP() << kAbsence;
  pipeline.make_flows({"--records=20000", "--rate=0", "--event-rate=200", "--start=-100s"});
  for (int kill = 0; kill < 8; ++kill) {
    pipeline.start_bridge();
    pipeline.kill_bridge();
  }
  pipeline.start_bridge();
  pipeline.expect_exact({"--complete-topic"});
  pipeline.expect_protocol("2.0");
}

// Its list of metrics is of what it scrapes; what it is told with samples shows in their labels.
TEST(Prometheus3Store, KnowsThatACounterIsOne) {
  Pipeline pipeline;
  if (!pipeline.start_store(Store::kPrometheus3, {"--enable-feature=type-and-unit-labels"})) {
    GTEST_SKIP() << kAbsence;
  }
  pipeline.start_bridge();
  pipeline.make_flows({"--records=600", "--rate=600"});
  pipeline.wait_delivered();
  const std::optional<double> series = pipeline.ask_store("count({__name__=~\"flow_.+_total\"})");
  EXPECT_GT(series.value_or(0), 0);
  EXPECT_EQ(pipeline.ask_store(
                "count({__name__=~\"flow_.+_total\", __type__=\"counter\", __unit__=\"bytes\"})"),
            series);
}

}  // namespace
}  // namespace flowbridge

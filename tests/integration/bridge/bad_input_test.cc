// What is not a flow record is counted by reason and shown in the log; consumption goes on.

#include "integration/bridge/pipeline.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

TEST(BridgeBadInput, IsCountedShownAndPassed) {
  Pipeline pipeline;
  if (!pipeline.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  pipeline.start_bridge();
  pipeline.make_flows({"--records=6000", "--rate=2000", "--malformed-share=0.2",
                       "--multi-values-share=0.2", "--late-share=0.05"});
  pipeline.expect_exact({"--whole-bridge"});

  const nlohmann::json truth = nlohmann::json::parse(std::ifstream(pipeline.truth_file()));
  const nlohmann::json& totals = truth.at("totals");
  EXPECT_EQ(pipeline.metric("flowbridge_kafka_records_consumed_total"),
            totals.at("messages").get<double>());
  EXPECT_EQ(pipeline.metric("flowbridge_entries_rejected_total"),
            totals.at("rejected_entries").get<double>());
  EXPECT_EQ(pipeline.metric("flowbridge_entries_ignored_total"),
            totals.at("ignored_entries").get<double>());
  // The conservation law of design §6, as a scrape shows it.
  EXPECT_EQ(pipeline.metric("flowbridge_flow_bytes_decoded_total"),
            pipeline.metric("flowbridge_flow_bytes_total"));
  EXPECT_EQ(pipeline.metric("flowbridge_remote_write_samples_enqueued_total"),
            pipeline.metric("flowbridge_remote_write_samples_delivered_total"));
  const std::string said = pipeline.bridge_said();
  for (const char* part : {"message was not understood", "reason=", "topic=pmacct.acct",
                           "partition=", "offset=", "bytes="}) {
    EXPECT_NE(said.find(part), std::string::npos) << part;
  }
}

TEST(BridgeBadInput, WrongFlagsEndWithTwoAndSayWhatToWrite) {
  const Ended ended = run_bridge({"--kafka.broker=kafka:9092", "--asn=64496"});
  EXPECT_EQ(ended.status, ExitStatus{.code = 2});
  EXPECT_NE(ended.said.find("--kafka.brokers"), std::string::npos) << ended.said;
}

TEST(BridgeBadInput, WithoutADestinationTheEndSaysExactlyThat) {
  const Ended ended = run_bridge({"--brokers=kafka:9092", "--topic=pmacct.acct", "--asn=64496"});
  EXPECT_EQ(ended.status, ExitStatus{.code = 2});
  EXPECT_NE(ended.said.find("remote-write.url"), std::string::npos) << ended.said;
}

}  // namespace
}  // namespace flowbridge

// The way over from flow-exporter: its command line and one variable more, and the same metrics and
// labels come out. The messages are the three of the article that it was published with.

#include "posix/clock.h"
#include "support/child_process.h"
#include "support/mock_kafka.h"
#include "support/prometheus_process.h"
#include "support/temporary_directory.h"

#include <bit>
#include <fstream>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;

constexpr Duration kLimit = 60s;
constexpr const char* kMessages = FLOWBRIDGE_SOURCE_DIR "/tests/golden/pmacct/pmacct-seed.jsonl";

struct FoundCounter {
  std::string labels;
  double first = 0;
  double last = 0;
};

std::vector<FoundCounter> flow_counters(const PrometheusProcess& prometheus) {
  std::vector<FoundCounter> found;
  const Result<std::vector<WrittenSeries>> all =
      prometheus.samples(R"({__name__=~"flow_.*"})", read_now().wall + 1min, 1h);
  if (!all) return found;
  for (const WrittenSeries& series : *all) {
    found.push_back({to_string(series.labels), std::bit_cast<double>(series.samples.front().value),
                     std::bit_cast<double>(series.samples.back().value)});
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.labels < b.labels; });
  return found;
}

TEST(FlowExporterUsers, GetTheirMetricsAndLabelsForTheArticlesMessages) {
  Result<std::unique_ptr<PrometheusProcess>> prometheus = PrometheusProcess::start();
  if (!prometheus) GTEST_SKIP() << prometheus.error().message();
  MockKafka kafka = MockKafka::start({.topics = {"pmacct.acct:1"}});
  TemporaryDirectory directory;
  std::ofstream(directory.file("asn.txt")) << "15169 GOOGLE - Google LLC, US\n"
                                              "397143 NEPTUNE - Neptune Networks, US\n"
                                              "60729 ZWIEBELFREUNDE - Zwiebelfreunde e.V., DE\n";
  Result<ChildProcess> bridge = ChildProcess::start(
      {.command = {FLOWBRIDGE_PROGRAM, "--brokers=" + kafka.address(), "--topic=pmacct.acct",
                   "--asn=397143", "--addr=127.0.0.1:0"},
       .environment = {
           "FLOWBRIDGE_REMOTE_WRITE_URL=" + (*prometheus)->write_url(),
           "FLOWBRIDGE_KAFKA_START=earliest", "FLOWBRIDGE_INSTANCE=edge-1", "FLOWBRIDGE_WINDOW=1s",
           "FLOWBRIDGE_LATENESS=1s", "FLOWBRIDGE_ASN_DB_FILE=" + directory.file("asn.txt"),
           "FLOWBRIDGE_ASN_DB_REFRESH=off", "FLOWBRIDGE_STORAGE_PATH=" + directory.file("state")}});
  ASSERT_TRUE(bridge) << bridge.error().message();

  std::ifstream messages(kMessages);
  for (std::string message; std::getline(messages, message);) {
    kafka.command("append pmacct.acct 0 " + std::to_string(to_ms(read_now().wall)) + " " + message);
  }

  std::vector<FoundCounter> found;
  EXPECT_TRUE(wait_until(kLimit,
                         [&] {
                           found = flow_counters(**prometheus);
                           return found.size() == 3 &&
                                  std::all_of(found.begin(), found.end(),
                                              [](const auto& each) { return each.last > 0; });
                         }))
      << found.size() << " series; " << bridge->error_output();
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].labels,
            R"({__name__="flow_receive_bytes_total", destination_as="397143", )"
            R"(destination_as_name="Neptune Networks", hostname="bdr2.neptunenetworks.org", )"
            R"(instance="edge-1", job="flowbridge", source_as="49981", source_as_name="AS49981"})");
  EXPECT_EQ(found[1].labels,
            R"({__name__="flow_receive_bytes_total", destination_as="397143", )"
            R"(destination_as_name="Neptune Networks", hostname="bdr2.neptunenetworks.org", )"
            R"(instance="edge-1", job="flowbridge", source_as="60729", )"
            R"(source_as_name="Zwiebelfreunde e.V."})");
  EXPECT_EQ(found[2].labels,
            R"({__name__="flow_transmit_bytes_total", destination_as="15169", )"
            R"(destination_as_name="Google LLC", hostname="bdr1.neptunenetworks.org", )"
            R"(instance="edge-1", job="flowbridge", source_as="397143", )"
            R"(source_as_name="Neptune Networks"})");
  std::vector<double> values;
  for (const FoundCounter& counter : found) {
    EXPECT_EQ(counter.first, 0) << "increase() must see the first bytes (R10): " << counter.labels;
    values.push_back(counter.last);
  }
  EXPECT_THAT(values, ElementsAre(20182, 1075281, 60));
  EXPECT_EQ(bridge->stop(kLimit), ExitStatus{.code = 0}) << bridge->error_output();
}

}  // namespace
}  // namespace flowbridge

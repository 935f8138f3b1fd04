#include "telemetry/exposition.h"

#include "support/golden_file.h"
#include "support/reports.h"

#include <cstdio>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;

TEST(Exposition, IsAsReviewed) {
  expect_golden("tests/golden/telemetry/exposition.txt", exposition(busy_scrape()));
}

TEST(Exposition, ShowsWholeNumbersExactlyUpToTwoToThe53) {
  EXPECT_THAT(exposition(busy_scrape()),
              HasSubstr("\nflowbridge_flow_bytes_decoded_total 9007199254740991\n"));
}

TEST(Exposition, EscapesLabelValues) {
  Hub hub;
  hub.publish(busy_delivery_report("a\"b\\c\nd"));
  EXPECT_THAT(exposition({hub.snapshot(), {}}),
              HasSubstr("samples_pending{remote_name=\"a\\\"b\\\\c\\nd\"} 90\n"));
}

TEST(Exposition, OfAHistogramIsCumulative) {
  const std::string text = exposition(busy_scrape());
  const std::string name = "flowbridge_remote_write_request_duration_seconds";
  EXPECT_THAT(text, HasSubstr(name + "_bucket{remote_name=\"prometheus\",le=\"0.005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(name + "_bucket{remote_name=\"prometheus\",le=\"0.25\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(name + "_bucket{remote_name=\"prometheus\",le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr(name + "_count{remote_name=\"prometheus\"} 3\n"));
  EXPECT_THAT(text, HasSubstr(name + "_sum{remote_name=\"prometheus\"} 45.203\n"));
}

// Prometheus's own linter, as the second opinion on names, helps and format.
TEST(Exposition, PassesPromtoolCheckMetrics) {
  if (std::system("command -v promtool >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "promtool is not installed (Debian package prometheus)";
  }
  FILE* promtool = popen("promtool check metrics 2>&1", "w");
  ASSERT_NE(promtool, nullptr);
  const std::string text = exposition(busy_scrape());
  EXPECT_EQ(std::fwrite(text.data(), 1, text.size(), promtool), text.size());
  EXPECT_EQ(pclose(promtool), 0) << "see its complaints above";
}

}  // namespace
}  // namespace flowbridge

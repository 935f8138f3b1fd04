#include "compliance/metrics_page.h"

#include "support/result_matchers.h"

#include <cmath>
#include <limits>
#include <string>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

MetricsPage page_of(const std::string& text, PageFormat format = PageFormat::kText) {
  Result<MetricsPage> page = parse_metrics_page(text, format);
  EXPECT_THAT(page, IsOk()) << text;
  return page ? *std::move(page) : MetricsPage{};
}

MetricsPage open_metrics(const std::string& text) {
  return page_of(text + "# EOF\n", PageFormat::kOpenMetrics);
}

std::vector<std::string> series_of(const MetricsPage& page) {
  std::vector<std::string> series;
  for (const PageSample& sample : page.samples) series.push_back(to_string(sample.labels));
  return series;
}

const MetricFamily& family_of(const MetricsPage& page, std::size_t sample) {
  return page.families.at(page.samples.at(sample).family);
}

double value_of(const std::string& written) {
  const MetricsPage page = page_of("a " + written + "\n");
  return page.samples.empty() ? -1 : std::bit_cast<double>(page.samples.front().value);
}

void expect_refused(const std::string& text, PageFormat format = PageFormat::kText) {
  EXPECT_THAT(parse_metrics_page(text, format), FailsWith(ErrorCode::kInvalid)) << text;
}

TEST(MetricsPage, FormatIsThatOfTheContentType) {
  EXPECT_EQ(page_format("application/openmetrics-text; version=1.0.0; charset=utf-8"),
            PageFormat::kOpenMetrics);
  EXPECT_EQ(page_format("Application/OpenMetrics-Text"), PageFormat::kOpenMetrics);
  EXPECT_EQ(page_format("text/plain; version=0.0.4; charset=utf-8"), PageFormat::kText);
  EXPECT_EQ(page_format(""), PageFormat::kText);
}

TEST(MetricsPage, APageWithoutSamplesHasNone) {
  EXPECT_TRUE(page_of("").samples.empty());
  EXPECT_TRUE(page_of("# No metrics\n\n").samples.empty());
  EXPECT_TRUE(open_metrics("").samples.empty());
}

TEST(MetricsPage, SeriesHaveSortedLabelsAndTheirName) {
  const MetricsPage page = page_of(
      "up 1\n"
      "http:requests{method=\"GET\",code=\"200\",} 2\n"
      "spaced { a = \"1\" , b = \"2\" }\t 3");
  EXPECT_THAT(
      series_of(page),
      ElementsAre("{__name__=\"up\"}", "{__name__=\"http:requests\", code=\"200\", method=\"GET\"}",
                  "{__name__=\"spaced\", a=\"1\", b=\"2\"}"));
}

TEST(MetricsPage, EscapesOfLabelValuesAreUndone) {
  const MetricsPage page = page_of(R"(a{b="x\"y\\z\nw\q 🚀"} 1)");
  ASSERT_EQ(page.samples.size(), 1u);
  EXPECT_EQ(page.samples[0].labels[1].value, "x\"y\\z\nw\\q 🚀");
}

TEST(MetricsPage, AnEmptyLabelIsNoLabel) {
  EXPECT_THAT(series_of(page_of("a{b=\"\"} 1\n")), ElementsAre("{__name__=\"a\"}"));
}

TEST(MetricsPage, ASeriesThatComesAgainCountsOnce) {
  const MetricsPage page = page_of("a{b=\"1\",c=\"2\"} 1\na{c=\"2\",b=\"1\"} 2\n");
  ASSERT_EQ(page.samples.size(), 1u);
  EXPECT_EQ(page.samples[0].value, value_bits(1));
}

TEST(MetricsPage, ValuesAreReadToTheBit) {
  EXPECT_EQ(value_of("42"), 42);
  EXPECT_EQ(value_of("-15.5"), -15.5);
  EXPECT_EQ(value_of("+1.5"), 1.5);
  EXPECT_EQ(value_of("1.23e-4"), 1.23e-4);
  EXPECT_EQ(value_of("1.7976931348623157e+308"), std::numeric_limits<double>::max());
  EXPECT_EQ(value_of("2.2250738585072014e-308"), std::numeric_limits<double>::min());
  EXPECT_EQ(value_of("+Inf"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(value_of("-Inf"), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::signbit(value_of("-0")));
}

TEST(MetricsPage, EveryNanIsPrometheusOwn) {
  for (const char* text : {"NaN", "nan", "-NaN"}) {
    EXPECT_EQ(page_of("a " + std::string(text) + "\n").samples.at(0).value, 0x7ff8000000000001u);
  }
}

TEST(MetricsPage, TimestampsAreMillisecondsInTextAndSecondsInOpenMetrics) {
  EXPECT_EQ(page_of("a 1 1700000000123\n").samples.at(0).timestamp, unix_ms(1'700'000'000'123));
  EXPECT_EQ(page_of("a 1 0\n").samples.at(0).timestamp, unix_ms(0));
  EXPECT_EQ(open_metrics("a 1 1700000000.123\n").samples.at(0).timestamp,
            unix_ms(1'700'000'000'123));
  EXPECT_EQ(page_of("a 1\n").samples.at(0).timestamp, std::nullopt);
}

TEST(MetricsPage, WhatIsSaidOfAMetricIsSaidOfItsSeries) {
  const MetricsPage page = page_of(
      "# HELP memory_bytes In \\\\use,\\nnow \"x\".\n"
      "# TYPE memory_bytes gauge\n"
      "# UNIT memory_bytes bytes\n"
      "memory_bytes 1\n"
      "other 2\n");
  EXPECT_EQ(family_of(page, 0), (MetricFamily{.name = "memory_bytes",
                                              .type = FamilyType::kGauge,
                                              .help = "In \\use,\nnow \"x\".",
                                              .unit = "bytes"}));
  EXPECT_EQ(family_of(page, 1), MetricFamily{.type = FamilyType::kUnknown});
}

TEST(MetricsPage, TheLastHelpCounts) {
  const MetricsPage page = page_of("# HELP a first\n# HELP a second\na 1\n");
  EXPECT_EQ(family_of(page, 0).help, "second");
}

TEST(MetricsPage, PartsOfAFamilyAreItsSeries) {
  const MetricsPage page = page_of(
      "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n"
      "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_sum 1\ns_count 1\n"
      "# TYPE c counter\nc_total 1\n");
  ASSERT_EQ(page.samples.size(), 7u);
  for (const std::size_t i : {0u, 1u, 2u}) EXPECT_EQ(family_of(page, i).name, "h");
  for (const std::size_t i : {3u, 4u, 5u}) EXPECT_EQ(family_of(page, i).name, "s");
  EXPECT_EQ(family_of(page, 6).type, FamilyType::kCounter);
}

TEST(MetricsPage, ASuffixOfAnotherTypeMakesNoPart) {
  const MetricsPage page = page_of("# TYPE g gauge\ng_total 1\ng_bucket 1\ng_created 1\n");
  ASSERT_EQ(page.samples.size(), 3u);
  for (const std::size_t i : {0u, 1u, 2u}) EXPECT_EQ(family_of(page, i).name, "");
}

TEST(MetricsPage, CreatedIsTheStartOfItsSiblings) {
  const MetricsPage page = open_metrics(
      "# TYPE h histogram\n"
      "h_bucket{a=\"1\",le=\"+Inf\"} 1\n"
      "h_count{a=\"1\"} 1\n"
      "h_created{a=\"1\"} 1600000000.5\n"
      "h_count{a=\"2\"} 1\n");
  ASSERT_EQ(page.samples.size(), 3u);
  EXPECT_EQ(page.samples[0].start, unix_ms(1'600'000'000'500));
  EXPECT_EQ(page.samples[1].start, unix_ms(1'600'000'000'500));
  EXPECT_EQ(page.samples[2].start, unix_ms(0));
}

TEST(MetricsPage, CreatedIsASeriesInText) {
  const MetricsPage page = page_of("# TYPE c counter\nc_total 1\nc_created 1600000000\n");
  EXPECT_EQ(page.samples.size(), 2u);
  EXPECT_EQ(page.samples.at(0).start, unix_ms(0));
}

TEST(MetricsPage, ExemplarsAreDropped) {
  const MetricsPage page = open_metrics(
      "# TYPE c counter\n"
      "c_total{a=\"1\"} 5 # {trace_id=\"x\"} 0.5 1234567890.123\n"
      "c_total{a=\"2\"} 6 1700000000 # {} 1\n");
  ASSERT_EQ(page.samples.size(), 2u);
  EXPECT_EQ(page.samples[0].value, value_bits(5));
  EXPECT_EQ(page.samples[0].timestamp, std::nullopt);
  EXPECT_EQ(page.samples[1].timestamp, unix_ms(1'700'000'000'000));
}

TEST(MetricsPage, OneBadLineRefusesThePage) {
  for (const char* line : {"1a 1",
                           "a",
                           "a x",
                           "a 1.5.0",
                           "a 0x10",
                           "a +-1",
                           "a StaleNaN",
                           "a 1e999",
                           "a 1 1.5",
                           "a 1 2 3",
                           "a{ 1",
                           "a{b} 1",
                           "a{b=\"1} 1",
                           "a{b=\"1\" c=\"2\"} 1",
                           "a{,} 1",
                           "a{1=\"\"} 1",
                           "a{b=\"1\",b=\"2\"} 1",
                           "a{__name__=\"b\"} 1",
                           "a{b=\"\xff\"} 1",
                           "a{b=\"\\\"} 1",
                           "# TYPE a",
                           "# TYPE a number",
                           "# TYPE a gauge x",
                           "# HELP",
                           "# HELP a \xff",
                           "a 1 # {b=\"1\"} 1"}) {
    expect_refused("up 1\n" + std::string(line) + "\nup{a=\"2\"} 1\n");
  }
}

TEST(MetricsPage, OneBadLineOfOpenMetricsRefusesThePage) {
  for (const char* line :
       {"a 1 # 1", "a 1 # {b=\"1\"}", "a 1 # {b=\"1\"} 1 x", "a 1 # {b=\"1\"} 1 1 1", "a 1 x",
        "a 1 1e300", "a 1 NaN", "# TYPE c counter\nc_created NaN"}) {
    expect_refused(std::string(line) + "\n# EOF\n", PageFormat::kOpenMetrics);
  }
}

TEST(MetricsPage, OpenMetricsEndsWithEof) {
  expect_refused("a 1\n", PageFormat::kOpenMetrics);
  expect_refused("a 1\n# EOF\na 2\n", PageFormat::kOpenMetrics);
  EXPECT_THAT(parse_metrics_page("a 1\n# EOF", PageFormat::kOpenMetrics), IsOk());
}

TEST(MetricsPage, ARefusalShowsTheLine) {
  const Result<MetricsPage> page = parse_metrics_page("up 1\nwrong line\n", PageFormat::kText);
  ASSERT_FALSE(page);
  EXPECT_THAT(page.error().message(), HasSubstr("'wrong line'"));
}

}  // namespace
}  // namespace flowbridge

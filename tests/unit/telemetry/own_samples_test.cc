#include "telemetry/own_samples.h"

#include "support/reports.h"
#include "telemetry/exposition.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAreArray;

const std::vector<Label> kTarget{{"instance", "edge-1"}, {"job", "flowbridge"}};

std::string line(const LabelSet& labels, const std::string& value) {
  return to_string(labels) + " " + value;
}

/// What a scraper makes of a page: each sample, with the target's labels.
std::vector<std::string> scraped(const std::string& page) {
  std::vector<std::string> lines;
  std::istringstream in(page);
  for (std::string text; std::getline(in, text);) {
    if (text.front() == '#') continue;
    std::vector<Label> labels = kTarget;
    labels.push_back({"__name__", text.substr(0, text.find_first_of("{ "))});
    // No value of these has a quote in it.
    for (std::size_t at = text.find('{'); at != std::string::npos && text[at] != '}';) {
      const std::size_t opened = text.find("=\"", at);
      const std::size_t closed = text.find('"', opened + 2);
      labels.push_back(
          {text.substr(at + 1, opened - at - 1), text.substr(opened + 2, closed - opened - 2)});
      at = closed + 1;
    }
    lines.push_back(line(make_label_set(labels), text.substr(text.rfind(' ') + 1)));
  }
  return lines;
}

std::string number_text(double value) {
  std::ostringstream out;
  out.precision(17);
  out << value;
  return out.str();
}

TEST(OwnSamples, AreWhatAScraperWouldMakeOfThePage) {
  std::vector<std::string> expected;
  for (const std::string& each : scraped(exposition(busy_scrape()))) {
    const std::size_t value = each.rfind(' ') + 1;
    expected.push_back(each.substr(0, value) + number_text(std::stod(each.substr(value))));
  }
  std::vector<std::string> samples;
  for (const OwnMetric& metric : own_samples(busy_scrape(), kTarget)) {
    for (const OwnSample& sample : metric.samples) {
      samples.push_back(line(sample.labels, number_text(sample.value)));
    }
  }
  ASSERT_THAT(samples, Not(IsEmpty()));
  EXPECT_THAT(samples, UnorderedElementsAreArray(expected));
}

TEST(OwnSamples, SayWhatTheirMetricIs) {
  std::vector<MetricFamily> families;
  for (const OwnMetric& metric : own_samples(busy_scrape(), kTarget)) {
    families.push_back(metric.family);
    families.back().help.clear();
  }
  EXPECT_THAT(families, Contains(MetricFamily{.name = "process_cpu_seconds_total",
                                              .type = FamilyType::kCounter,
                                              .unit = "seconds"}));
  EXPECT_THAT(families, Contains(MetricFamily{.name = "flowbridge_ready"}));
  EXPECT_THAT(families,
              Contains(MetricFamily{.name = "flowbridge_remote_write_request_duration_seconds",
                                    .type = FamilyType::kHistogram,
                                    .unit = "seconds"}));
}

// They would not be the target's any more.
TEST(OwnSamples, NoMetricHasALabelOfTheTarget) {
  for (const MetricInfo& metric : catalogue()) {
    for (const std::string_view label : metric.labels) {
      EXPECT_FALSE(label == "job" || label == "instance" || label == "le") << metric.name;
    }
  }
}

}  // namespace
}  // namespace flowbridge

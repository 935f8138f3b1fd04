// What docs/remote-write.md says to those who know Prometheus's metrics. Its alerts are tested by
// scripts/test.sh dashboards.

#include "support/test_files.h"
#include "telemetry/catalogue.h"

#include <algorithm>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// The section of the page that is about metrics.
std::string metrics_section() {
  const std::string page = read_source_file("docs/remote-write.md");
  const std::size_t begin = page.find("\n## Metrics and alerts\n");
  return begin == std::string::npos ? std::string() : page.substr(begin + 1);
}

std::vector<std::smatch> matches_of(const std::string& text, const std::regex& pattern) {
  return {std::sregex_iterator(text.begin(), text.end(), pattern), std::sregex_iterator()};
}

std::set<std::string> words_of(const std::string& text) {
  const std::regex kWord("[a-z_]+");
  std::set<std::string> words;
  for (const std::smatch& word : matches_of(text, kWord)) words.insert(word.str());
  return words;
}

/// Of the metric whose series has this name; null: there is none.
const MetricInfo* metric_of(const std::vector<MetricInfo>& metrics, const std::string& series) {
  const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const MetricInfo& metric) {
    const std::string name(metric.name);
    if (metric.type != MetricType::kHistogram) return series == name;
    return series == name || series == name + "_sum" || series == name + "_count" ||
           series == name + "_bucket";
  });
  return found == metrics.end() ? nullptr : &*found;
}

TEST(MetricsOfPrometheus, EveryOneIsInTheTable) {
  const std::string section = metrics_section();
  for (const std::string& name :
       lines_of(read_source_file("tests/golden/telemetry/prometheus_remote_storage.txt"))) {
    EXPECT_THAT(section, HasSubstr("`prometheus_remote_storage_" + name + "`"));
  }
}

TEST(MetricsOfPrometheus, CorrespondToMetricsAndLabelsThatThereAre) {
  const std::string section = metrics_section();
  const std::vector<MetricInfo> metrics = catalogue();
  // A name, and what it selects.
  const std::regex kSelector(R"((flowbridge_[a-z_]+)(?:\{([^}]*)\})?)");
  std::size_t labels = 0;
  for (const std::smatch& selector : matches_of(section, kSelector)) {
    const MetricInfo* metric = metric_of(metrics, selector[1]);
    ASSERT_NE(metric, nullptr) << selector[1] << " is not in the catalogue";
    const std::regex kMatcher(R"(([a-z_]+)\s*[=!])");
    const std::string matchers = selector[2];
    for (const std::smatch& matcher : matches_of(matchers, kMatcher)) {
      EXPECT_THAT(metric->labels, Contains(matcher[1].str())) << selector.str();
      ++labels;
    }
  }
  EXPECT_GT(labels, 0u);
}

TEST(MetricsOfPrometheus, AreGroupedByLabelsThatThereAre) {
  const std::string section = metrics_section();
  std::set<std::string> known{"instance"};
  for (const MetricInfo& metric : catalogue()) {
    if (metric.name.starts_with("flowbridge_remote_write_")) {
      known.insert(metric.labels.begin(), metric.labels.end());
    }
  }
  const std::regex kGrouping(R"(\b(by|without|on|ignoring|group_left) \(([a-z_, ]+)\))");
  const std::vector<std::smatch> groupings = matches_of(section, kGrouping);
  EXPECT_FALSE(groupings.empty());
  for (const std::smatch& grouping : groupings) {
    for (const std::string& label : words_of(grouping[2])) {
      EXPECT_THAT(known, Contains(label)) << grouping.str();
    }
  }
}

}  // namespace
}  // namespace flowbridge

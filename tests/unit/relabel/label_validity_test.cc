#include "relabel/label_validity.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using Defect = LabelDefect;

TEST(LabelValidity, IsNoDefectOfWhatReceiversTake) {
  const LabelSet labels = {{"__name__", "up"}, {"a", "é\n"}};
  EXPECT_EQ(find_label_defect(labels, LabelNames::kUtf8), std::nullopt);
  EXPECT_EQ(find_label_defect(labels, LabelNames::kLegacy), std::nullopt);
}

TEST(LabelValidity, NeedsTheMetricsName) {
  EXPECT_EQ(find_label_defect({}, LabelNames::kUtf8), Defect::kNoMetricName);
  EXPECT_EQ(find_label_defect({{"a", "b"}}, LabelNames::kUtf8), Defect::kNoMetricName);
}

TEST(LabelValidity, FindsNamesThatAreNone) {
  const LabelSet metric = {{"__name__", "a.b"}};
  EXPECT_EQ(find_label_defect(metric, LabelNames::kUtf8), std::nullopt);
  EXPECT_EQ(find_label_defect(metric, LabelNames::kLegacy), Defect::kMetricName);
  EXPECT_EQ(find_label_defect({{"__name__", "\xff"}}, LabelNames::kUtf8), Defect::kMetricName);
  const LabelSet label = {{"__name__", "up"}, {"a.b", "c"}};
  EXPECT_EQ(find_label_defect(label, LabelNames::kUtf8), std::nullopt);
  EXPECT_EQ(find_label_defect(label, LabelNames::kLegacy), Defect::kLabelName);
  EXPECT_EQ(find_label_defect({{"", "x"}, {"__name__", "up"}}, LabelNames::kUtf8),
            Defect::kLabelName);
}

TEST(LabelValidity, FindsValuesThatAreNotUtf8) {
  EXPECT_EQ(find_label_defect({{"__name__", "up"}, {"a", "\xe9"}}, LabelNames::kUtf8),
            Defect::kLabelValue);
}

TEST(LabelValidity, FindsNamesThatComeTwice) {
  EXPECT_EQ(find_label_defect({{"__name__", "up"}, {"a", "b"}, {"a", "c"}}, LabelNames::kUtf8),
            Defect::kDuplicateName);
}

TEST(LabelValidity, CallsEachDefectByItsOwnName) {
  EXPECT_STREQ(label_defect_name(Defect::kNoMetricName), "no_metric_name");
  EXPECT_STREQ(label_defect_name(Defect::kMetricName), "metric_name");
  EXPECT_STREQ(label_defect_name(Defect::kLabelName), "label_name");
  EXPECT_STREQ(label_defect_name(Defect::kLabelValue), "label_value");
  EXPECT_STREQ(label_defect_name(Defect::kDuplicateName), "duplicate_name");
}

}  // namespace
}  // namespace flowbridge

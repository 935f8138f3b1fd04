#include "relabel/label_names.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(LabelNames, OfOldAreLettersDigitsAndUnderscores) {
  for (const char* name : {"a", "_", "__name__", "source_as", "B2", "Z9_"}) {
    EXPECT_TRUE(is_label_name(name, LabelNames::kLegacy)) << name;
  }
  for (const char* name : {"", "2b", "a-b", "a.b", "a:b", "é", "a b", "$1"}) {
    EXPECT_FALSE(is_label_name(name, LabelNames::kLegacy)) << name;
  }
}

TEST(LabelNames, OfMetricsMayHaveColons) {
  EXPECT_TRUE(is_metric_name("job:flow_bytes:rate5m", LabelNames::kLegacy));
  EXPECT_TRUE(is_metric_name(":a", LabelNames::kLegacy));
  EXPECT_FALSE(is_metric_name("", LabelNames::kLegacy));
  EXPECT_FALSE(is_metric_name("5m:rate", LabelNames::kLegacy));
  EXPECT_FALSE(is_metric_name("flow.bytes", LabelNames::kLegacy));
}

TEST(LabelNames, OfTodayAreAnyUtf8) {
  for (const auto is_name : {is_label_name, is_metric_name, is_label_name_template}) {
    EXPECT_TRUE(is_name("2 b.é-$", LabelNames::kUtf8));
    EXPECT_FALSE(is_name("", LabelNames::kUtf8));
    EXPECT_FALSE(is_name("a\xff", LabelNames::kUtf8));
  }
}

TEST(LabelNames, OfOldWithVariables) {
  for (const char* text : {"label", "label${1}", "${1}label", "${1}", "$1", "asd$2asd", "_${1}_",
                           "foo${bar}foo", "$1$2"}) {
    EXPECT_TRUE(is_label_name_template(text, LabelNames::kLegacy)) << text;
  }
  for (const char* text : {"", "-label", "${", "$", "${}", "foo${", "-foo${1}bar-",
                           "bar.foo${1}bar", "2$1", "a$", "a$$", "${1", "$é"}) {
    EXPECT_FALSE(is_label_name_template(text, LabelNames::kLegacy)) << text;
  }
}

}  // namespace
}  // namespace flowbridge

#include "relabel/label_validity.h"

#include "base/check.h"
#include "base/utf8.h"

#include <algorithm>

namespace flowbridge {

const char* label_defect_name(LabelDefect defect) {
  switch (defect) {
    case LabelDefect::kNoMetricName:
      return "no_metric_name";
    case LabelDefect::kMetricName:
      return "metric_name";
    case LabelDefect::kLabelName:
      return "label_name";
    case LabelDefect::kLabelValue:
      return "label_value";
    case LabelDefect::kDuplicateName:
      return "duplicate_name";
  }
  FB_CHECK(false);
}

std::optional<LabelDefect> find_label_defect(const LabelSet& labels, LabelNames names) {
  const auto metric = std::ranges::find(labels, kMetricNameLabel, &Label::name);
  if (metric == labels.end()) return LabelDefect::kNoMetricName;
  if (!is_metric_name(metric->value, names)) return LabelDefect::kMetricName;
  const auto has_name = [names](const Label& label) { return is_label_name(label.name, names); };
  if (!std::ranges::all_of(labels, has_name)) return LabelDefect::kLabelName;
  if (!std::ranges::all_of(labels, is_utf8, &Label::value)) return LabelDefect::kLabelValue;
  const auto twice = std::ranges::adjacent_find(labels, {}, &Label::name);
  if (twice != labels.end()) return LabelDefect::kDuplicateName;
  return std::nullopt;
}

}  // namespace flowbridge

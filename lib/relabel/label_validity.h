#pragma once
/// Whether a receiver can take a series of these labels at all.
///
/// Relabelling can do away with a metric's name, or give a label a name that is none. A receiver
/// refuses the whole request for one such series, so it is found before it is sent. The rules are
/// those by which Prometheus judges what it receives.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   if (const auto defect = find_label_defect(labels, LabelNames::kUtf8)) count(*defect);

#include "metric/label.h"
#include "relabel/label_names.h"

#include <optional>

namespace flowbridge {

/// In the order in which they are looked for.
enum class LabelDefect {
  kNoMetricName,
  kMetricName,
  kLabelName,
  kLabelValue,     // not UTF-8
  kDuplicateName,  // the labels are not a LabelSet
};

/// For a metric's label, lower case: "no_metric_name".
const char* label_defect_name(LabelDefect defect);

/// The first defect. Requires: labels are sorted by name.
std::optional<LabelDefect> find_label_defect(const LabelSet& labels, LabelNames names);

}  // namespace flowbridge

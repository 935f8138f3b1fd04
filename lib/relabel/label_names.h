#pragma once
/// Which names labels and metrics may have.
///
/// Prometheus 3 takes any UTF-8 unless it is told otherwise; Prometheus 2, and many stores that
/// speak its protocol, take only the names of old.
/// https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    text; no name is empty.
///
///   is_label_name("source_as", LabelNames::kLegacy);   // true
///   is_label_name("source.as", LabelNames::kLegacy);   // false

#include <string_view>

namespace flowbridge {

/// The label that holds the metric's name.
inline constexpr const char* kMetricNameLabel = "__name__";

enum class LabelNames {
  kUtf8,
  kLegacy,
};

/// kLegacy: a letter or "_", then letters, digits, "_", all of ASCII.
bool is_label_name(std::string_view text, LabelNames names);
/// As a label's name, and ":" stands where a letter may.
bool is_metric_name(std::string_view text, LabelNames names);
/// kLegacy: a label's name in which "$1" and "${name}" stand where letters may. Otherwise "$" is a
/// character as any other.
bool is_label_name_template(std::string_view text, LabelNames names);

}  // namespace flowbridge

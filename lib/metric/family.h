#pragma once
/// What all series of one metric have in common.
///
/// Receivers show it beside a query and take a counter for a counter by it. Remote write 1.0 sends
/// it now and then, by the metric's name; 2.0 sends it with every series, where the name is already
/// among the labels. https://prometheus.io/docs/specs/om/open_metrics_spec/#metricfamily
///
/// Lifetime: owns its text.      Threads: as any value.
/// Fails:    never. Requires: text is valid UTF-8, as that of labels.
/// Units:    `unit` is the base unit's name, in the plural, or empty.
///
///   MetricFamily{.name = "flow_receive_bytes_total", .type = FamilyType::kCounter,
///                .help = "Bytes received.", .unit = "bytes"};

#include <array>
#include <cstdint>
#include <string>

namespace flowbridge {

/// Numbered as in both versions of remote write. The bridge makes counters and gauges.
enum class FamilyType : std::uint8_t {
  kUnknown = 0,
  kCounter = 1,
  kGauge = 2,
  kHistogram = 3,
  kGaugeHistogram = 4,
  kSummary = 5,
  kInfo = 6,
  kStateSet = 7,
};

inline constexpr std::array kFamilyTypes = {
    FamilyType::kUnknown,        FamilyType::kCounter, FamilyType::kGauge, FamilyType::kHistogram,
    FamilyType::kGaugeHistogram, FamilyType::kSummary, FamilyType::kInfo,  FamilyType::kStateSet};

struct MetricFamily {
  std::string name{};
  FamilyType type = FamilyType::kGauge;
  /// A sentence for whoever queries it.
  std::string help{};
  std::string unit{};

  bool operator==(const MetricFamily&) const = default;
};

}  // namespace flowbridge

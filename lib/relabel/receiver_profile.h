#pragma once
/// Which labels the receivers that people run take as they come, and which of them a destination
/// is.
///
/// A receiver refuses a series that is beyond its limits, or worse: VictoriaMetrics answers that
/// all is well, and leaves the series out or cuts its labels, which makes it another one;
/// Prometheus 2 leaves out what has a name of today's kind. So what a receiver would not store as
/// it is sent is found before. A destination of which nothing is known (kAuto) has the strictest
/// limits of all.
///
/// docs/remote-write.md has this table, too; a test holds them to each other.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    limits are inclusive, and in bytes or labels with the metric's name.
///
///   const LabelLimits& limits = receiver_row(ReceiverProfile::kMimir).limits;
///   if (labels.size() > limits.labels_max) leave_out(labels);

#include "relabel/label_names.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace flowbridge {

enum class ReceiverProfile : std::uint8_t {
  kAuto,  // any of them
  kPrometheus,
  kThanos,
  kMimir,
  kCortex,
  kVictoriaMetrics,
};

/// By themselves those of kAuto.
struct LabelLimits {
  std::size_t labels_max = 30;
  std::size_t name_bytes_max = 256;
  /// Of a label's value, and of the metric's name.
  std::size_t value_bytes_max = 2048;
  LabelNames names = LabelNames::kLegacy;

  bool operator==(const LabelLimits&) const = default;
};

struct ReceiverRow {
  ReceiverProfile profile = ReceiverProfile::kAuto;
  /// As it is written: "victoriametrics".
  const char* name = "";
  LabelLimits limits{};
};

inline constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

inline constexpr std::array kReceiverRows{
    ReceiverRow{ReceiverProfile::kAuto, "auto", {}},
    ReceiverRow{ReceiverProfile::kPrometheus,
                "prometheus",
                {kUnlimited, kUnlimited, kUnlimited, LabelNames::kUtf8}},
    ReceiverRow{ReceiverProfile::kThanos,
                "thanos",
                {kUnlimited, kUnlimited, kUnlimited, LabelNames::kUtf8}},
    ReceiverRow{ReceiverProfile::kMimir, "mimir", {30, 1024, 2048, LabelNames::kLegacy}},
    ReceiverRow{ReceiverProfile::kCortex, "cortex", {30, 1024, 2048, LabelNames::kLegacy}},
    ReceiverRow{
        ReceiverProfile::kVictoriaMetrics, "victoriametrics", {40, 256, 4096, LabelNames::kUtf8}},
};

constexpr const ReceiverRow& receiver_row(ReceiverProfile profile) {
  return kReceiverRows.at(static_cast<std::size_t>(profile));
}

}  // namespace flowbridge

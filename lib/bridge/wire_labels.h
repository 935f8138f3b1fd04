#pragma once
/// What a destination calls a series, or why it is not sent one.
///
/// A series' own labels (series/labels.h) get the external labels that they lack, then go through
/// the destination's rules. What comes out is looked at before it is sent, because a receiver that
/// refuses one series may refuse a whole request for it, and one that cuts or drops it silently
/// lies about what it has.
///
/// All of it is a function of the series and the options. Whether another series has the same
/// labels is not seen here: bridge/sent_series.h.
///
/// The probe (R20) is labelled in the same way. It must be sent whatever rules say of it: where
/// they drop it, or make of it what no receiver takes, it has its own labels and the external ones.
///
/// Lifetime: owns all it needs.      Threads: any, at the same time; it does not change.
/// Fails:    never. Requires: relabel_problems(options.relabel) is empty; series are defined.
/// Units:    as in relabel/receiver_profile.h.
///
///   const WireLabels wire({.instance = "edge-1", .relabel = rules});
///   const std::optional<LabelSet> labels = wire.find(accounts, series, Measure::kBytes);
///   if (wire.judge(labels) == LabelVerdict::kSent) send(*labels);

#include "base/time.h"
#include "metric/label.h"
#include "relabel/receiver_profile.h"
#include "relabel/relabeller.h"
#include "series/accounts.h"
#include "series/measure.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

enum class LabelVerdict : std::uint8_t {
  kSent,
  kRelabelled,    // a rule drops it, on purpose
  kInvalid,       // rules left it without a name, or with one that is none
  kTooMany,       // labels
  kNameTooLong,   // of a label
  kValueTooLong,  // of a label, or the metric's name
  kCollision,     // another series has the same labels (R8)
};
inline constexpr std::array kLabelVerdicts{LabelVerdict::kSent,        LabelVerdict::kRelabelled,
                                           LabelVerdict::kInvalid,     LabelVerdict::kTooMany,
                                           LabelVerdict::kNameTooLong, LabelVerdict::kValueTooLong,
                                           LabelVerdict::kCollision};

/// For a metric's label, lower case: "relabelled".
const char* label_verdict_name(LabelVerdict verdict);

struct WireLabelsOptions {
  /// The writer's stable name, a label of every series.
  std::string instance;
  RelabelOptions relabel{};
  LabelLimits limits{};
};

class WireLabels final {
 public:
  explicit WireLabels(WireLabelsOptions options);

  /// Absent: a rule drops it.
  std::optional<LabelSet> find(const Accounts& accounts, SeriesId series, Measure measure) const;
  /// What becomes of a series that find() gave these.
  LabelVerdict judge(const std::optional<LabelSet>& labels) const;
  /// What says whose a series is: the labels of all our own metrics.
  std::vector<Label> target() const;
  /// As find() and judge(), for a series of our own metrics. Absent: it is not sent.
  std::optional<LabelSet> of_own(LabelSet labels) const;
  /// Of the sample that only finds out which times a destination takes.
  LabelSet probe() const;

  /// Only rules make series equal.
  bool may_collide() const { return !options_.relabel.rules.empty(); }
  /// Of all that labels depend on beside the journal. Other ones are other series (R10).
  std::uint64_t hash() const;
  /// Of what is let through as it is; 0 by itself.
  std::uint32_t limits_hash() const;

 private:
  std::optional<LabelSet> relabelled(LabelSet labels) const;

  const WireLabelsOptions options_;
  // Absent: there is nothing to do.
  std::optional<Relabeller> relabeller_;
};

}  // namespace flowbridge

#pragma once
/// Relabelling: what `external_labels` and `write_relabel_configs` do to a series' labels.
///
/// A destination may want other labels than a series has: a cluster's name, no AS names, half of
/// the routers. The rules are Prometheus's, to the letter, so that what an operator pastes does
/// here what it does there. In particular:
///
/// - External labels are added first, and only those that the series does not have.
/// - A rule sees what the one before it left, and the first that drops ends it.
/// - An empty value is no label: a replacement that is empty removes its target.
/// - `__name__` is a label as any other, and no label is removed for beginning with "__".
/// - Nothing says that the result is fit to be sent: see relabel/label_validity.h. Nothing says
/// that
///   no other series has the same labels: see relabel/collision_guard.h.
///
/// It is made for once per series and destination, not for every sample: it matches expressions
/// and copies text. Keep what it says.
///
/// Lifetime: owns all it needs.      Threads: any, at the same time; it does not change.
/// Fails:    compile(): kInvalid, with a line for every mistake; relabel_problems() tells the same
///           one by one. apply() never fails. Requires: the labels are UTF-8.
/// Units:    rules count from 0.
///
///   Result<Relabeller> relabeller = Relabeller::compile(
///       {.external_labels = {{"cluster", "fra1"}},
///        .rules = {{.action = RelabelAction::kLabelDrop, .regex = ".*_as_name"}}});
///   if (std::optional<LabelSet> sent = relabeller->apply(labels)) use(*sent);   // else: dropped

#include "base/result.h"
#include "metric/label.h"
#include "relabel/anchored_regex.h"
#include "relabel/label_draft.h"
#include "relabel/relabel_rule.h"
#include "relabel/text_template.h"

#include <optional>
#include <vector>

namespace flowbridge {

/// Everything that is wrong, in the order of the rules.
std::vector<RelabelProblem> relabel_problems(const RelabelOptions& options);

class Relabeller final {
 public:
  static Result<Relabeller> compile(const RelabelOptions& options);

  /// The labels as the destination gets them. Absent: it does not get the series.
  std::optional<LabelSet> apply(LabelSet labels) const;

 private:
  struct CompiledRule {
    RelabelRule rule;
    AnchoredRegex regex;
    TextTemplate target;
    TextTemplate replacement;
  };

  explicit Relabeller(const RelabelOptions& options);

  bool apply_rule(const CompiledRule& compiled, LabelDraft& draft) const;
  void replace(const CompiledRule& compiled, const std::string& value, LabelDraft& draft) const;

  LabelSet external_labels_;
  LabelNames label_names_;
  std::vector<CompiledRule> rules_;
};

}  // namespace flowbridge

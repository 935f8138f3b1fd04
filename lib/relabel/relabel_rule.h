#pragma once
/// What an operator writes below `write_relabel_configs` and `external_labels`, and what may be
/// wrong with it.
///
/// The fields, their defaults and their meaning are Prometheus's, so that rules can be pasted.
/// https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
///
/// Lifetime: values.      Threads: as any value.
/// Fails:    never; relabel_problems() of relabel/relabeller.h judges what is written here.
/// Units:    text is UTF-8; a modulus of 0 is none.
///
///   RelabelRule rule{.action = RelabelAction::kDrop, .source_labels = {"hostname"},
///                    .regex = "lab-.*"};

#include "metric/label.h"
#include "relabel/label_names.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

enum class RelabelAction {
  kReplace,
  kKeep,
  kDrop,
  kKeepEqual,
  kDropEqual,
  kHashMod,
  kLabelMap,
  kLabelDrop,
  kLabelKeep,
  kLowercase,
  kUppercase,
};

/// As it is written: "labelmap".
const char* relabel_action_name(RelabelAction action);
/// Capitals do not matter. Absent if there is no such action.
std::optional<RelabelAction> parse_relabel_action(std::string_view text);

struct RelabelRule {
  RelabelAction action = RelabelAction::kReplace;
  /// Their values, joined by the separator, are what a rule looks at.
  std::vector<std::string> source_labels{};
  std::string separator = ";";
  /// RE2. Matches the whole text or not at all; "." is any character, a line break too.
  std::string regex = "(.*)";
  /// Of hashmod.
  std::uint64_t modulus = 0;
  /// Of replace a template, as the replacement is; otherwise a label's name.
  std::string target_label{};
  /// "$1" and "${name}" stand for what the regex's groups matched, "$$" for a dollar.
  std::string replacement = "$1";

  bool operator==(const RelabelRule&) const = default;
};

struct RelabelOptions {
  /// Of every series that does not have them; added before the rules are applied.
  LabelSet external_labels{};
  /// Each gets what the one before it left.
  std::vector<RelabelRule> rules{};
  LabelNames label_names = LabelNames::kUtf8;

  bool operator==(const RelabelOptions&) const = default;
};

enum class RelabelField {
  kExternalLabels,
  kAction,
  kSourceLabels,
  kSeparator,
  kRegex,
  kModulus,
  kTargetLabel,
  kReplacement,
};

/// As it is written: "target_label".
const char* relabel_field_name(RelabelField field);

struct RelabelProblem {
  /// Which rule, from 0; absent for the external labels.
  std::optional<std::size_t> rule{};
  RelabelField field = RelabelField::kAction;
  /// What to put behind the field's name. It may hold a piece of what was written, whatever that
  /// is: escape it for a terminal.
  std::string what{};

  bool operator==(const RelabelProblem&) const = default;
};

/// "write_relabel_configs[2].regex: missing ): (a".
std::string to_string(const RelabelProblem& problem);

}  // namespace flowbridge

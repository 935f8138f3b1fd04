#include "relabel/rule_check.h"

#include "base/check.h"
#include "base/utf8.h"

#include <algorithm>

namespace flowbridge {

namespace {

using Action = RelabelAction;
using Field = RelabelField;

/// What an action makes of the fields that not every action looks at.
struct FieldUse {
  enum class Target { kUnused, kName, kTemplate };

  Target target = Target::kUnused;
  /// The fields that must be as they are by themselves.
  std::vector<Field> forbidden{};
};

FieldUse use_of_fields(Action action) {
  using Target = FieldUse::Target;
  switch (action) {
    case Action::kReplace:
      return {Target::kTemplate};
    case Action::kKeep:
    case Action::kDrop:
    case Action::kLabelMap:
      return {};
    case Action::kHashMod:
      return {Target::kName};
    case Action::kLowercase:
    case Action::kUppercase:
      return {Target::kName, {Field::kReplacement}};
    case Action::kKeepEqual:
    case Action::kDropEqual:
      return {Target::kName,
              {Field::kSeparator, Field::kRegex, Field::kModulus, Field::kReplacement}};
    case Action::kLabelDrop:
    case Action::kLabelKeep:
      return {Target::kUnused,
              {Field::kSourceLabels, Field::kSeparator, Field::kModulus, Field::kTargetLabel,
               Field::kReplacement}};
  }
  FB_CHECK(false);
}

bool is_default(const RelabelRule& rule, Field field) {
  const RelabelRule by_itself;
  switch (field) {
    case Field::kSourceLabels:
      return rule.source_labels == by_itself.source_labels;
    case Field::kSeparator:
      return rule.separator == by_itself.separator;
    case Field::kRegex:
      return rule.regex == by_itself.regex;
    case Field::kModulus:
      return rule.modulus == by_itself.modulus;
    case Field::kTargetLabel:
      return rule.target_label == by_itself.target_label;
    case Field::kReplacement:
      return rule.replacement == by_itself.replacement;
    case Field::kAction:
    case Field::kExternalLabels:
      break;
  }
  FB_CHECK(false);
}

std::string for_action(Action action) {
  return std::string(" for ") + relabel_action_name(action);
}

bool is_target(const std::string& text, FieldUse::Target use, LabelNames names) {
  const bool is_template =
      use == FieldUse::Target::kTemplate && text.find('$') != std::string::npos;
  return is_template ? is_label_name_template(text, names) : is_label_name(text, names);
}

void check_target(const RelabelRule& rule, LabelNames names, const RelabelComplaint& complain) {
  const FieldUse::Target use = use_of_fields(rule.action).target;
  if (use == FieldUse::Target::kUnused) return;
  if (rule.target_label.empty()) {
    complain(Field::kTargetLabel, "must be set" + for_action(rule.action));
  } else if (!is_target(rule.target_label, use, names)) {
    complain(Field::kTargetLabel, "not the name of a label" + for_action(rule.action));
  }
}

}  // namespace

void check_rule(const RelabelRule& rule, LabelNames names, const RelabelComplaint& complain) {
  // A name that no label can have is found empty, so any may be asked for.
  const auto may_exist = [](const std::string& name) {
    return is_label_name(name, LabelNames::kUtf8);
  };
  if (!std::ranges::all_of(rule.source_labels, may_exist)) {
    complain(Field::kSourceLabels, "one of them is not the name of a label");
  }
  if (!is_utf8(rule.separator)) complain(Field::kSeparator, "not UTF-8");
  if (!is_utf8(rule.replacement)) complain(Field::kReplacement, "not UTF-8");
  if (rule.action == Action::kHashMod && rule.modulus == 0) {
    complain(Field::kModulus, "must be set, and not to 0" + for_action(rule.action));
  }
  check_target(rule, names, complain);
  if (rule.action == Action::kLabelMap && !is_label_name_template(rule.replacement, names)) {
    complain(Field::kReplacement, "not the name of a label" + for_action(rule.action));
  }
  for (const Field field : use_of_fields(rule.action).forbidden) {
    if (!is_default(rule, field)) complain(field, "must not be set" + for_action(rule.action));
  }
}

void check_external_labels(const LabelSet& labels, LabelNames names,
                           const RelabelComplaint& complain) {
  for (const Label& label : labels) {
    if (!is_label_name(label.name, names)) {
      complain(Field::kExternalLabels, label.name + ": not the name of a label");
    }
    if (!is_utf8(label.value)) {
      complain(Field::kExternalLabels, label.name + ": the value is not UTF-8");
    }
  }
}

}  // namespace flowbridge

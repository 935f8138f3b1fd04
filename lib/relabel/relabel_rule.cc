#include "relabel/relabel_rule.h"

#include "base/check.h"

#include <algorithm>
#include <array>

namespace flowbridge {

namespace {

constexpr std::array kActions{
    RelabelAction::kReplace,   RelabelAction::kKeep,      RelabelAction::kDrop,
    RelabelAction::kKeepEqual, RelabelAction::kDropEqual, RelabelAction::kHashMod,
    RelabelAction::kLabelMap,  RelabelAction::kLabelDrop, RelabelAction::kLabelKeep,
    RelabelAction::kLowercase, RelabelAction::kUppercase,
};

bool equal_but_for_capitals(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

}  // namespace

const char* relabel_action_name(RelabelAction action) {
  switch (action) {
    case RelabelAction::kReplace:
      return "replace";
    case RelabelAction::kKeep:
      return "keep";
    case RelabelAction::kDrop:
      return "drop";
    case RelabelAction::kKeepEqual:
      return "keepequal";
    case RelabelAction::kDropEqual:
      return "dropequal";
    case RelabelAction::kHashMod:
      return "hashmod";
    case RelabelAction::kLabelMap:
      return "labelmap";
    case RelabelAction::kLabelDrop:
      return "labeldrop";
    case RelabelAction::kLabelKeep:
      return "labelkeep";
    case RelabelAction::kLowercase:
      return "lowercase";
    case RelabelAction::kUppercase:
      return "uppercase";
  }
  FB_CHECK(false);
}

std::optional<RelabelAction> parse_relabel_action(std::string_view text) {
  const auto found = std::ranges::find_if(kActions, [text](RelabelAction action) {
    return equal_but_for_capitals(text, relabel_action_name(action));
  });
  if (found == kActions.end()) return std::nullopt;
  return *found;
}

const char* relabel_field_name(RelabelField field) {
  switch (field) {
    case RelabelField::kExternalLabels:
      return "external_labels";
    case RelabelField::kAction:
      return "action";
    case RelabelField::kSourceLabels:
      return "source_labels";
    case RelabelField::kSeparator:
      return "separator";
    case RelabelField::kRegex:
      return "regex";
    case RelabelField::kModulus:
      return "modulus";
    case RelabelField::kTargetLabel:
      return "target_label";
    case RelabelField::kReplacement:
      return "replacement";
  }
  FB_CHECK(false);
}

std::string to_string(const RelabelProblem& problem) {
  std::string text;
  if (problem.rule) text = "write_relabel_configs[" + std::to_string(*problem.rule) + "].";
  return text + relabel_field_name(problem.field) + ": " + problem.what;
}

}  // namespace flowbridge

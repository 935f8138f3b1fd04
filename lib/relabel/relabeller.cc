#include "relabel/relabeller.h"

#include "base/check.h"
#include "relabel/md5_tail.h"
#include "relabel/rule_check.h"
#include "relabel/unicode.h"

namespace flowbridge {

namespace {

std::string source_value(const RelabelRule& rule, const LabelDraft& draft) {
  std::string joined;
  for (const std::string& name : rule.source_labels) {
    if (&name != &rule.source_labels.front()) joined += rule.separator;
    joined += draft.get(name);
  }
  return joined;
}

std::string hash_mod(const std::string& value, std::uint64_t modulus) {
  const std::optional<std::uint64_t> hash = md5_tail(value);
  FB_CHECK(hash);  // There was one at compile().
  return std::to_string(*hash % modulus);
}

void map_labels(const AnchoredRegex& regex, const TextTemplate& replacement, LabelDraft& draft) {
  // What it sets is not mapped again.
  const std::vector<Label> before = draft.labels();
  for (const Label& label : before) {
    if (const std::optional<RegexGroups> groups = regex.match(label.name)) {
      draft.set(replacement.expand(*groups), label.value);
    }
  }
}

enum class Matching { kRemoved, kKept };

void remove_labels(const AnchoredRegex& regex, Matching matching, LabelDraft& draft) {
  const std::vector<Label> before = draft.labels();
  for (const Label& label : before) {
    if (regex.matches(label.name) == (matching == Matching::kRemoved)) draft.remove(label.name);
  }
}

}  // namespace

std::vector<RelabelProblem> relabel_problems(const RelabelOptions& options) {
  std::vector<RelabelProblem> problems;
  std::optional<std::size_t> rule;
  const RelabelComplaint complain = [&problems, &rule](RelabelField field, std::string what) {
    problems.push_back({rule, field, std::move(what)});
  };
  check_external_labels(options.external_labels, options.label_names, complain);
  for (std::size_t i = 0; i < options.rules.size(); ++i) {
    rule = i;
    check_rule(options.rules[i], options.label_names, complain);
    const Result<AnchoredRegex> regex = AnchoredRegex::compile(options.rules[i].regex);
    if (!regex) complain(RelabelField::kRegex, regex.error().message());
    if (options.rules[i].action == RelabelAction::kHashMod && !md5_tail("")) {
      complain(RelabelField::kAction, "hashmod needs MD5, which this machine's OpenSSL has not");
    }
  }
  return problems;
}

Result<Relabeller> Relabeller::compile(const RelabelOptions& options) {
  const std::vector<RelabelProblem> problems = relabel_problems(options);
  if (problems.empty()) return Relabeller(options);
  std::string message;
  for (const RelabelProblem& problem : problems) {
    if (!message.empty()) message += '\n';
    message += to_string(problem);
  }
  return Error(ErrorCode::kInvalid, message);
}

Relabeller::Relabeller(const RelabelOptions& options)
    : external_labels_(options.external_labels), label_names_(options.label_names) {
  rules_.reserve(options.rules.size());
  for (const RelabelRule& rule : options.rules) {
    AnchoredRegex regex = *AnchoredRegex::compile(rule.regex);
    TextTemplate target(rule.target_label, regex);
    TextTemplate replacement(rule.replacement, regex);
    rules_.push_back({rule, std::move(regex), std::move(target), std::move(replacement)});
  }
}

std::optional<LabelSet> Relabeller::apply(LabelSet labels) const {
  LabelDraft draft(std::move(labels));
  for (const Label& label : external_labels_) {
    if (draft.get(label.name).empty()) draft.set(label.name, label.value);
  }
  for (const CompiledRule& rule : rules_) {
    if (!apply_rule(rule, draft)) return std::nullopt;
  }
  return std::move(draft).finish();
}

/// Whether the series is kept.
bool Relabeller::apply_rule(const CompiledRule& compiled, LabelDraft& draft) const {
  const RelabelRule& rule = compiled.rule;
  const std::string value = source_value(rule, draft);
  switch (rule.action) {
    case RelabelAction::kKeep:
      return compiled.regex.matches(value);
    case RelabelAction::kDrop:
      return !compiled.regex.matches(value);
    case RelabelAction::kKeepEqual:
      return draft.get(rule.target_label) == value;
    case RelabelAction::kDropEqual:
      return draft.get(rule.target_label) != value;
    case RelabelAction::kReplace:
      replace(compiled, value, draft);
      return true;
    case RelabelAction::kHashMod:
      draft.set(rule.target_label, hash_mod(value, rule.modulus));
      return true;
    case RelabelAction::kLowercase:
      draft.set(rule.target_label, lower_cased(value));
      return true;
    case RelabelAction::kUppercase:
      draft.set(rule.target_label, upper_cased(value));
      return true;
    case RelabelAction::kLabelMap:
      map_labels(compiled.regex, compiled.replacement, draft);
      return true;
    case RelabelAction::kLabelDrop:
      remove_labels(compiled.regex, Matching::kRemoved, draft);
      return true;
    case RelabelAction::kLabelKeep:
      remove_labels(compiled.regex, Matching::kKept, draft);
      return true;
  }
  FB_CHECK(false);
}

void Relabeller::replace(const CompiledRule& compiled, const std::string& value,
                         LabelDraft& draft) const {
  const std::optional<RegexGroups> groups = compiled.regex.match(value);
  if (!groups) return;
  const std::string target = compiled.target.expand(*groups);
  // Of what was matched comes what is no name, and such a label is not set.
  if (is_label_name(target, label_names_)) draft.set(target, compiled.replacement.expand(*groups));
}

}  // namespace flowbridge

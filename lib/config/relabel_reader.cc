#include "config/relabel_reader.h"

#include "config/values.h"
#include "relabel/relabeller.h"

namespace flowbridge {

namespace {

Result<RelabelAction> parse_action(std::string_view text) {
  if (const std::optional<RelabelAction> action = parse_relabel_action(text)) return *action;
  const Result<std::size_t> choice =
      parse_choice(text, {"replace", "keep", "drop", "keepequal", "dropequal", "hashmod",
                          "labelmap", "labeldrop", "labelkeep", "lowercase", "uppercase"});
  FB_CHECK(!choice);
  return choice.error();
}

RelabelRule read_rule(SectionReader& section) {
  RelabelRule rule;
  for (SectionItem& label : section.list("source_labels")) {
    rule.source_labels.push_back(std::move(label.text));
  }
  rule.separator = section.text("separator").value_or(rule.separator);
  rule.regex = section.text("regex").value_or(rule.regex);
  rule.modulus = section.one<std::uint64_t>("modulus", parse_unsigned).value_or(rule.modulus);
  rule.target_label = section.text("target_label").value_or(rule.target_label);
  rule.replacement = section.text("replacement").value_or(rule.replacement);
  rule.action = section.one<RelabelAction>("action", parse_action, {.default_text = "replace"})
                    .value_or(rule.action);
  section.finish();
  return rule;
}

}  // namespace

std::vector<RelabelRule> read_relabel_rules(SectionReader& destination) {
  std::vector<SectionReader> sections = destination.sections("write_relabel_configs");
  const std::size_t mistakes = destination.mistakes();
  std::vector<RelabelRule> rules;
  for (SectionReader& section : sections) rules.push_back(read_rule(section));
  // A rule that could not be read would be found wrong again.
  if (destination.mistakes() != mistakes) return rules;
  for (const RelabelProblem& problem : relabel_problems({.rules = rules})) {
    SectionReader& section = sections.at(problem.rule.value());
    const std::string field = relabel_field_name(problem.field);
    const std::string what = as_name(problem.what);
    section.reject(field, section.has(field) ? what : field + " " + what);
  }
  return rules;
}

LabelSet read_external_labels(SectionReader& section) {
  std::vector<Label> labels;
  for (SectionItem& item : section.items(Shown::kWhole)) {
    labels.push_back({.name = std::move(item.key), .value = std::move(item.text)});
  }
  LabelSet set = make_label_set(std::move(labels));
  for (const RelabelProblem& problem : relabel_problems({.external_labels = set})) {
    section.reject(as_name(problem.what));
  }
  return set;
}

}  // namespace flowbridge

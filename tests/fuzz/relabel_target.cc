// Any rules on any labels: mistakes that are told where they are, or labels in order. Of text that
// is UTF-8 nothing becomes what is not.
//
// The input is lines: "legacy" or "utf8"; seven for each rule, which are its fields; "--" and
// external labels as "name=value"; "--" and the labels of the series.

#include "base/check.h"
#include "base/utf8.h"
#include "fuzz/targets.h"
#include "relabel/label_validity.h"
#include "relabel/relabeller.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace flowbridge {
namespace {

constexpr std::size_t kRulesMax = 16;

class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  std::string_view next(char end = '\n') {
    const std::string_view line = rest_.substr(0, rest_.find(end));
    rest_.remove_prefix(std::min(line.size() + 1, rest_.size()));
    return line;
  }
  /// Passes over "--" if it is next.
  bool section_ends() {
    if (!at_end() && !rest_.starts_with("--\n")) return false;
    next();
    return true;
  }

 private:
  std::string_view rest_;
};

RelabelRule read_rule(Lines& lines) {
  RelabelRule rule;
  rule.action = parse_relabel_action(lines.next()).value_or(RelabelAction::kReplace);
  Lines names(lines.next());
  while (!names.at_end()) rule.source_labels.emplace_back(names.next(','));
  rule.separator = lines.next();
  rule.regex = lines.next();
  const std::string_view modulus = lines.next();
  std::from_chars(modulus.data(), modulus.data() + modulus.size(), rule.modulus);
  rule.target_label = lines.next();
  rule.replacement = lines.next();
  return rule;
}

LabelSet read_labels(Lines& lines) {
  std::map<std::string, std::string> values;
  while (!lines.section_ends()) {
    Lines line(lines.next());
    const std::string_view name = line.next('=');
    values.emplace(name, line.next('\0'));
  }
  std::vector<Label> labels;
  for (const auto& [name, value] : values) labels.push_back({name, value});
  return make_label_set(std::move(labels));
}

bool is_text(const LabelSet& labels) {
  return std::ranges::all_of(
      labels, [](const Label& label) { return is_utf8(label.name) && is_utf8(label.value); });
}

void check_relabelled(const LabelSet& labels, LabelNames names) {
  for (std::size_t i = 0; i < labels.size(); ++i) {
    FB_CHECK(!labels[i].value.empty());
    FB_CHECK(i == 0 || labels[i - 1].name < labels[i].name);
  }
  const std::optional<LabelDefect> defect = find_label_defect(labels, names);
  FB_CHECK(defect != LabelDefect::kDuplicateName);
}

void check_problems(const RelabelOptions& options) {
  const std::vector<RelabelProblem> problems = relabel_problems(options);
  FB_CHECK(!problems.empty());
  for (const RelabelProblem& problem : problems) {
    FB_CHECK(!problem.what.empty());
    FB_CHECK(!problem.rule || *problem.rule < options.rules.size());
    FB_CHECK(problem.rule.has_value() != (problem.field == RelabelField::kExternalLabels));
  }
}

}  // namespace

void fuzz_relabel(std::string_view input) {
  Lines lines(input);
  RelabelOptions options;
  options.label_names = lines.next() == "legacy" ? LabelNames::kLegacy : LabelNames::kUtf8;
  while (!lines.section_ends()) {
    const RelabelRule rule = read_rule(lines);
    if (options.rules.size() < kRulesMax) options.rules.push_back(rule);
  }
  options.external_labels = read_labels(lines);
  const LabelSet labels = read_labels(lines);

  const Result<Relabeller> relabeller = Relabeller::compile(options);
  if (!relabeller) return check_problems(options);
  FB_CHECK(relabel_problems(options).empty());
  const std::optional<LabelSet> relabelled = relabeller->apply(labels);
  FB_CHECK(relabelled == relabeller->apply(labels));
  if (!relabelled) return;
  check_relabelled(*relabelled, options.label_names);
  FB_CHECK(is_text(*relabelled) || !is_text(labels));
}

}  // namespace flowbridge

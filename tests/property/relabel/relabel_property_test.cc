// Rules by chance on labels by chance: what comes out is what a second implementation gives, which
// is written as plainly as can be and matches with the standard library's expressions.

#include "relabel/md5_tail.h"
#include "relabel/relabeller.h"

#include <algorithm>
#include <cstdlib>
#include <random>
#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using enum RelabelAction;

constexpr int kWorlds = 5000;
constexpr std::uint64_t kGroups = 3;

/// "a${2}b": text, or a group's number.
struct TemplatePart {
  std::string text;
  std::uint64_t group = 0;
};

struct RuleByChance {
  RelabelRule rule;
  std::vector<TemplatePart> target;
  std::vector<TemplatePart> replacement;
};

class RulesByChance {
 public:
  explicit RulesByChance(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

  /// Few names and few values, so that rules meet what they are looking for.
  std::string name() { return std::string(1 + below(2), static_cast<char>('a' + below(2))); }
  std::string value() {
    std::string text;
    for (std::uint64_t i = below(4); i > 0; --i) text += letter();
    return text;
  }
  LabelSet labels() {
    std::vector<Label> labels;
    std::set<std::string> names;
    for (std::uint64_t i = below(5); i > 0; --i) {
      const std::string name_of_label = name();
      if (names.insert(name_of_label).second) labels.push_back({name_of_label, value()});
    }
    return make_label_set(labels);
  }

  RuleByChance rule() {
    static constexpr RelabelAction kActions[] = {
        kReplace,   kReplace,   kReplace, kLabelMap,  kLabelMap,  kKeep,      kDrop,
        kKeepEqual, kDropEqual, kHashMod, kLabelDrop, kLabelKeep, kLowercase, kUppercase};
    return rule_of(kActions[below(std::size(kActions))]);
  }
  RuleByChance rule_of(RelabelAction action) {
    RuleByChance made;
    made.rule.action = action;
    const bool looks_at_names = action == kLabelMap || action == kLabelDrop || action == kLabelKeep;
    const bool compares = action == kKeepEqual || action == kDropEqual;
    if (!looks_at_names) {
      for (std::uint64_t i = below(3); i > 0; --i) made.rule.source_labels.push_back(name());
      made.rule.target_label = name();
    }
    if (!looks_at_names && !compares && below(2) == 0) made.rule.separator = value();
    if (!compares) made.rule.regex = pattern();
    if (action == kHashMod) made.rule.modulus = 1 + below(9);
    if (action == kReplace || action == kLabelMap) {
      made.replacement = text_template();
      made.rule.replacement = written(made.replacement);
    }
    if (action == kLabelMap && made.rule.replacement.empty()) {
      made.replacement = {{"a", 0}};
      made.rule.replacement = "a";
    }
    if (action == kReplace && below(2) == 0) {
      made.target = text_template();
      made.target.push_back({"a", 0});
      made.rule.target_label = written(made.target);
    } else {
      made.target = {{made.rule.target_label, 0}};
    }
    return made;
  }

 private:
  std::string letter() {
    static constexpr const char* kLetters[] = {"a", "b", "A", "B", "x"};
    return kLetters[below(std::size(kLetters))];
  }
  /// What both kinds of expressions read alike: nothing but characters is repeated.
  std::string pattern() {
    std::string text;
    for (std::uint64_t group = 0; group < kGroups; ++group) {
      text += "(" + sequence() + (below(3) == 0 ? "|" + sequence() : "") + ")";
      if (below(4) == 0) text += "?";
      if (below(4) == 0) text += letter();
    }
    return text;
  }
  std::string sequence() {
    static constexpr const char* kCharacters[] = {"a", "b", ".", "[ab]", "[^a]", "[A-Z]"};
    static constexpr const char* kRepeats[] = {"", "", "*", "+", "?", "*?", "+?"};
    std::string text;
    for (std::uint64_t i = below(3); i > 0; --i) {
      text += kCharacters[below(std::size(kCharacters))];
      text += kRepeats[below(std::size(kRepeats))];
    }
    return text;
  }
  std::vector<TemplatePart> text_template() {
    std::vector<TemplatePart> parts;
    for (std::uint64_t i = below(4); i > 0; --i) {
      if (below(2) == 0) {
        parts.push_back({letter(), 0});
      } else {
        parts.push_back({"", 1 + below(kGroups + 1)});
      }
    }
    return parts;
  }
  static std::string written(const std::vector<TemplatePart>& parts) {
    std::string text;
    for (const TemplatePart& part : parts) {
      text += part.group == 0 ? part.text : "${" + std::to_string(part.group) + "}";
    }
    return text;
  }

  std::mt19937_64 engine_;
};

/// Labels as Prometheus keeps them while it changes them.
class ReferenceLabels {
 public:
  explicit ReferenceLabels(LabelSet labels) : base_(std::move(labels)) {}

  std::string get(const std::string& name) const {
    for (const Label& label : all()) {
      if (label.name == name) return label.value;
    }
    return "";
  }
  void set(const std::string& name, const std::string& value) {
    if (value.empty()) return remove(name);
    for (Label& label : added_) {
      if (label.name == name) {
        label.value = value;
        return;
      }
    }
    added_.push_back({name, value});
  }
  void remove(const std::string& name) {
    std::erase_if(added_, [&name](const Label& label) { return label.name == name; });
    removed_.insert(name);
  }
  std::vector<Label> all() const {
    std::vector<Label> labels;
    for (const Label& label : base_) {
      const bool is_added = std::ranges::find(added_, label.name, &Label::name) != added_.end();
      if (!is_added && !removed_.contains(label.name)) labels.push_back(label);
    }
    labels.insert(labels.end(), added_.begin(), added_.end());
    return labels;
  }

 private:
  LabelSet base_;
  std::vector<Label> added_;
  std::set<std::string> removed_;
};

std::string expanded(const std::vector<TemplatePart>& parts, const std::smatch& match) {
  std::string text;
  for (const TemplatePart& part : parts) {
    text += part.text;
    if (part.group > 0 && part.group < match.size()) text += match.str(part.group);
  }
  return text;
}

std::string with_case(std::string text, int (*mapping)(int)) {
  for (char& c : text) c = static_cast<char>(mapping(c));
  return text;
}

/// Whether the series is kept.
bool reference_rule(const RuleByChance& made, ReferenceLabels& labels) {
  const RelabelRule& rule = made.rule;
  const std::regex regex(rule.regex);
  std::string value;
  for (std::size_t i = 0; i < rule.source_labels.size(); ++i) {
    value += (i > 0 ? rule.separator : "") + labels.get(rule.source_labels[i]);
  }
  std::smatch match;
  const bool matches = std::regex_match(value, match, regex);
  if (rule.action == kKeep) return matches;
  if (rule.action == kDrop) return !matches;
  if (rule.action == kKeepEqual) return labels.get(rule.target_label) == value;
  if (rule.action == kDropEqual) return labels.get(rule.target_label) != value;
  if (rule.action == kHashMod) {
    labels.set(rule.target_label, std::to_string(md5_tail(value).value() % rule.modulus));
  } else if (rule.action == kLowercase) {
    labels.set(rule.target_label, with_case(value, std::tolower));
  } else if (rule.action == kUppercase) {
    labels.set(rule.target_label, with_case(value, std::toupper));
  } else if (rule.action == kReplace) {
    if (matches) labels.set(expanded(made.target, match), expanded(made.replacement, match));
  } else {
    for (const Label& label : labels.all()) {
      const bool name_matches = std::regex_match(label.name, match, regex);
      if (rule.action == kLabelDrop && name_matches) labels.remove(label.name);
      if (rule.action == kLabelKeep && !name_matches) labels.remove(label.name);
      if (rule.action == kLabelMap && name_matches) {
        labels.set(expanded(made.replacement, match), label.value);
      }
    }
  }
  return true;
}

std::optional<LabelSet> reference(const std::vector<RuleByChance>& rules,
                                  const LabelSet& external_labels, const LabelSet& labels) {
  ReferenceLabels changed(labels);
  for (const Label& label : external_labels) {
    if (changed.get(label.name).empty()) changed.set(label.name, label.value);
  }
  for (const RuleByChance& rule : rules) {
    if (!reference_rule(rule, changed)) return std::nullopt;
  }
  return make_label_set(changed.all());
}

std::string shown(const std::optional<LabelSet>& labels) {
  return labels ? to_string(*labels) : "dropped";
}

std::string shown(const RelabelOptions& options) {
  std::string text = "external " + to_string(options.external_labels) + "\n";
  for (const RelabelRule& rule : options.rules) {
    text += std::string(relabel_action_name(rule.action)) + " [";
    for (const std::string& name : rule.source_labels) text += name + " ";
    text += "] separator " + rule.separator + " regex " + rule.regex + " target " +
            rule.target_label + " replacement " + rule.replacement + "\n";
  }
  return text;
}

std::uint64_t seed() {
  const char* const text = std::getenv("FLOWBRIDGE_SEED");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}

TEST(RelabelProperty, IsWhatAPlainImplementationGives) {
  RulesByChance chance(seed());
  int changed_count = 0;
  int dropped_count = 0;
  for (int world = 0; world < kWorlds; ++world) {
    RelabelOptions options{.external_labels = chance.labels()};
    std::vector<RuleByChance> rules;
    for (std::uint64_t i = chance.below(5); i > 0; --i) {
      rules.push_back(chance.rule());
      options.rules.push_back(rules.back().rule);
    }
    const Result<Relabeller> relabeller = Relabeller::compile(options);
    ASSERT_TRUE(relabeller) << relabeller.error().message();
    const LabelSet labels = chance.labels();
    const std::optional<LabelSet> got = relabeller->apply(labels);
    ASSERT_EQ(shown(got), shown(reference(rules, options.external_labels, labels)))
        << "world " << world << " of seed " << seed() << "\n"
        << to_string(labels) << "\n"
        << shown(options);
    changed_count += got && *got != labels ? 1 : 0;
    dropped_count += got ? 0 : 1;
  }
  EXPECT_GT(changed_count, kWorlds / 5);
  EXPECT_GT(dropped_count, kWorlds / 20);
}

TEST(RelabelProperty, RulesThatOnlyTakeAwayFindNothingTheSecondTime) {
  RulesByChance chance(seed());
  for (int world = 0; world < kWorlds; ++world) {
    static constexpr RelabelAction kActions[] = {kKeep,      kDrop,      kKeepEqual,
                                                 kDropEqual, kLabelDrop, kLabelKeep};
    const RelabelOptions options{
        .external_labels = chance.labels(),
        .rules = {chance.rule_of(kActions[chance.below(std::size(kActions))]).rule}};
    const Relabeller relabeller = *Relabeller::compile(options);
    const LabelSet labels = chance.labels();
    const std::optional<LabelSet> once = relabeller.apply(labels);
    if (!once) continue;
    ASSERT_EQ(shown(relabeller.apply(*once)), shown(once))
        << "world " << world << " of seed " << seed() << "\n"
        << to_string(labels) << "\n"
        << shown(options);
  }
}

}  // namespace
}  // namespace flowbridge

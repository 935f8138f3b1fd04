#include "relabel/relabeller.h"
#include "support/result_matchers.h"

namespace flowbridge {
namespace {

using enum RelabelAction;
using Field = RelabelField;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The fields that are wrong, in order.
std::vector<std::string> wrong(const RelabelRule& rule, LabelNames names = LabelNames::kUtf8) {
  std::vector<std::string> fields;
  for (const RelabelProblem& problem : relabel_problems({.rules = {rule}, .label_names = names})) {
    EXPECT_EQ(problem.rule, 0U);
    EXPECT_FALSE(problem.what.empty());
    fields.emplace_back(relabel_field_name(problem.field));
  }
  return fields;
}

TEST(RelabelProblems, AreNoneOfRulesThatPrometheusTakes) {
  const RelabelRule to_template{
      .source_labels = {"a"}, .regex = "some-([^-]+)-([^,]+)", .target_label = "${3}"};
  EXPECT_THAT(wrong(to_template), IsEmpty());
  EXPECT_THAT(wrong(to_template, LabelNames::kLegacy), IsEmpty());
  EXPECT_THAT(wrong({.target_label = "0${3}"}), IsEmpty());
  EXPECT_THAT(wrong({.target_label = "-${3}"}), IsEmpty());
  EXPECT_THAT(wrong({.action = kLowercase, .target_label = "${3}"}), IsEmpty());
  EXPECT_THAT(wrong({.action = kLabelMap, .regex = "pod_(strimzi_io_.+)"}, LabelNames::kLegacy),
              IsEmpty());
  EXPECT_THAT(wrong({.action = kLabelMap, .regex = "__meta_(.+)", .replacement = "${1}"},
                    LabelNames::kLegacy),
              IsEmpty());
  EXPECT_THAT(wrong({.action = kKeep, .target_label = "unused", .replacement = "unused"}),
              IsEmpty());
  EXPECT_THAT(wrong({.source_labels = {"a-b"}, .target_label = "c"}, LabelNames::kLegacy),
              IsEmpty());
}

TEST(RelabelProblems, AreATargetThatIsMissing) {
  for (const RelabelAction action : {kReplace, kLowercase, kUppercase, kKeepEqual, kDropEqual}) {
    EXPECT_THAT(wrong({.action = action}), ElementsAre("target_label"))
        << relabel_action_name(action);
  }
  EXPECT_THAT(wrong({.action = kHashMod, .modulus = 3}), ElementsAre("target_label"));
}

TEST(RelabelProblems, AreATargetThatIsNoName) {
  for (const char* target : {"0${3}", "-${3}", "a-b", "${", "$", "a.${1}"}) {
    EXPECT_THAT(wrong({.target_label = target}, LabelNames::kLegacy), ElementsAre("target_label"))
        << target;
  }
  EXPECT_THAT(wrong({.target_label = "\xff"}), ElementsAre("target_label"));
  for (const RelabelAction action : {kLowercase, kUppercase, kKeepEqual, kDropEqual}) {
    EXPECT_THAT(wrong({.action = action, .target_label = "${3}"}, LabelNames::kLegacy),
                ElementsAre("target_label"))
        << relabel_action_name(action);
  }
  EXPECT_THAT(wrong({.action = kHashMod, .modulus = 3, .target_label = "$1"}, LabelNames::kLegacy),
              ElementsAre("target_label"));
}

TEST(RelabelProblems, AreAModulusThatIsMissing) {
  EXPECT_THAT(wrong({.action = kHashMod, .target_label = "a"}), ElementsAre("modulus"));
}

TEST(RelabelProblems, AreAReplacementThatIsNoName) {
  EXPECT_THAT(wrong({.action = kLabelMap, .replacement = ""}), ElementsAre("replacement"));
  EXPECT_THAT(wrong({.action = kLabelMap, .replacement = "a-$1"}, LabelNames::kLegacy),
              ElementsAre("replacement"));
}

TEST(RelabelProblems, AreFieldsThatTheActionDoesNotLookAt) {
  for (const RelabelAction action : {kLowercase, kUppercase}) {
    EXPECT_THAT(wrong({.action = action, .target_label = "a", .replacement = "b"}),
                ElementsAre("replacement"));
  }
  for (const RelabelAction action : {kKeepEqual, kDropEqual}) {
    EXPECT_THAT(wrong({.action = action,
                       .source_labels = {"a"},
                       .separator = ",",
                       .regex = "b",
                       .modulus = 1,
                       .target_label = "c",
                       .replacement = "d"}),
                ElementsAre("separator", "regex", "modulus", "replacement"));
  }
  for (const RelabelAction action : {kLabelDrop, kLabelKeep}) {
    EXPECT_THAT(
        wrong({.action = action,
               .source_labels = {"a"},
               .separator = ",",
               .regex = "b",
               .modulus = 1,
               .target_label = "c",
               .replacement = "d"}),
        ElementsAre("source_labels", "separator", "modulus", "target_label", "replacement"));
  }
}

TEST(RelabelProblems, AreTextsThatAreNotUtf8) {
  EXPECT_THAT(wrong({.source_labels = {"a", "\xff"}, .target_label = "b"}),
              ElementsAre("source_labels"));
  EXPECT_THAT(wrong({.source_labels = {""}, .target_label = "b"}), ElementsAre("source_labels"));
  EXPECT_THAT(wrong({.separator = "\xff", .target_label = "b"}), ElementsAre("separator"));
  EXPECT_THAT(wrong({.regex = "\xff", .target_label = "b"}), ElementsAre("regex"));
  EXPECT_THAT(wrong({.target_label = "b", .replacement = "\xff"}), ElementsAre("replacement"));
}

TEST(RelabelProblems, AreExternalLabelsThatNobodyTakes) {
  EXPECT_THAT(relabel_problems({.external_labels = {{"a.b", "c"}}}), IsEmpty());
  const std::vector<RelabelProblem> problems = relabel_problems(
      {.external_labels = {{"a.b", "c"}, {"d", "\xff"}}, .label_names = LabelNames::kLegacy});
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0],
            (RelabelProblem{{}, Field::kExternalLabels, "a.b: not the name of a label"}));
  EXPECT_EQ(problems[1], (RelabelProblem{{}, Field::kExternalLabels, "d: the value is not UTF-8"}));
}

TEST(Relabeller, TellsEveryMistakeAtOnceAndWhere) {
  const Result<Relabeller> relabeller =
      Relabeller::compile({.external_labels = {{"\xff", "x"}},
                           .rules = {{.target_label = "a"},
                                     {.regex = "(", .target_label = ""},
                                     {.action = kHashMod, .target_label = "b"}}});
  ASSERT_THAT(relabeller, FailsWith(ErrorCode::kInvalid));
  EXPECT_EQ(relabeller.error().message(),
            "external_labels: \xff: not the name of a label\n"
            "write_relabel_configs[1].target_label: must be set for replace\n"
            "write_relabel_configs[1].regex: missing ): (\n"
            "write_relabel_configs[2].modulus: must be set, and not to 0 for hashmod");
}

}  // namespace
}  // namespace flowbridge

// What looks at the names of all labels: labelmap, labeldrop, labelkeep.

#include "unit/relabel/relabel_case.h"

namespace flowbridge {
namespace {

using enum RelabelAction;

const LabelSet kThree = {{"a", "foo"}, {"b1", "bar"}, {"b2", "baz"}};

TEST(RelabelLabelMap, CopiesWhatMatches) {
  check({
      {.name = "with something in front",
       .labels = kThree,
       .rules = {{.action = kLabelMap, .regex = "(b.*)", .replacement = "bar_${1}"}},
       .want =
           {{{"a", "foo"}, {"b1", "bar"}, {"b2", "baz"}, {"bar_b1", "bar"}, {"bar_b2", "baz"}}}},
      {.name = "a part of the name",
       .labels = {{"__meta_my_bar", "aaa"}, {"__meta_my_baz", "bbb"}, {"__meta_other", "ccc"}},
       .rules = {{.action = kLabelMap, .regex = "__meta_(my.*)", .replacement = "${1}"}},
       .want = {{{"__meta_my_bar", "aaa"},
                 {"__meta_my_baz", "bbb"},
                 {"__meta_other", "ccc"},
                 {"my_bar", "aaa"},
                 {"my_baz", "bbb"}}}},
      {.name = "onto itself", .labels = kThree, .rules = {{.action = kLabelMap}}, .want = kThree},
      {.name = "what it sets is not mapped again",
       .labels = {{"a", "1"}},
       .rules = {{.action = kLabelMap, .regex = "(a+)", .replacement = "a$1"}},
       .want = {{{"a", "1"}, {"aa", "1"}}}},
      {.name = "over a label that there is",
       .labels = {{"a", "1"}, {"b", "2"}},
       .rules = {{.action = kLabelMap, .regex = "a", .replacement = "b"}},
       .want = {{{"a", "1"}, {"b", "1"}}}},
      {.name = "the metric's name",
       .labels = {{"__name__", "up"}},
       .rules = {{.action = kLabelMap, .regex = "__name__", .replacement = "metric"}},
       .want = {{{"__name__", "up"}, {"metric", "up"}}}},
      // Prometheus does not look at it either; relabel/label_validity.h does.
      {.name = "a name that is none",
       .labels = {{"a", "1"}},
       .rules = {{.action = kLabelMap, .regex = "a", .replacement = "$2"}},
       .want = {{{"", "1"}, {"a", "1"}}}},
  });
}

// Prometheus's order: labels that the series had, by name, then those that were set, as they were.
TEST(RelabelLabelMap, OfTwoThatGetOneNameTheLaterWins) {
  const RelabelRule onto_c{.action = kLabelMap, .regex = "a|b", .replacement = "c"};
  check({
      {.name = "by name",
       .labels = {{"a", "1"}, {"b", "2"}},
       .rules = {onto_c},
       .want = {{{"a", "1"}, {"b", "2"}, {"c", "2"}}}},
      {.name = "one that was set is later",
       .labels = {{"a", "1"}, {"b", "2"}},
       .rules = {{.target_label = "a", .replacement = "3"}, onto_c},
       .want = {{{"a", "3"}, {"b", "2"}, {"c", "3"}}}},
      {.name = "of two that were set the one that was set first is earlier",
       .labels = {},
       .rules = {{.target_label = "b", .replacement = "2"},
                 {.target_label = "a", .replacement = "1"},
                 {.target_label = "b", .replacement = "3"},
                 onto_c},
       .want = {{{"a", "1"}, {"b", "3"}, {"c", "1"}}}},
      {.name = "one that was removed in between is set anew",
       .labels = {},
       .rules = {{.target_label = "b", .replacement = "2"},
                 {.target_label = "a", .replacement = "1"},
                 {.action = kLabelDrop, .regex = "b"},
                 {.target_label = "b", .replacement = "3"},
                 onto_c},
       .want = {{{"a", "1"}, {"b", "3"}, {"c", "3"}}}},
      {.name = "an external label is one that was set",
       .labels = {{"b", "2"}},
       .rules = {onto_c},
       .want = {{{"a", "1"}, {"b", "2"}, {"c", "1"}}},
       .external_labels = {{"a", "1"}}},
  });
}

TEST(RelabelLabelDrop, RemovesWhatMatches) {
  check({
      {.name = "two",
       .labels = kThree,
       .rules = {{.action = kLabelDrop, .regex = "(b.*)"}},
       .want = {{{"a", "foo"}}}},
      {.name = "a part does not match",
       .labels = kThree,
       .rules = {{.action = kLabelDrop, .regex = "b"}},
       .want = kThree},
      {.name = "by itself a rule removes everything",
       .labels = kThree,
       .rules = {{.action = kLabelDrop}},
       .want = LabelSet{}},
      {.name = "names of AS",
       .labels = {{"__name__", "x"}, {"source_as", "64512"}, {"source_as_name", "Lab"}},
       .rules = {{.action = kLabelDrop, .regex = ".*_as_name"}},
       .want = {{{"__name__", "x"}, {"source_as", "64512"}}}},
  });
}

TEST(RelabelLabelKeep, RemovesWhatDoesNotMatch) {
  check({
      {.name = "one",
       .labels = kThree,
       .rules = {{.action = kLabelKeep, .regex = "(b.*)"}},
       .want = {{{"b1", "bar"}, {"b2", "baz"}}}},
      {.name = "the metric's name is not spared",
       .labels = {{"__name__", "up"}, {"a", "foo"}},
       .rules = {{.action = kLabelKeep, .regex = "a"}},
       .want = {{{"a", "foo"}}}},
      {.name = "no label is removed for its underscores",
       .labels = {{"__meta_x", "1"}, {"__name__", "up"}},
       .rules = {{.action = kLabelKeep, .regex = "__.*"}},
       .want = {{{"__meta_x", "1"}, {"__name__", "up"}}}},
  });
}

}  // namespace
}  // namespace flowbridge

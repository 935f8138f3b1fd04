#include "unit/relabel/relabel_case.h"

namespace flowbridge {
namespace {

TEST(ExternalLabels, AreAddedWhereTheSeriesHasNone) {
  check({
      {.name = "behind",
       .labels = {{"a", "b"}},
       .rules = {},
       .want = {{{"a", "b"}, {"c", "d"}}},
       .external_labels = {{"c", "d"}}},
      {.name = "in front",
       .labels = {{"c", "d"}},
       .rules = {},
       .want = {{{"a", "b"}, {"c", "d"}}},
       .external_labels = {{"a", "b"}}},
      {.name = "the series' own stays",
       .labels = {{"a", "b"}},
       .rules = {},
       .want = {{{"a", "b"}}},
       .external_labels = {{"a", "c"}}},
      {.name = "to nothing",
       .labels = {},
       .rules = {},
       .want = {{{"a", "b"}}},
       .external_labels = {{"a", "b"}}},
      {.name = "some of each",
       .labels = {{"a", "b"}, {"c", "d"}},
       .rules = {},
       .want = {{{"a", "b"}, {"c", "d"}, {"e", "f"}}},
       .external_labels = {{"a", "xxx"}, {"c", "yyy"}, {"e", "f"}}},
  });
}

TEST(ExternalLabels, AreThereForTheRules) {
  check({
      {.name = "to be looked at",
       .labels = {{"a", "b"}},
       .rules = {{.action = RelabelAction::kDrop, .source_labels = {"cluster"}, .regex = "fra1"}},
       .want = kDropped,
       .external_labels = {{"cluster", "fra1"}}},
      {.name = "to be removed, and they do not come back",
       .labels = {{"a", "b"}},
       .rules = {{.action = RelabelAction::kLabelDrop, .regex = "cluster"}},
       .want = {{{"a", "b"}}},
       .external_labels = {{"cluster", "fra1"}}},
  });
}

}  // namespace
}  // namespace flowbridge

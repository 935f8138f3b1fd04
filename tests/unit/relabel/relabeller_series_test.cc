// What decides whether a series is sent: keep, drop, keepequal, dropequal.

#include "unit/relabel/relabel_case.h"

namespace flowbridge {
namespace {

using enum RelabelAction;

const LabelSet kFoo = {{"a", "foo"}};
const LabelSet kPorts = {{"__port1", "1234"}, {"__port2", "5678"}, {"__tmp_port", "1234"}};

TEST(RelabelDrop, DropsWhatMatches) {
  check({
      {.name = "it matches",
       .labels = {{"a", "foo"}, {"b", "bar"}},
       .rules = {{.action = kDrop, .source_labels = {"a"}, .regex = ".*o.*"}},
       .want = kDropped},
      {.name = "no rule follows",
       .labels = kFoo,
       .rules = {{.action = kDrop, .source_labels = {"a"}, .regex = ".*o.*"},
                 {.source_labels = {"a"},
                  .regex = "f(.*)",
                  .target_label = "d",
                  .replacement = "ch$1-ch$1"}},
       .want = kDropped},
      {.name = "it does not match",
       .labels = kFoo,
       .rules = {{.action = kDrop, .source_labels = {"a"}, .regex = "no-match"}},
       .want = kFoo},
      {.name = "it matches a part",
       .labels = kFoo,
       .rules = {{.action = kDrop, .source_labels = {"a"}, .regex = "f|o"}},
       .want = kFoo},
      {.name = "by itself a rule drops everything",
       .labels = kFoo,
       .rules = {{.action = kDrop}},
       .want = kDropped},
      {.name = "what has no such label",
       .labels = kFoo,
       .rules = {{.action = kDrop, .source_labels = {"z"}, .regex = ""}},
       .want = kDropped},
      {.name = "two labels",
       .labels = {{"hostname", "bdr1"}, {"source_as", "64512"}},
       .rules =
           {{.action = kDrop, .source_labels = {"hostname", "source_as"}, .regex = "bdr1;64512"}},
       .want = kDropped},
  });
}

TEST(RelabelKeep, DropsWhatDoesNotMatch) {
  check({
      {.name = "it does not match",
       .labels = kFoo,
       .rules = {{.action = kKeep, .source_labels = {"a"}, .regex = "no-match"}},
       .want = kDropped},
      {.name = "it matches",
       .labels = kFoo,
       .rules = {{.action = kKeep, .source_labels = {"a"}, .regex = "f.*"}},
       .want = kFoo},
      {.name = "anchors of one's own do no harm",
       .labels = kFoo,
       .rules = {{.action = kKeep, .source_labels = {"a"}, .regex = "^foo$"}},
       .want = kFoo},
      {.name = "a shard",
       .labels = {{"a", "baz"}},
       .rules = {{.action = kHashMod,
                  .source_labels = {"a"},
                  .modulus = 1000,
                  .target_label = "__tmp_hash"},
                 {.action = kKeep, .source_labels = {"__tmp_hash"}, .regex = "976"},
                 {.action = kLabelDrop, .regex = "__tmp_hash"}},
       .want = {{{"a", "baz"}}}},
      {.name = "a label that a rule of before removed and another set",
       .labels = {{"__annotation", "9091"}, {"__port_name", "foo"}},
       .rules = {{.action = kLabelDrop, .regex = "^__port_name$"},
                 {.source_labels = {"__annotation"},
                  .regex = "(.+)",
                  .target_label = "__port_name",
                  .replacement = "metrics"},
                 {.action = kKeep, .source_labels = {"__port_name"}, .regex = "^metrics$"}},
       .want = {{{"__annotation", "9091"}, {"__port_name", "metrics"}}}},
  });
}

TEST(RelabelEqual, ComparesTheSourceWithTheTarget) {
  const auto rule = [](RelabelAction action, const char* target) {
    return RelabelRule{.action = action, .source_labels = {"__tmp_port"}, .target_label = target};
  };
  check({
      {.name = "keep, equal",
       .labels = kPorts,
       .rules = {rule(kKeepEqual, "__port1")},
       .want = kPorts},
      {.name = "keep, different",
       .labels = kPorts,
       .rules = {rule(kKeepEqual, "__port2")},
       .want = kDropped},
      {.name = "drop, equal",
       .labels = kPorts,
       .rules = {rule(kDropEqual, "__port1")},
       .want = kDropped},
      {.name = "drop, different",
       .labels = kPorts,
       .rules = {rule(kDropEqual, "__port2")},
       .want = kPorts},
      {.name = "two labels that are not there are equal",
       .labels = kFoo,
       .rules = {rule(kDropEqual, "__port2")},
       .want = kDropped},
  });
}

TEST(Relabeller, WithoutRulesChangesNothing) {
  check({.name = "no rule", .labels = kPorts, .rules = {}, .want = kPorts});
}

}  // namespace
}  // namespace flowbridge

// What writes one label: replace, hashmod, lowercase, uppercase. The tables hold the cases of
// Prometheus's own tests, in other words, and what they leave out.

#include "unit/relabel/relabel_case.h"

namespace flowbridge {
namespace {

using enum RelabelAction;

const LabelSet kThree = {{"a", "foo"}, {"b", "bar"}, {"c", "baz"}};
const LabelSet kTwoLines = {{"a", "line1\nline2"}, {"b", "bar"}};

TEST(RelabelReplace, WritesWhatTheGroupsMatched) {
  check({
      {.name = "a group twice",
       .labels = kThree,
       .rules = {{.source_labels = {"a"},
                  .regex = "f(.*)",
                  .target_label = "d",
                  .replacement = "ch${1}-ch${1}"}},
       .want = {{{"a", "foo"}, {"b", "bar"}, {"c", "baz"}, {"d", "choo-choo"}}}},
      {.name = "the second rule reads what the first wrote",
       .labels = kThree,
       .rules = {{.source_labels = {"a", "b"},
                  .regex = "f(.*);(.*)r",
                  .target_label = "a",
                  .replacement = "b${1}${2}m"},
                 {.source_labels = {"c", "a"},
                  .regex = "(b).*b(.*)ba(.*)",
                  .target_label = "d",
                  .replacement = "$1$2$2$3"}},
       .want = {{{"a", "boobam"}, {"b", "bar"}, {"c", "baz"}, {"d", "boooom"}}}},
      {.name = "a group in the middle",
       .labels = {{"a", "abc"}},
       .rules = {{.source_labels = {"a"}, .regex = ".*(b).*", .target_label = "d"}},
       .want = {{{"a", "abc"}, {"d", "b"}}}},
      {.name = "by itself a rule copies",
       .labels = {{"a", "foo"}},
       .rules = {{.source_labels = {"a"}, .target_label = "b"}},
       .want = {{{"a", "foo"}, {"b", "foo"}}}},
      {.name = "another separator",
       .labels = kThree,
       .rules = {{.source_labels = {"a", "b"}, .separator = "/", .target_label = "c"}},
       .want = {{{"a", "foo"}, {"b", "bar"}, {"c", "foo/bar"}}}},
      {.name = "no separator",
       .labels = kThree,
       .rules = {{.source_labels = {"a", "b"}, .separator = "", .target_label = "c"}},
       .want = {{{"a", "foo"}, {"b", "bar"}, {"c", "foobar"}}}},
      {.name = "a label that is not there is empty, and its separator stays",
       .labels = {{"a", "foo"}},
       .rules = {{.source_labels = {"z", "a", "z"}, .target_label = "b"}},
       .want = {{{"a", "foo"}, {"b", ";foo;"}}}},
      {.name = "a constant needs no source",
       .labels = {{"a", "foo"}},
       .rules = {{.target_label = "b", .replacement = "static"}},
       .want = {{{"a", "foo"}, {"b", "static"}}}},
      {.name = "an empty expression matches only what is empty",
       .labels = {{"a", "foo"}},
       .rules =
           {{.regex = "", .target_label = "b", .replacement = "static"},
            {.source_labels = {"a"}, .regex = "", .target_label = "c", .replacement = "static"}},
       .want = {{{"a", "foo"}, {"b", "static"}}}},
      {.name = "over itself",
       .labels = {{"a", "router.example.net"}},
       .rules = {{.source_labels = {"a"}, .regex = R"(([^.]+)\..*)", .target_label = "a"}},
       .want = {{{"a", "router"}}}},
      {.name = "a dot matches a line break",
       .labels = kTwoLines,
       .rules = {{.source_labels = {"a"},
                  .regex = "line1.*line2",
                  .target_label = "d",
                  .replacement = "match${1}"}},
       .want = {{{"a", "line1\nline2"}, {"b", "bar"}, {"d", "match"}}}},
  });
}

TEST(RelabelReplace, ChangesNothingIfTheExpressionDoesNotMatchTheWhole) {
  check({
      {.name = "the beginning is not enough",
       .labels = {{"a", "boo"}},
       .rules = {{.source_labels = {"a"}, .regex = "b", .target_label = "b"}},
       .want = {{{"a", "boo"}}}},
      {.name = "alternatives are of the whole",
       .labels = {{"a", "foo"}},
       .rules = {{.source_labels = {"a"}, .regex = "f|o", .target_label = "b"}},
       .want = {{{"a", "foo"}}}},
      {.name = "the line before a line break is not the whole",
       .labels = {{"a", "foo\n"}},
       .rules = {{.source_labels = {"a"}, .regex = "foo", .target_label = "b"}},
       .want = {{{"a", "foo\n"}}}},
      {.name = "the target keeps its value",
       .labels = {{"a", "boo"}, {"b", "bar"}},
       .rules = {{.source_labels = {"a"}, .regex = "f", .target_label = "b", .replacement = ""}},
       .want = {{{"a", "boo"}, {"b", "bar"}}}},
  });
}

TEST(RelabelReplace, RemovesTheTargetIfTheReplacementIsEmpty) {
  check({
      {.name = "a group that there is not",
       .labels = {{"a", "foo"}, {"f", "baz"}},
       .rules =
           {{.source_labels = {"a"}, .regex = "(f).*", .target_label = "$1", .replacement = "$2"}},
       .want = {{{"a", "foo"}}}},
      {.name = "nothing to remove",
       .labels = {{"a", "some-name-value"}},
       .rules = {{.source_labels = {"a"},
                  .regex = "some-([^-]+)-([^,]+)",
                  .target_label = "${1}",
                  .replacement = "${3}"}},
       .want = {{{"a", "some-name-value"}}}},
      {.name = "an empty replacement",
       .labels = {{"a", "foo"}, {"b", "bar"}},
       .rules = {{.target_label = "b", .replacement = ""}},
       .want = {{{"a", "foo"}}}},
      {.name = "a copy of a label that is not there",
       .labels = {{"a", "foo"}},
       .rules = {{.source_labels = {"z"}, .target_label = "a"}},
       .want = LabelSet{}},
  });
}

TEST(RelabelReplace, TakesTheTargetsNameFromTheGroups) {
  check({
      {.name = "name and value of one text",
       .labels = {{"a", "some-name-value"}},
       .rules = {{.source_labels = {"a"},
                  .regex = "some-([^-]+)-([^,]+)",
                  .target_label = "${1}",
                  .replacement = "${2}"}},
       .want = {{{"a", "some-name-value"}, {"name", "value"}}}},
      {.name = "no label without a name",
       .labels = {{"a", "some-name-0"}},
       .rules = {{.source_labels = {"a"},
                  .regex = "some-([^-]+)-([^,]+)",
                  .target_label = "${3}",
                  .replacement = "${1}"}},
       .want = {{{"a", "some-name-0"}}}},
      {.name = "tags of one label become labels",
       .labels = {{"__tags", "path:/secret,job:some-job,label:foo=bar"}},
       .rules =
           {{.source_labels = {"__tags"},
             .regex = "(?:.+,|^)path:(/[^,]+).*",
             .target_label = "__path__"},
            {.source_labels = {"__tags"}, .regex = "(?:.+,|^)job:([^,]+).*", .target_label = "job"},
            {.source_labels = {"__tags"},
             .regex = "(?:.+,|^)label:([^=]+)=([^,]+).*",
             .target_label = "${1}",
             .replacement = "${2}"}},
       .want = {{{"__path__", "/secret"},
                 {"__tags", "path:/secret,job:some-job,label:foo=bar"},
                 {"foo", "bar"},
                 {"job", "some-job"}}}},
      {.name = "groups with names, written either way",
       .labels = kTwoLines,
       .rules = {{.source_labels = {"a"},
                  .regex = "(line1).*(?<second>line2)",
                  .target_label = "label1_${1}",
                  .replacement = "val_${second}"},
                 {.source_labels = {"a"},
                  .regex = "(line1).*(?P<second>line2)",
                  .target_label = "label2_$1",
                  .replacement = "val_$second"}},
       .want = {{{"a", "line1\nline2"},
                 {"b", "bar"},
                 {"label1_line1", "val_line2"},
                 {"label2_line1", "val_line2"}}}},
      {.name = "a name ends where no letter follows",
       .labels = kTwoLines,
       .rules = {{.source_labels = {"a"},
                  .regex = "line1.*line2",
                  .target_label = "utf-8.label${1}",
                  .replacement = "match${1}"}},
       .want = {{{"a", "line1\nline2"}, {"b", "bar"}, {"utf-8.label", "match"}}}},
  });
}

TEST(RelabelReplace, WritesOnlyLabelsWhoseNamesAreAllowed) {
  const RelabelRule rule{.source_labels = {"a"}, .target_label = "${1}", .replacement = "x"};
  check({
      {.name = "UTF-8",
       .labels = {{"a", "source.as"}},
       .rules = {rule},
       .want = {{{"a", "source.as"}, {"source.as", "x"}}}},
      {.name = "not a name of old",
       .labels = {{"a", "source.as"}},
       .rules = {rule},
       .want = {{{"a", "source.as"}}},
       .label_names = LabelNames::kLegacy},
      {.name = "a name of old",
       .labels = {{"a", "source_as"}},
       .rules = {rule},
       .want = {{{"a", "source_as"}, {"source_as", "x"}}},
       .label_names = LabelNames::kLegacy},
      {.name = "a source of another name",
       .labels = {{"utf-8.label", "v"}},
       .rules = {{.source_labels = {"utf-8.label"}, .target_label = "d"}},
       .want = {{{"d", "v"}, {"utf-8.label", "v"}}}},
      {.name = "a target of another name",
       .labels = {{"a", "v"}},
       .rules = {{.source_labels = {"a"}, .target_label = "utf-8.label"}},
       .want = {{{"a", "v"}, {"utf-8.label", "v"}}}},
  });
}

TEST(RelabelReplace, TreatsTheMetricsNameAsAnyLabel) {
  check({
      {.name = "renamed",
       .labels = {{"__name__", "flow_receive_bytes_total"}},
       .rules = {{.source_labels = {"__name__"},
                  .regex = "flow_(.*)",
                  .target_label = "__name__",
                  .replacement = "isp_$1"}},
       .want = {{{"__name__", "isp_receive_bytes_total"}}}},
      {.name = "a type",
       .labels = {{"__name__", "http_requests_total"}},
       .rules = {{.source_labels = {"__name__"},
                  .regex = ".*_total$",
                  .target_label = "__type__",
                  .replacement = "counter"}},
       .want = {{{"__name__", "http_requests_total"}, {"__type__", "counter"}}}},
      {.name = "a unit",
       .labels = {{"__name__", "disk_usage_bytes"}},
       .rules = {{.source_labels = {"__name__"},
                  .regex = ".*_bytes$",
                  .target_label = "__unit__",
                  .replacement = "bytes"}},
       .want = {{{"__name__", "disk_usage_bytes"}, {"__unit__", "bytes"}}}},
      {.name = "removed",
       .labels = {{"__name__", "up"}, {"a", "b"}},
       .rules = {{.target_label = "__name__", .replacement = ""}},
       .want = {{{"a", "b"}}}},
  });
}

TEST(RelabelHashMod, WritesPrometheussShard) {
  check({
      {.name = "a word",
       .labels = kThree,
       .rules =
           {{.action = kHashMod, .source_labels = {"c"}, .modulus = 1000, .target_label = "d"}},
       .want = {{{"a", "foo"}, {"b", "bar"}, {"c", "baz"}, {"d", "976"}}}},
      {.name = "two lines",
       .labels = {{"a", "foo\nbar"}},
       .rules =
           {{.action = kHashMod, .source_labels = {"a"}, .modulus = 1000, .target_label = "b"}},
       .want = {{{"a", "foo\nbar"}, {"b", "734"}}}},
      // MD5 of nothing is d41d8cd98f00b204e9800998ecf8427e.
      {.name = "nothing, and all 64 bits",
       .labels = {{"a", "foo"}},
       .rules = {{.action = kHashMod, .modulus = ~std::uint64_t{0}, .target_label = "b"}},
       .want = {{{"a", "foo"}, {"b", std::to_string(0xe9800998ecf8427e)}}}},
      {.name = "0 is a value",
       .labels = {{"a", "foo"}},
       .rules = {{.action = kHashMod, .source_labels = {"a"}, .modulus = 1, .target_label = "b"}},
       .want = {{{"a", "foo"}, {"b", "0"}}}},
  });
}

TEST(RelabelCase, ChangesLettersOfEveryScript) {
  check({
      {.name = "ASCII",
       .labels = {{"foo", "bAr123Foo"}},
       .rules = {{.action = kUppercase, .source_labels = {"foo"}, .target_label = "up"},
                 {.action = kLowercase, .source_labels = {"foo"}, .target_label = "low"}},
       .want = {{{"foo", "bAr123Foo"}, {"low", "bar123foo"}, {"up", "BAR123FOO"}}}},
      {.name = "a name",
       .labels = {{"a", "Telefónica"}},
       .rules = {{.action = kUppercase, .source_labels = {"a"}, .target_label = "a"}},
       .want = {{{"a", "TELEFÓNICA"}}}},
      {.name = "joined",
       .labels = kThree,
       .rules = {{.action = kUppercase, .source_labels = {"a", "b"}, .target_label = "c"}},
       .want = {{{"a", "foo"}, {"b", "bar"}, {"c", "FOO;BAR"}}}},
      {.name = "nothing is no label",
       .labels = {{"a", "foo"}, {"b", "bar"}},
       .rules = {{.action = kLowercase, .source_labels = {"z"}, .target_label = "b"}},
       .want = {{{"a", "foo"}}}},
      {.name = "a dollar in a target is a dollar",
       .labels = {{"a", "foo"}},
       .rules = {{.action = kUppercase, .source_labels = {"a"}, .target_label = "${3}"}},
       .want = {{{"${3}", "FOO"}, {"a", "foo"}}}},
  });
}

}  // namespace
}  // namespace flowbridge

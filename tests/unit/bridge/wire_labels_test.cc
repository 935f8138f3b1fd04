#include "bridge/wire_labels.h"

#include "base/crc32c.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

constexpr SeriesId kSeries{0};

Accounts one_series() {
  Accounts accounts;
  SeriesRecord record;
  record.flow_class = FlowClass::kInternal;
  EXPECT_TRUE(accounts.apply(SymbolRecord{SymbolId(1), "bdr1"}));
  record.host = SymbolId(1);
  EXPECT_TRUE(accounts.apply(record));
  return accounts;
}

/// What becomes of an internal series of router bdr1.
struct Outcome {
  std::string labels;
  LabelVerdict verdict;
};
Outcome outcome(const RelabelOptions& relabel, const LabelLimits& limits = {}) {
  const WireLabels wire({.instance = "edge-1", .relabel = relabel, .limits = limits});
  const std::optional<LabelSet> labels = wire.find(one_series(), kSeries, Measure::kBytes);
  return {labels ? to_string(*labels) : "", wire.judge(labels)};
}

std::string probe(const RelabelOptions& relabel) {
  return to_string(WireLabels({.instance = "edge-1", .relabel = relabel}).probe());
}

std::uint64_t hash(const RelabelOptions& relabel, const LabelLimits& limits = {}) {
  return WireLabels({.instance = "edge-1", .relabel = relabel, .limits = limits}).hash();
}
std::uint32_t limits_hash(const LabelLimits& limits) {
  return WireLabels({.instance = "edge-1", .limits = limits}).limits_hash();
}

RelabelRule drop(const std::string& label, const std::string& regex) {
  return {.action = RelabelAction::kDrop, .source_labels = {label}, .regex = regex};
}
RelabelRule set(const std::string& label, const std::string& value) {
  return {.target_label = label, .replacement = value};
}

constexpr const char* kOwn =
    R"({__name__="flow_internal_bytes_total", hostname="bdr1", instance="edge-1", )"
    R"(job="flowbridge"})";

TEST(WireLabels, WithoutRulesAreTheSeriesOwn) {
  const Outcome own = outcome({});
  EXPECT_EQ(own.labels, kOwn);
  EXPECT_EQ(own.verdict, LabelVerdict::kSent);
}

TEST(WireLabels, ExternalLabelsComeBeforeRulesAndGiveWay) {
  const Outcome outcome_of =
      outcome({.external_labels = {{"cluster", "fra1"}, {"job", "other"}},
               .rules = {{.source_labels = {"cluster", "job"}, .target_label = "instance"}}});
  EXPECT_EQ(outcome_of.labels,
            R"({__name__="flow_internal_bytes_total", cluster="fra1", hostname="bdr1", )"
            R"(instance="fra1;flowbridge", job="flowbridge"})");
}

TEST(WireLabels, SayWhyASeriesIsNotSent) {
  EXPECT_EQ(outcome({.rules = {drop("hostname", "bdr.")}}).verdict, LabelVerdict::kRelabelled);
  EXPECT_EQ(outcome({.rules = {set("__name__", "")}}).verdict, LabelVerdict::kInvalid);
  EXPECT_EQ(outcome({}, {.labels_max = 4}).verdict, LabelVerdict::kSent);
  EXPECT_EQ(outcome({}, {.labels_max = 3}).verdict, LabelVerdict::kTooMany);
  EXPECT_EQ(outcome({}, {.name_bytes_max = 8}).verdict, LabelVerdict::kSent);
  EXPECT_EQ(outcome({}, {.name_bytes_max = 7}).verdict, LabelVerdict::kNameTooLong);
  EXPECT_EQ(outcome({}, {.value_bytes_max = 25}).verdict, LabelVerdict::kSent);
  EXPECT_EQ(outcome({}, {.value_bytes_max = 24}).verdict, LabelVerdict::kValueTooLong);
}

class WireLabelsOf : public ::testing::TestWithParam<ReceiverRow> {
 protected:
  static LabelVerdict verdict(const std::vector<RelabelRule>& rules) {
    return outcome({.rules = rules}, GetParam().limits).verdict;
  }
  /// The four of the series, and as many others as there must be.
  static std::vector<RelabelRule> labels(std::size_t count) {
    std::vector<RelabelRule> rules;
    for (std::size_t i = 4; i < count; ++i) rules.push_back(set("a" + std::to_string(i), "b"));
    return rules;
  }

  /// Far more than anybody has, where there is no limit.
  static std::size_t within(std::size_t limit) { return std::min<std::size_t>(limit, 10'000); }
  static LabelVerdict beyond(std::size_t limit, LabelVerdict verdict) {
    return limit == kUnlimited ? LabelVerdict::kSent : verdict;
  }
};

INSTANTIATE_TEST_SUITE_P(Receivers, WireLabelsOf, ::testing::ValuesIn(kReceiverRows),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST_P(WireLabelsOf, AReceiverAreAsManyAsItTakes) {
  const std::size_t most = std::min<std::size_t>(GetParam().limits.labels_max, 100);
  EXPECT_EQ(verdict(labels(most)), LabelVerdict::kSent);
  EXPECT_EQ(verdict(labels(most + 1)),
            beyond(GetParam().limits.labels_max, LabelVerdict::kTooMany));
}

TEST_P(WireLabelsOf, AReceiverAreAsLongAsItTakes) {
  const LabelLimits& limits = GetParam().limits;
  const std::string name(within(limits.name_bytes_max), 'x');
  EXPECT_EQ(verdict({set(name, "a")}), LabelVerdict::kSent);
  EXPECT_EQ(verdict({set(name + "x", "a")}),
            beyond(limits.name_bytes_max, LabelVerdict::kNameTooLong));
  const std::string value(within(limits.value_bytes_max), 'x');
  for (const char* label : {"a", "__name__"}) {
    EXPECT_EQ(verdict({set(label, value)}), LabelVerdict::kSent);
    EXPECT_EQ(verdict({set(label, value + "x")}),
              beyond(limits.value_bytes_max, LabelVerdict::kValueTooLong));
  }
}

TEST_P(WireLabelsOf, AReceiverHaveTheNamesThatItTakes) {
  const bool is_any = GetParam().limits.names == LabelNames::kUtf8;
  const LabelVerdict of_today = is_any ? LabelVerdict::kSent : LabelVerdict::kInvalid;
  EXPECT_EQ(verdict({set("a.b", "c")}), of_today);
  EXPECT_EQ(verdict({set("__name__", "a.b")}), of_today);
  EXPECT_EQ(verdict({set("__name__", "a:b")}), LabelVerdict::kSent);
}

TEST(WireLabels, AProbeIsLabelledAsSeriesAre) {
  EXPECT_EQ(probe({}), R"({__name__="flowbridge_probe", instance="edge-1", job="flowbridge"})");
  EXPECT_EQ(probe({.external_labels = {{"cluster", "fra1"}}, .rules = {set("site", "x")}}),
            R"({__name__="flowbridge_probe", cluster="fra1", instance="edge-1", )"
            R"(job="flowbridge", site="x"})");
}

TEST(WireLabels, AProbeThatRulesDropOrSpoilHasTheExternalLabelsAlone) {
  const std::string external_only =
      R"({__name__="flowbridge_probe", cluster="fra1", instance="edge-1", job="flowbridge"})";
  for (const RelabelRule& rule : {drop("__name__", "flowbridge_.*"), set("__name__", "")}) {
    EXPECT_EQ(probe({.external_labels = {{"cluster", "fra1"}}, .rules = {rule}}), external_only);
  }
  EXPECT_EQ(probe({.rules = {drop("job", ".*")}}), probe({}));
}

// A destination of before there were rules begins nothing anew.
TEST(WireLabels, WithoutRulesHaveTheHashOfTheInstance) {
  EXPECT_EQ(hash({}), crc32c("edge-1"));
}

TEST(WireLabels, HaveAnotherHashWhateverChangesThem) {
  const RelabelRule rule{.action = RelabelAction::kReplace,
                         .source_labels = {"a", "b"},
                         .separator = ",",
                         .regex = "(.)",
                         .target_label = "c",
                         .replacement = "$1"};
  std::vector<RelabelOptions> options{
      {},
      {.external_labels = {{"a", "bc"}}},
      {.external_labels = {{"ab", "c"}}},
      {.rules = {rule}},
      {.rules = {rule, rule}},
      {.rules = {rule}, .label_names = LabelNames::kLegacy},
      {.external_labels = {{"a", "b"}}, .rules = {rule}},
      {.rules = {{.action = RelabelAction::kLowercase, .target_label = "c"}}},
      {.rules = {{.action = RelabelAction::kUppercase, .target_label = "c"}}},
      {.rules = {{.action = RelabelAction::kHashMod, .modulus = 2, .target_label = "c"}}},
      {.rules = {{.action = RelabelAction::kHashMod, .modulus = 3, .target_label = "c"}}},
  };
  const auto with = [&](auto&& change) {
    RelabelRule changed = rule;
    change(changed);
    options.push_back({.rules = {changed}});
  };
  with([](RelabelRule& each) { each.source_labels = {"a", "c"}; });
  with([](RelabelRule& each) { each.separator = ";"; });
  with([](RelabelRule& each) { each.regex = "(..)"; });
  with([](RelabelRule& each) { each.target_label = "d"; });
  with([](RelabelRule& each) { each.replacement = "$1$1"; });
  std::set<std::uint64_t> hashes;
  for (const RelabelOptions& each : options) hashes.insert(hash(each));
  EXPECT_EQ(hashes.size(), options.size());
}

// Series are the same ones, whichever of them are let through.
TEST(WireLabels, HaveTheSameHashWithinOtherLimits) {
  EXPECT_EQ(hash({}, {.labels_max = 40}), hash({}));
  std::set<std::uint32_t> hashes{limits_hash({})};
  EXPECT_EQ(*hashes.begin(), 0u);
  hashes.insert(limits_hash({.labels_max = 40}));
  hashes.insert(limits_hash({.name_bytes_max = 40}));
  hashes.insert(limits_hash({.value_bytes_max = 40}));
  hashes.insert(limits_hash({.names = LabelNames::kUtf8}));
  EXPECT_EQ(hashes.size(), 5u);
}

}  // namespace
}  // namespace flowbridge

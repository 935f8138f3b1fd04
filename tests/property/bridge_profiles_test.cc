// The guards before the wire: the whole bridge before receivers that leave out, cut or refuse what
// has labels beyond their limits. Nothing arrives under labels that it was not sent with, and what
// does not arrive is counted.

#include "support/bridge_world.h"
#include "support/known_receivers.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr std::uint32_t kFirst = 1001;
/// Of a series of traffic that we receive: with its name, and without names of AS.
constexpr int kOwnLabels = 6;
constexpr std::size_t kShownMax = 80;

/// What a rule does to the labels of one AS.
struct Case {
  std::string name;
  int labels = kOwnLabels;
  std::string added_name = {};
  std::string added_value = {};
};

/// At each limit that a receiver has, and beyond it. One for each AS from kFirst on.
std::vector<Case> cases() {
  const auto text = [](std::size_t size) { return std::string(size, 'x'); };
  return {{.name = "plain"},
          {.name = "30 labels", .labels = 30},
          {.name = "31 labels", .labels = 31},
          {.name = "40 labels", .labels = 40},
          {.name = "41 labels", .labels = 41},
          {.name = "name of 256", .added_name = text(256), .added_value = "a"},
          {.name = "name of 257", .added_name = text(257), .added_value = "a"},
          {.name = "name of 1024", .added_name = text(1024), .added_value = "a"},
          {.name = "name of 1025", .added_name = text(1025), .added_value = "a"},
          {.name = "value of 2048", .added_name = "a", .added_value = text(2048)},
          {.name = "value of 2049", .added_name = "a", .added_value = text(2049)},
          {.name = "value of 4096", .added_name = "a", .added_value = text(4096)},
          {.name = "value of 4097", .added_name = "a", .added_value = text(4097)},
          {.name = "name of today", .added_name = "a.b", .added_value = "a"}};
}

RelabelRule add(std::size_t number, const std::string& name, const std::string& value) {
  return {.source_labels = {"source_as"},
          .regex = std::to_string(kFirst + number),
          .target_label = name,
          .replacement = value};
}

RelabelOptions rules() {
  RelabelOptions options{.rules = {{.action = RelabelAction::kLabelDrop, .regex = ".*_as_name"}}};
  const std::vector<Case> all = cases();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (int label = kOwnLabels; label < all[i].labels; ++label) {
      options.rules.push_back(add(i, "l" + std::to_string(100 + label), "x"));
    }
    if (!all[i].added_name.empty()) {
      options.rules.push_back(add(i, all[i].added_name, all[i].added_value));
    }
  }
  return options;
}

std::string value_of(const LabelSet& labels, std::string_view name) {
  const auto found = std::ranges::find(labels, name, &Label::name);
  return found == labels.end() ? "" : found->value;
}

bool is_as_sent(const LabelSet& labels, const Case& c) {
  const std::size_t added = c.added_name.empty() ? 0 : 1;
  return labels.size() == static_cast<std::size_t>(c.labels) + added &&
         (added == 0 || value_of(labels, c.added_name) == c.added_value);
}

/// A receiver, as which profile it is taken for, and what must not be sent to it.
struct Before {
  std::string name = {};
  ReceiverProfile profile = ReceiverProfile::kAuto;
  ReceiverOptions receiver{};
  std::set<std::string> kept_back{};
  /// Mimir's way, not VictoriaMetrics's: a longer one is refused. 0: the model has its own limits.
  std::size_t refused_labels = 0;
  std::size_t refused_name_bytes = 0;
  std::size_t refused_value_bytes = 0;

  friend void PrintTo(const Before& before, std::ostream* out) { *out << before.name; }
};

const std::set<std::string> kBeyondAny{
    "31 labels",    "40 labels",     "41 labels",     "name of 257",   "name of 1024",
    "name of 1025", "value of 2049", "value of 4096", "value of 4097", "name of today"};
const std::set<std::string> kBeyondMimir{"31 labels",     "40 labels",     "41 labels",
                                         "name of 1025",  "value of 2049", "value of 4096",
                                         "value of 4097", "name of today"};
const std::set<std::string> kBeyondVictoria{"41 labels", "name of 257", "name of 1024",
                                            "name of 1025", "value of 4097"};

std::vector<Before> all() {
  using enum ReceiverProfile;
  const auto strict = [](const char* name, ReceiverProfile profile, const ReceiverOptions& receiver,
                         const std::set<std::string>& kept_back) {
    return Before{name, profile, receiver, kept_back, 30, 1024, 2048};
  };
  return {{"Prometheus", kPrometheus, prometheus_3()},
          {"Thanos", kThanos, thanos()},
          strict("Mimir", kMimir, mimir(), kBeyondMimir),
          strict("Cortex", kCortex, cortex(), kBeyondMimir),
          {"VictoriaMetrics", kVictoriaMetrics, victoria_metrics(), kBeyondVictoria},
          {"AnyPrometheus", kAuto, prometheus_3(), kBeyondAny},
          strict("AnyMimir", kAuto, mimir(), kBeyondAny),
          {"AnyVictoriaMetrics", kAuto, victoria_metrics(), kBeyondAny},
          {"AnyOldVictoriaMetrics", kAuto, old_victoria_metrics(), kBeyondAny}};
}

class BridgeProfileChange : public ::testing::Test {
 protected:
  void begin(const Before& before) {
    WorldOptions options = small_world();
    options.receiver = before.receiver;
    options.delivery.relabel = rules();
    options.delivery.receiver = before.profile;
    options.ingest.series.name_labels = NameLabels::kAbsent;
    world_ = std::make_unique<BridgeWorld>(1, options);
    if (before.refused_labels == 0) return;
    world_->receiver.refuse_series([before](const LabelSet& labels) {
      return labels.size() > before.refused_labels ||
             std::ranges::any_of(labels, [&](const Label& label) {
               return label.name.size() > before.refused_name_bytes ||
                      label.value.size() > before.refused_value_bytes ||
                      label.name.find('.') != std::string::npos;
             });
    });
  }

  /// Bytes of every AS.
  void flow(std::uint64_t bytes) {
    for (std::uint32_t i = 0; i < cases().size(); ++i) {
      world_->produce_one(0, kFirst + i, bytes + i, world_->now.wall);
    }
    world_->run_until_idle();
  }

  /// The names of the cases that arrived, all of them under the labels that they were sent with.
  std::set<std::string> arrived() {
    std::set<std::string> names;
    const std::vector<Case> all = cases();
    for (const auto& [labels, samples] : world_->receiver.series()) {
      if (is_own(labels)) continue;
      const std::string source = value_of(labels, "source_as");
      const std::size_t number = source.empty() ? 0 : std::stoul(source) - kFirst;
      const std::string shown = to_string(labels).substr(0, kShownMax);
      EXPECT_FALSE(source.empty()) << shown;
      EXPECT_TRUE(is_as_sent(labels, all.at(number))) << all.at(number).name << ": " << shown;
      names.insert(all.at(number).name);
    }
    return names;
  }
  std::set<std::string> missing() {
    std::set<std::string> names;
    for (const Case& each : cases()) names.insert(each.name);
    for (const std::string& name : arrived()) names.erase(name);
    return names;
  }
  /// The newest value of the AS of a case; 0 if it did not arrive.
  double newest(const std::string& name) {
    const std::vector<Case> all = cases();
    const auto number = std::ranges::find(all, name, &Case::name) - all.begin();
    for (const auto& [labels, samples] : world_->receiver.series()) {
      if (value_of(labels, "source_as") != std::to_string(kFirst + number)) continue;
      return std::bit_cast<double>(samples.back().value);
    }
    return 0;
  }
  /// Samples that were not sent for their labels.
  std::uint64_t skipped() {
    const NamedCounts counts = world_->hub().snapshot().deliveries.front()->samples_skipped;
    std::uint64_t sum = 0;
    for (const NamedCount& each : counts) sum += each.count;
    return sum;
  }

  std::unique_ptr<BridgeWorld> world_;
};

class BridgeProfiles : public BridgeProfileChange, public ::testing::WithParamInterface<Before> {};

INSTANTIATE_TEST_SUITE_P(Receivers, BridgeProfiles, ::testing::ValuesIn(all()),
                         [](const auto& instance) { return instance.param.name; });

TEST_P(BridgeProfiles, SendWhatTheReceiverStoresAsItIsAndNothingElse) {
  begin(GetParam());
  flow(100);
  world_->crash();
  flow(1000);
  EXPECT_EQ(missing(), GetParam().kept_back);
  EXPECT_EQ(newest("plain"), 1100);
  EXPECT_EQ(skipped() > 0, !GetParam().kept_back.empty());
  for (const SampleVerdict loss :
       {SampleVerdict::kCut, SampleVerdict::kIgnored, SampleVerdict::kSeriesRefused,
        SampleVerdict::kTooFarAhead, SampleVerdict::kInvalidLabels}) {
    EXPECT_EQ(world_->receiver.verdicts(loss), 0u) << static_cast<int>(loss);
  }
}

// What the guard is for; and these tests see it.
TEST(BridgeProfile, ThatIsNotTheReceiversOwnLosesInSilence) {
  WorldOptions options = small_world();
  options.receiver = old_victoria_metrics();
  options.delivery.relabel = rules();
  options.delivery.receiver = ReceiverProfile::kPrometheus;
  BridgeWorld world(1, options);
  for (std::uint32_t i = 0; i < cases().size(); ++i) {
    world.produce_one(0, kFirst + i, 100, world.now.wall);
  }
  world.run_until_idle();
  EXPECT_GT(world.receiver.verdicts(SampleVerdict::kCut), 0u);
  EXPECT_EQ(world.receiver.answers(204), world.receiver.requests());
}

// R10: it has never had them, so that their value is no traffic of now.
TEST_F(BridgeProfileChange, LetsInSeriesWithTheValueOfBefore) {
  begin({.receiver = victoria_metrics()});
  flow(100);
  EXPECT_EQ(newest("40 labels"), 0);
  world_->stop();
  world_->options.delivery.receiver = ReceiverProfile::kVictoriaMetrics;
  world_->start();
  flow(1000);
  EXPECT_EQ(missing(), kBeyondVictoria);
  for (const auto& [labels, samples] : world_->receiver.series()) {
    if (labels.size() != 40) continue;
    EXPECT_EQ(std::bit_cast<double>(samples.front().value), 100 + 3);
    EXPECT_EQ(std::bit_cast<double>(samples.back().value), 1100 + 6);
  }
  EXPECT_EQ(world_->receiver.verdicts(SampleVerdict::kOtherValue), 0u);
  EXPECT_EQ(world_->receiver.verdicts(SampleVerdict::kOutOfOrder), 0u);
}

}  // namespace
}  // namespace flowbridge

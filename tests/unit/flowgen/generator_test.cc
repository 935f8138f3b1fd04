#include "flowgen/generator.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;

constexpr Offset kMany = 100'000;

RecordPlan plan_of(const Generator& generator, RecordAddress where) {
  RecordPlan plan;
  generator.plan(where, plan);
  return plan;
}

bool is_private(std::uint32_t asn) {
  return (asn >= 64512 && asn <= 65534) || (asn >= 4200000000 && asn <= 4294967294);
}

/// The class by design §5, told from nothing but the two sides.
std::string told_from_sides(const GeneratedEntry& entry, Asn own) {
  const auto& source = entry.source_as;
  const auto& destination = entry.destination_as;
  if (source == own && destination == own) return "internal";
  if (source == own) return "transmit";
  if (destination == own) return "receive";
  if (!source || !destination) return "as_missing";
  if (*source == Asn(0) || *destination == Asn(0)) return "as_zero";
  if (is_private(source->value()) || is_private(destination->value())) return "private_as";
  return "transit";
}

std::string planned(const GeneratedEntry& entry) {
  return entry.reason == UnclassifiedReason::kNone ? flow_class_name(entry.flow_class)
                                                   : unclassified_reason_name(entry.reason);
}

TEST(Generator, TheSameAddressGivesTheSameRecordInAnyOrder) {
  const GeneratorOptions options = {
      .seed = 7, .partitions = 3, .late_per_million = 100'000, .multi_values_per_million = 100'000};
  const Generator one(options);
  const Generator other(options);
  std::vector<RecordPlan> forward;
  for (Offset offset = 0; offset < 500; ++offset) {
    forward.push_back(plan_of(one, {.partition = 2, .offset = offset}));
  }
  for (Offset offset = 499; offset >= 0; --offset) {
    const RecordPlan again = plan_of(other, {.partition = 2, .offset = offset});
    const RecordPlan& before = forward.at(static_cast<std::size_t>(offset));
    EXPECT_EQ(again.timestamp, before.timestamp);
    EXPECT_EQ(again.late, before.late);
    EXPECT_EQ(again.entries, before.entries);
  }
}

TEST(Generator, SeedPartitionAndOffsetEachChangeTheRecord) {
  const Generator seed_1({.seed = 1, .partitions = 2});
  const Generator seed_2({.seed = 2, .partitions = 2});
  std::set<std::uint64_t> looks;
  for (const Generator* generator : {&seed_1, &seed_2}) {
    for (std::int32_t partition = 0; partition < 2; ++partition) {
      for (Offset offset = 0; offset < 1000; ++offset) {
        looks.insert(plan_of(*generator, {partition, offset}).entries.front().look);
      }
    }
  }
  EXPECT_EQ(looks.size(), 4000u);
}

TEST(Generator, EveryClassFollowsFromTheSides) {
  for (const Asn own : {Asn(64496), Asn(64512), Asn(4200000000), Asn(15169)}) {
    const Generator generator({.own_asn = own, .traffic_weights = {1, 1, 1, 1, 1, 1, 1}});
    for (Offset offset = 0; offset < kMany; ++offset) {
      const GeneratedEntry entry = plan_of(generator, {0, offset}).entries.front();
      ASSERT_EQ(planned(entry), told_from_sides(entry, own)) << "offset " << offset;
      ASSERT_LT(entry.counts.bytes, kCountLimit);
      ASSERT_GE(entry.counts.bytes, 40 * entry.counts.packets);
      ASSERT_EQ(entry.counts.flows, 1u);
    }
  }
}

TEST(Generator, ClassesAreMetByTheirWeights) {
  const Generator generator({.traffic_weights = {40, 30, 10, 10, 5, 3, 2}});
  std::map<std::string, double> share;
  for (Offset offset = 0; offset < kMany; ++offset) {
    share[planned(plan_of(generator, {0, offset}).entries.front())] += 100.0 / kMany;
  }
  EXPECT_NEAR(share["receive"], 40, 0.7);
  EXPECT_NEAR(share["transmit"], 30, 0.7);
  EXPECT_NEAR(share["internal"], 10, 0.5);
  EXPECT_NEAR(share["transit"], 10, 0.5);
  EXPECT_NEAR(share["as_zero"], 5, 0.3);
  EXPECT_NEAR(share["as_missing"], 3, 0.3);
  EXPECT_NEAR(share["private_as"], 2, 0.3);
}

TEST(Generator, AClassOfWeightZeroIsNeverMet) {
  const Generator generator({.traffic_weights = {1, 0, 0, 0, 0, 0, 0}});
  for (Offset offset = 0; offset < 1000; ++offset) {
    EXPECT_EQ(planned(plan_of(generator, {0, offset}).entries.front()), "receive");
  }
}

TEST(Generator, ReceiveKeepsAsZeroAndPrivateNumbersBesideOurOwn) {
  const Generator generator({.traffic_weights = {1, 0, 0, 0, 0, 0, 0}});
  int zero = 0;
  int hidden = 0;
  for (Offset offset = 0; offset < 10'000; ++offset) {
    const std::uint32_t remote = plan_of(generator, {0, offset}).entries.front().source_as->value();
    zero += remote == 0 ? 1 : 0;
    hidden += is_private(remote) ? 1 : 0;
  }
  EXPECT_NEAR(zero, 100, 40);
  EXPECT_NEAR(hidden, 100, 40);
}

TEST(Generator, EveryRouterIsMet) {
  const Generator generator({.routers = {"a", "b", "c"}});
  std::map<std::uint32_t, int> met;
  for (Offset offset = 0; offset < 3000; ++offset) {
    ++met[plan_of(generator, {0, offset}).entries.front().router];
  }
  ASSERT_EQ(met.size(), 3u);
  for (const auto& [router, times] : met) EXPECT_NEAR(times, 1000, 120) << router;
}

TEST(Generator, TimestampsFollowTheEventRateOverAllPartitions) {
  const Generator generator({.partitions = 4, .event_rate = 3000, .start = unix_ms(1'000'000)});
  EXPECT_EQ(plan_of(generator, {0, 0}).timestamp, unix_ms(1'000'000));
  EXPECT_EQ(plan_of(generator, {3, 1}).timestamp, unix_ms(1'000'001));
  EXPECT_EQ(plan_of(generator, {2, 2}).timestamp, unix_ms(1'000'002));
  EXPECT_EQ(plan_of(generator, {0, 3}).timestamp, unix_ms(1'000'004));
  EXPECT_EQ(plan_of(generator, {1, 75'000}).timestamp, unix_ms(1'100'000));
}

TEST(Generator, TheFarthestOffsetHasATimestamp) {
  const Generator generator({.partitions = kPartitionsMax, .event_rate = kEventRateMax});
  EXPECT_EQ(plan_of(generator, {0, kGeneratedOffsetMax - 1}).timestamp, unix_ms(9'999'999'999));
}

TEST(Generator, LateRecordsAreOneToThreeMinutesBehindTheirOffset) {
  const Generator generator(
      {.event_rate = 1000, .start = unix_ms(10'000'000), .late_per_million = 50'000});
  int late = 0;
  Duration least = 1h;
  Duration most = 0ms;
  for (Offset offset = 0; offset < kMany; ++offset) {
    const RecordPlan plan = plan_of(generator, {0, offset});
    const Duration behind = unix_ms(10'000'000 + offset) - plan.timestamp;
    if (!plan.late) {
      ASSERT_EQ(behind, 0ms);
      continue;
    }
    ++late;
    least = std::min(least, behind);
    most = std::max(most, behind);
  }
  EXPECT_NEAR(late, kMany / 20, 250);
  EXPECT_GE(least, 60s);
  EXPECT_LT(least, 61s);
  EXPECT_LE(most, 180s);
  EXPECT_GT(most, 179s);
}

TEST(Generator, EveryMalformedFormIsMetAtItsShare) {
  const Generator generator({.malformed_per_million = 90'000});
  std::map<GeneratedForm, int> met;
  for (Offset offset = 0; offset < kMany; ++offset) {
    ++met[plan_of(generator, {0, offset}).entries.front().form];
  }
  EXPECT_EQ(met.size(), 1u + kMalformedFormCount);
  for (const auto& [form, times] : met) {
    if (form == GeneratedForm::kFlow) continue;
    EXPECT_NEAR(times, 1000, 150) << static_cast<int>(form);
  }
}

TEST(Generator, MultiValuesAreTwoToFiveEntries) {
  const Generator generator({.multi_values_per_million = 400'000});
  std::map<std::size_t, int> met;
  for (Offset offset = 0; offset < kMany; ++offset) {
    ++met[plan_of(generator, {0, offset}).entries.size()];
  }
  ASSERT_EQ(met.size(), 5u);
  EXPECT_NEAR(met[1], 60'000, 700);
  for (std::size_t size = 2; size <= 5; ++size) EXPECT_NEAR(met[size], 10'000, 500) << size;
}

struct BadOptions {
  std::string name;
  GeneratorOptions options;
  std::string message;
};
void PrintTo(const BadOptions& bad, std::ostream* out) {
  *out << bad.name;
}

class GeneratorOptionsCheck : public ::testing::TestWithParam<BadOptions> {};

TEST_P(GeneratorOptionsCheck, NamesWhatIsWrong) {
  const Result<void> checked = check_generator_options(GetParam().options);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code(), ErrorCode::kInvalid);
  EXPECT_THAT(checked.error().message(), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    , GeneratorOptionsCheck,
    ::testing::Values(
        BadOptions{"NoPartition", {.partitions = 0}, "partitions must be 1 to 10000, not 0"},
        BadOptions{"NoRate", {.event_rate = 0}, "event rate must be 1 to"},
        BadOptions{"OwnAsZero", {.own_asn = Asn(0)}, "own AS must not be 0"},
        BadOptions{"OneAs", {.as_count = 1}, "AS count must be 2 to 50000, not 1"},
        BadOptions{"TooManyAs", {.as_count = 50'001}, "AS count must be"},
        BadOptions{"NoRouter", {.routers = {}}, "1 to 1000 routers"},
        BadOptions{"QuotedRouter", {.routers = {"a\"b"}}, "not a router's name: 'a\"b'"},
        BadOptions{"TwiceARouter", {.routers = {"a", "b", "a"}}, "two routers are named 'a'"},
        BadOptions{"NoWeight", {.traffic_weights = {}}, "every class weight is 0"},
        BadOptions{"ShareAboveOne", {.late_per_million = 1'000'001}, "a share is above 1"}),
    [](const auto& test) { return test.param.name; });

TEST(GeneratorOptions, DefaultsAreFine) {
  EXPECT_TRUE(check_generator_options({}));
}

}  // namespace
}  // namespace flowbridge

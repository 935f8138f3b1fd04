#include "peering/report.h"

#include "support/name_tables.h"
#include "support/sample_peering.h"

#include <algorithm>
#include <memory>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// What a report is made of, to be changed by a test.
struct World {
  Volumes volumes{.end = kSampleEnd, .window = 30 * kDay, .days = DaysWithFlows(30, true)};
  Relations relations{.own = {Asn(1103)}};
  Examination examination;
  std::shared_ptr<const AsNames> names = sample_names();

  PeeringReport report() const {
    return make_report(
        {.volumes = volumes, .examination = examination, .relations = relations, .names = *names});
  }
};

World three_as() {
  World world;
  world.volumes.remote = {{Asn(2906), 60, 20}, {Asn(8075), 10, 5}, {Asn(62000), 3, 2}};
  world.examination.traffic = {
      {.asn = Asn(2906), .window = {.in = {60, 100, 8640}, .out = {20, 30, 8640}}},
      {.asn = Asn(8075), .window = {.in = {10, 40, 8640}, .out = {5, 50, 8640}}}};
  world.examination.examined = 3;
  world.relations.excluded = {Asn(62000)};
  return world;
}

TEST(Report, NamesEveryAsThatExchangesTraffic) {
  const PeeringReport report = three_as().report();
  ASSERT_EQ(report.candidates.size(), 2U);
  EXPECT_EQ(report.candidates[0].name, "Video One");
  EXPECT_EQ(report.candidates[0].share, 0.8);
  ASSERT_EQ(report.excluded.size(), 1U);
  EXPECT_EQ(report.excluded[0].name, "Customer");
  EXPECT_EQ(report.excluded[0].why, Exclusion::kListed);
  EXPECT_EQ(report.all.count, 3U);
  EXPECT_EQ(report.all.total_bits(), 100);
  EXPECT_EQ(report.candidate_part.total_bits(), 95);
}

TEST(Report, AddsUpTrafficByOutlookAndByReason) {
  const PeeringReport report = three_as().report();
  const auto outlook = [&](Outlook each) {
    return report.by_outlook.at(static_cast<std::size_t>(each)).total_bits();
  };
  EXPECT_EQ(outlook(Outlook::kReady), 80);
  EXPECT_EQ(outlook(Outlook::kAsk), 15);
  EXPECT_EQ(outlook(Outlook::kFar), 0);
  EXPECT_EQ(report.by_exclusion.at(static_cast<std::size_t>(Exclusion::kListed)).count, 1U);
}

TEST(Report, CountsWhatWasFoldedInAllTraffic) {
  World world = three_as();
  world.volumes.folded = {.in_bits = 60, .out_bits = 40};
  const PeeringReport report = world.report();
  EXPECT_EQ(report.all.total_bits(), 200);
  EXPECT_EQ(report.candidates[0].share, 0.4);
  EXPECT_THAT(report.notes,
              Contains(HasSubstr("100 bit/s are of AS that were counted as \"other\"")));
}

TEST(Report, SaysHowFarItsRanksAreCertain) {
  World world = three_as();
  EXPECT_EQ(world.report().certain, 2U);
  EXPECT_THAT(world.report().notes, Not(Contains(HasSubstr("certain"))));
  world.examination.unexamined_p95_bits_max = 50;
  EXPECT_EQ(world.report().certain, 2U);
  world.examination.unexamined_p95_bits_max = 51;
  EXPECT_EQ(world.report().certain, 1U);
  EXPECT_THAT(world.report().notes, Contains(HasSubstr("the first rank is certain")));
}

TEST(Report, SaysWhatIsMissing) {
  World world = three_as();
  EXPECT_THAT(world.report().notes, ElementsAre(HasSubstr("(--neighbours)")));
  world.relations.neighbours = Neighbours{{Asn(2906), {Asn(1299), Asn(3356)}}};
  EXPECT_THAT(world.report().notes, ElementsAre(HasSubstr("(--transits)")));
  EXPECT_EQ(world.report().candidates[0].neighbours.size(), 2U);
  world.relations.transits = {Asn(3356)};
  EXPECT_THAT(world.report().notes, IsEmpty());
  std::fill_n(world.volumes.days.begin(), 18, false);
  world.volumes.series_unread = 2;
  EXPECT_THAT(world.report().notes,
              ElementsAre(HasSubstr("12 of the 30 days"), HasSubstr("2 series have no AS number")));
  EXPECT_EQ(world.report().samples_expected, 12U * 288);
}

TEST(Report, WorksWithoutPeeringDb) {
  World world = three_as();
  world.names = std::make_shared<const AsNames>();
  const PeeringReport report = world.report();
  EXPECT_THAT(report.notes, Contains(HasSubstr("PeeringDB is not in the cache")));
  EXPECT_EQ(report.candidates[0].name, "AS2906");
  EXPECT_EQ(report.candidates[0].outlook(), Outlook::kUnknown) << "not: unlisted";
  EXPECT_THAT(report.exchanges, IsEmpty());

  world = three_as();
  world.relations.own = {Asn(4242)};
  const PeeringReport nowhere = world.report();
  EXPECT_THAT(nowhere.notes, Contains(HasSubstr("none of our own AS")));
  EXPECT_EQ(nowhere.exchanges.front().is_ours, std::nullopt);
  EXPECT_EQ(nowhere.exchanges.front().new_bits, std::nullopt) << "not: all of it";
}

TEST(Report, OfNothingIsEmpty) {
  World world;
  world.volumes.days = DaysWithFlows(30, false);
  const PeeringReport report = world.report();
  EXPECT_THAT(report.candidates, IsEmpty());
  EXPECT_THAT(report.excluded, IsEmpty());
  EXPECT_EQ(report.all.count, 0U);
}

TEST(Report, KeepsTheExchangesThatAreWorthMost) {
  EXPECT_EQ(sample_report().exchanges_left_off, 0U);
  // Of each of these exchanges one AS is a member, and the last one has most.
  constexpr std::uint32_t kExchanges = kExchangesMax + 3;
  PeeringByNumber networks;
  World world;
  for (std::uint32_t id = 1; id <= kExchanges; ++id) {
    networks[id].exchanges = {id};
    world.volumes.remote.push_back({.asn = Asn(id), .in_bits = static_cast<double>(id)});
  }
  world.names = std::make_shared<const AsNames>(name_table_of({}, networks));
  const PeeringReport report = world.report();
  ASSERT_EQ(report.exchanges.size(), kExchangesMax);
  EXPECT_EQ(report.exchanges_left_off, 3U);
  EXPECT_EQ(report.exchanges.front().exchange.id, kExchanges);
  EXPECT_EQ(report.exchanges.back().exchange.id, 4U);
}

}  // namespace
}  // namespace flowbridge

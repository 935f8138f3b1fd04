#include "peering/exchanges.h"

#include "support/sample_peering.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

double bits_of(const ExchangeCase& exchange, PolicyKind kind) {
  return exchange.bits_by_policy.at(static_cast<std::size_t>(kind));
}

std::vector<ExchangeCase> cases_of(const std::vector<AsVolume>& candidates,
                                   const std::set<Asn>& own = {Asn(1103)}) {
  const std::shared_ptr<const AsNames> names = sample_names();
  return exchange_cases(candidates, PeeringAtlas(names->table().peering(), own), *names);
}

TEST(ExchangeCases, AddUpTheTrafficOfMembersByTheirPolicy) {
  // At 26 and 31; at 26, 31 and 64; at 64 and 70; nowhere.
  const auto cases = cases_of(
      {{Asn(20940), 100, 10}, {Asn(8075), 50, 5}, {Asn(46489), 7, 1}, {Asn(60068), 900, 900}});
  ASSERT_EQ(cases.size(), 4U);
  EXPECT_EQ(cases[0].exchange.name, "AMS-IX") << "as much as DE-CIX, and a smaller id";
  EXPECT_EQ(cases[0].members, 2U);
  EXPECT_EQ(cases[0].in_bits, 150);
  EXPECT_EQ(cases[0].out_bits, 15);
  EXPECT_EQ(bits_of(cases[0], PolicyKind::kOpen), 110);
  EXPECT_EQ(bits_of(cases[0], PolicyKind::kSelective), 55);
  EXPECT_EQ(bits_of(cases[0], PolicyKind::kRestrictive), 0);
  EXPECT_EQ(cases[0].is_ours, true);
  EXPECT_EQ(cases[0].largest.front().name, "Content Delivery");
  EXPECT_EQ(cases[1].exchange.name, "DE-CIX Frankfurt");
  EXPECT_EQ(cases[2].exchange.name, "LINX LON1");
  EXPECT_EQ(cases[2].total_bits(), 63);
  EXPECT_EQ(cases[3].exchange.name, "NIX1 Oslo");
}

TEST(ExchangeCases, CallNewWhatNoExchangeOfOursCouldTake) {
  const auto cases = cases_of({{Asn(8075), 50, 5}, {Asn(46489), 7, 1}});
  ASSERT_EQ(cases.size(), 4U);
  EXPECT_EQ(cases[0].exchange.name, "LINX LON1");
  EXPECT_EQ(cases[0].is_ours, false);
  EXPECT_EQ(cases[0].new_bits, 8) << "of the one that is nowhere where we are";
  EXPECT_EQ(cases[1].new_bits, 0);
}

TEST(ExchangeCases, NameTheLargestMembers) {
  const auto cases = cases_of({{Asn(2906), 1, 0},
                               {Asn(6185), 2, 0},
                               {Asn(8075), 3, 0},
                               {Asn(13335), 4, 0},
                               {Asn(15169), 9, 0},
                               {Asn(36459), 9, 0},
                               {Asn(46489), 7, 0}});
  ASSERT_EQ(cases.front().exchange.name, "LINX LON1");
  EXPECT_EQ(cases.front().members, 7U);
  std::vector<std::uint32_t> largest;
  for (const NamedAs& each : cases.front().largest) largest.push_back(each.asn.value());
  EXPECT_THAT(largest, ElementsAre(15169, 36459, 46489, 13335, 8075));
}

TEST(ExchangeCases, AreNoneWhereNothingIsKnown) {
  EXPECT_THAT(cases_of({{Asn(60068), 9, 9}}), IsEmpty());
  EXPECT_THAT(cases_of({{Asn(2906), 0, 0}}), IsEmpty());
  const AsNames none;
  EXPECT_THAT(exchange_cases(std::vector<AsVolume>{{Asn(2906), 9, 9}},
                             PeeringAtlas(none.table().peering(), {Asn(1103)}), none),
              IsEmpty());
}

}  // namespace
}  // namespace flowbridge

#include "names/peering_table.h"

#include "names/name_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr PeeringdbStatus kOk = PeeringdbStatus::kOk;
constexpr PeeringdbStatus kDeleted = PeeringdbStatus::kDeleted;

PeeringdbNet net(std::uint64_t id, std::uint32_t asn, PeeringdbStatus status = kOk) {
  return {.id = id, .asn = Asn(asn), .status = status};
}

PeeringdbNetIxLan port(std::uint64_t net_id, std::uint64_t ix_id, PeeringdbStatus status = kOk) {
  return {.id = 1, .net_id = net_id, .ix_id = ix_id, .status = status};
}

PeeringdbNetFac presence(std::uint64_t net_id, std::uint64_t fac_id, PeeringdbStatus status = kOk) {
  return {.id = 1, .net_id = net_id, .fac_id = fac_id, .status = status};
}

struct Rows {
  std::vector<PeeringdbNet> nets{};
  std::vector<PeeringdbNetIxLan> ports{};
  std::vector<PeeringdbNetFac> presences{};
};

PeeringTable merged(const Rows& rows) {
  return merge_peering({.nets = rows.nets,
                        .ports = rows.ports,
                        .presences = rows.presences,
                        .has_ports = true,
                        .has_presences = true});
}

TEST(PeeringTable, ANetworkIsWhereItHasPortsAndPresences) {
  const PeeringTable table = merged({.nets = {net(433, 15169), net(291, 6939)},
                                     .ports = {port(433, 31), port(291, 2), port(433, 26)},
                                     .presences = {presence(433, 7), presence(433, 5)}});
  ASSERT_EQ(table.size(), 2u);
  EXPECT_EQ(table.at(0).asn, Asn(6939));
  EXPECT_EQ(table.at(1).asn, Asn(15169));
  EXPECT_THAT(table.find(Asn(6939))->exchanges, ElementsAre(2));
  EXPECT_THAT(table.find(Asn(6939))->facilities, IsEmpty());
  EXPECT_THAT(table.find(Asn(15169))->exchanges, ElementsAre(26, 31));
  EXPECT_THAT(table.find(Asn(15169))->facilities, ElementsAre(5, 7));
  EXPECT_FALSE(table.find(Asn(6938)));
  EXPECT_FALSE(table.find(Asn(15170)));
  EXPECT_FALSE(PeeringTable().find(Asn(15169)));
}

TEST(PeeringTable, AnExchangeCountsOnceHoweverManyPortsAndOperationalOrNot) {
  Rows rows{.nets = {net(1, 7)}, .ports = {port(1, 26), port(1, 26), port(1, 31)}};
  rows.ports[0].operational = true;
  EXPECT_THAT(merged(rows).find(Asn(7))->exchanges, ElementsAre(26, 31));
}

TEST(PeeringTable, WhatIsDeletedOrPendingCountsForNothing) {
  const PeeringTable table =
      merged({.nets = {net(1, 7), net(2, 8, kDeleted), net(3, 9, PeeringdbStatus::kPending)},
              .ports = {port(1, 26, kDeleted), port(1, 31), port(2, 26)},
              .presences = {presence(1, 5, PeeringdbStatus::kPending), presence(3, 5)}});
  ASSERT_EQ(table.size(), 1u);
  EXPECT_THAT(table.at(0).exchanges, ElementsAre(31));
  EXPECT_THAT(table.at(0).facilities, IsEmpty());
}

TEST(PeeringTable, APortBelongsToTheNetworkOfItsNetId) {
  Rows rows{.nets = {net(1, 7)}, .ports = {port(1, 26), port(99, 31)}};
  rows.ports[0].asn = Asn(8);
  rows.ports[1].asn = Asn(7);
  EXPECT_THAT(merged(rows).find(Asn(7))->exchanges, ElementsAre(26));
}

TEST(PeeringTable, ANumberThatChangedHandsIsTheNetworkUpdatedLast) {
  Rows rows{.nets = {net(1, 7), net(2, 7)}, .ports = {port(1, 26), port(2, 31)}};
  rows.nets[0].updated = unix_ms(2'000);
  rows.nets[1].updated = unix_ms(1'000);
  const PeeringTable table = merged(rows);
  ASSERT_EQ(table.size(), 1u);
  EXPECT_THAT(table.at(0).exchanges, ElementsAre(26));
}

TEST(PeeringTable, NumbersThatAreSetAsideHaveNoNetwork) {
  const PeeringTable table = merged({.nets = {net(1, 64512), net(2, 23456), net(3, 112)}});
  ASSERT_EQ(table.size(), 1u);
  EXPECT_EQ(table.at(0).asn, Asn(112));
}

TEST(PeeringTable, AnIdThatDoesNotFitIsNoPlace) {
  const PeeringTable table = merged(
      {.nets = {net(1, 7)}, .ports = {port(1, 0), port(1, 4'294'967'295), port(1, 4'294'967'297)}});
  EXPECT_THAT(table.at(0).exchanges, ElementsAre(4'294'967'295));
}

TEST(PeeringTable, WithoutASourceOfPortsNothingIsKnownOfExchanges) {
  const std::vector<PeeringdbNet> nets = {net(1, 7)};
  const std::vector<PeeringdbNetFac> presences = {presence(1, 5)};
  const PeeringTable table =
      merge_peering({.nets = nets, .presences = presences, .has_presences = true});
  EXPECT_FALSE(table.has_exchanges());
  EXPECT_TRUE(table.has_facilities());
  EXPECT_THAT(table.at(0).exchanges, IsEmpty());
  EXPECT_THAT(table.at(0).facilities, ElementsAre(5));
}

TEST(PeeringTable, TextsAreCleanAndEmptyWhereNothingIsSaid) {
  PeeringdbNet said = net(1, 7);
  said.policy_general = PeeringdbWord(" Open,");
  said.info_ratio = PeeringdbWord("Mostly\tInbound");
  said.info_scope = PeeringdbWord("Asia Pacific");
  const PeeringTable table = merged({.nets = {said, net(2, 8)}});
  EXPECT_EQ(table.at(0).policy, "Open");
  EXPECT_EQ(table.at(0).ratio, "Mostly Inbound");
  EXPECT_EQ(table.at(0).scope, "Asia Pacific");
  EXPECT_EQ(table.at(1).policy, "");
  EXPECT_EQ(table.at(1).ratio, "");
  EXPECT_EQ(table.at(1).scope, "");
}

TEST(PeeringTable, BeyondTheLimitOfDifferentTextsNothingIsSaid) {
  Rows rows;
  for (std::uint32_t i = 0; i < kPeeringTextsMax + 10; ++i) {
    rows.nets.push_back(net(i + 1, i + 1));
    rows.nets.back().policy_general = PeeringdbWord("Policy " + std::to_string(i));
  }
  rows.nets.back().policy_general = PeeringdbWord("Policy 0");
  const PeeringTable table = merged(rows);
  EXPECT_EQ(table.at(kPeeringTextsMax - 1).policy, "Policy 254");
  EXPECT_EQ(table.at(kPeeringTextsMax).policy, "");
  EXPECT_EQ(table.at(table.size() - 1).policy, "Policy 0");
}

TEST(PeeringTable, PlacesThatAreOkHaveCleanNames) {
  const std::vector<PeeringdbIx> exchanges = {{.id = 31, .name = "DE-CIX  Frankfurt"},
                                              {.id = 26, .status = kDeleted, .name = "Gone"}};
  const std::vector<PeeringdbFac> facilities = {{.id = 5, .name = "Equinix FR5\n"},
                                                {.id = std::uint64_t{1} << 32, .name = "Beyond"},
                                                {.id = 5, .name = "A second row"}};
  const PeeringTable table = merge_peering({.exchanges = exchanges, .facilities = facilities});
  EXPECT_EQ(table.exchange_name(31), "DE-CIX Frankfurt");
  EXPECT_EQ(table.exchange_name(26), "");
  EXPECT_EQ(table.exchange_name(5), "");
  EXPECT_EQ(table.facility_name(5), "Equinix FR5");
  EXPECT_EQ(table.places().facility_names.size(), 1u);
}

TEST(PeeringTable, AllOfPeeringdbTakesLittleMemory) {
  constexpr std::uint32_t kNets = 35'000;
  Rows rows;
  for (std::uint32_t i = 0; i < kNets; ++i) {
    rows.nets.push_back(net(i + 1, 131'072 + i));
    rows.nets.back().policy_general = PeeringdbWord(i % 2 == 0 ? "Open" : "Selective");
    for (std::uint64_t k = 1; k <= 2; ++k) {
      rows.ports.push_back(port(i + 1, (i * k) % 1'302 + 1));
      rows.presences.push_back(presence(i + 1, (i * k) % 5'855 + 1));
    }
  }
  const PeeringTable table = merged(rows);
  EXPECT_EQ(table.size(), kNets);
  EXPECT_LE(table.memory_bytes(), 1'500'000u);
}

TEST(NameTable, CountsThePeeringThatIsInForceWithIt) {
  NameTable table;
  const std::size_t before = table.memory_bytes();
  PeeringTable peering = merged({.nets = {net(1, 7)}});
  const std::size_t bytes = peering.memory_bytes();
  ASSERT_GT(bytes, 0u);
  table.set_peering(std::move(peering));
  EXPECT_EQ(table.peering().size(), 1u);
  EXPECT_EQ(table.memory_bytes(), before + bytes - PeeringTable().memory_bytes());
}

}  // namespace
}  // namespace flowbridge

// R14: what info gauges say of an AS.

#include "series/as_facts.h"

#include "support/name_tables.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Optional;

constexpr std::uint32_t kOwn = 64496;
constexpr std::uint32_t kOwnToo = 64497;

TEST(AsFacts, KnowAnAsByItsName) {
  const AsFacts facts(as_names_of({{15169, "Google LLC"}}), {});
  EXPECT_THAT(facts.values(InfoMetric::kAsInfo, Asn(15169)),
              Optional(ElementsAre("Google LLC", "Google LLC", "", "", "")));
  EXPECT_THAT(facts.values(InfoMetric::kAsInfo, Asn(4711)), Optional(Each("")))
      << "a name that the number says by itself";
  EXPECT_EQ(facts.values(InfoMetric::kAsInfo, Asn(64500)).value()[0], "Documentation");
}

/// As our AS numbers see it.
std::optional<InfoValues> peering(const PeeringTable& table, const std::vector<Asn>& own, Asn asn) {
  NameTable names;
  names.set_peering(table);
  const AsFacts facts(
      std::make_shared<const AsNames>(std::make_shared<const NameTable>(std::move(names))), own);
  return facts.values(InfoMetric::kAsPeeringInfo, asn);
}

/// common_ix and common_facilities.
std::vector<std::string> common(const PeeringTable& table, const std::vector<Asn>& own, Asn asn) {
  const InfoValues values = peering(table, own, asn).value();
  return {values[3], values[4]};
}

TEST(AsFacts, TellHowANetworkPeersInPeeringdbsWords) {
  PeeringTable table;
  table.append({.asn = Asn(1), .policy = "Open", .ratio = "Mostly Inbound", .scope = "Europe"});
  table.append({.asn = Asn(2)});
  EXPECT_THAT(peering(table, {}, Asn(1)),
              Optional(ElementsAre("Open", "Mostly Inbound", "Europe", "", "")));
  EXPECT_THAT(peering(table, {}, Asn(2)), Optional(Each("")));
  EXPECT_EQ(peering(table, {}, Asn(3)), std::nullopt) << "no network, no gauge";
}

TEST(AsFacts, CountWhatAnAsSharesWithUs) {
  const PeeringTable table = peering_table_of(
      {{1, {"", {3, 5, 9}, {3}}}, {2, {"", {4}, {}}}, {3, {}}, {kOwn, {"", {1, 3, 4, 9}, {3, 4}}}});
  EXPECT_THAT(common(table, {Asn(kOwn)}, Asn(1)), ElementsAre("2", "1"));
  EXPECT_THAT(common(table, {Asn(kOwn)}, Asn(2)), ElementsAre("1", "0"));
  EXPECT_THAT(common(table, {Asn(kOwn)}, Asn(3)), ElementsAre("0", "0")) << "is nowhere";
  EXPECT_THAT(common(table, {Asn(kOwn)}, Asn(kOwn)), ElementsAre("4", "2"));
}

TEST(AsFacts, CountAnExchangeOfTwoOfOurNetworksOnce) {
  const PeeringTable table =
      peering_table_of({{1, {"", {3, 5}}}, {kOwn, {"", {3, 4}}}, {kOwnToo, {"", {3, 5}, {6}}}});
  EXPECT_THAT(common(table, {Asn(kOwn), Asn(kOwnToo)}, Asn(1)), ElementsAre("2", "0"));
  EXPECT_THAT(common(table, {Asn(kOwnToo), Asn(kOwn)}, Asn(kOwn)), ElementsAre("2", "0"));
  EXPECT_THAT(common(table, {Asn(kOwn), Asn(4711)}, Asn(1)), ElementsAre("1", "0"))
      << "one that PeeringDB does not know takes nothing away";
}

// A 0 would say that there is no place to meet.
TEST(AsFacts, CountNothingThatIsNotKnown) {
  const PeeringByNumber networks{{1, {"Open", {3}, {3}}}, {kOwn, {"", {3}, {3}}}};
  EXPECT_THAT(common(peering_table_of(networks), {}, Asn(1)), ElementsAre("", ""));
  EXPECT_THAT(common(peering_table_of(networks), {Asn(4711)}, Asn(1)), ElementsAre("", ""))
      << "ours are not in PeeringDB";
  const PeeringByNumber at_exchanges{{1, {"Open", {3}}}, {kOwn, {"", {3}}}};
  EXPECT_THAT(common(peering_table_of(at_exchanges, {.has_exchanges = true}), {Asn(kOwn)}, Asn(1)),
              ElementsAre("1", ""));
  const PeeringByNumber in_facilities{{1, {"Open", {}, {3}}}, {kOwn, {"", {}, {3}}}};
  EXPECT_THAT(
      common(peering_table_of(in_facilities, {.has_facilities = true}), {Asn(kOwn)}, Asn(1)),
      ElementsAre("", "1"));
}

}  // namespace
}  // namespace flowbridge

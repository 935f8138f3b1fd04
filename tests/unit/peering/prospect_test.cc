#include "peering/prospect.h"

#include "support/name_tables.h"
#include "support/sample_peering.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Atlas : public testing::Test {
 protected:
  PeeringFacts facts(std::uint32_t asn) const { return atlas_.facts(Asn(asn)); }

  const std::shared_ptr<const AsNames> names_ = sample_names();
  const PeeringAtlas atlas_{names_->table().peering(), {Asn(1103)}};
};

TEST_F(Atlas, KnowsWhereBothAre) {
  const PeeringFacts video = facts(2906);
  EXPECT_EQ(video.policy, "Open");
  EXPECT_EQ(video.exchanges, 3U);
  EXPECT_THAT(*video.common_exchanges,
              ElementsAre(Place{26, "AMS-IX"}, Place{31, "DE-CIX Frankfurt"}));
  EXPECT_THAT(*video.common_facilities,
              ElementsAre(Place{60, "Frankfurt FR5"}, Place{34, "Science Park, Amsterdam"}));
  EXPECT_EQ(atlas_.is_ours(26), true);
  EXPECT_EQ(atlas_.is_ours(64), false);
}

TEST_F(Atlas, SaysWhyAnAsIsOrIsNoCandidate) {
  const auto sentence = [&](std::uint32_t asn) { return outlook_sentence(facts(asn)); };
  EXPECT_EQ(sentence(2906), "open policy; in common: AMS-IX, DE-CIX Frankfurt");
  EXPECT_EQ(sentence(57976), "open policy; both are in Science Park, Amsterdam");
  EXPECT_EQ(sentence(8075), "selective policy; in common: AMS-IX, DE-CIX Frankfurt");
  EXPECT_EQ(sentence(46489),
            "selective policy; no place in common (it has 2 exchanges, 1 facility)");
  EXPECT_EQ(sentence(60068), "not in PeeringDB: policy and places are not known");
  EXPECT_EQ(outlook_of(facts(2906)), Outlook::kReady);
  EXPECT_EQ(outlook_of(facts(57976)), Outlook::kCable);
  EXPECT_EQ(outlook_of(facts(8075)), Outlook::kAsk);
  EXPECT_EQ(outlook_of(facts(46489)), Outlook::kFar);
  EXPECT_EQ(outlook_of(facts(60068)), Outlook::kUnlisted);
}

TEST_F(Atlas, DoesNotTakeUnknownForNowhere) {
  const PeeringAtlas without_us(names_->table().peering(), {Asn(4242)});
  EXPECT_FALSE(without_us.knows_us());
  EXPECT_EQ(without_us.is_ours(26), std::nullopt);
  EXPECT_EQ(without_us.facts(Asn(2906)).common_exchanges, std::nullopt);
  EXPECT_EQ(outlook_of(without_us.facts(Asn(2906))), Outlook::kUnknown);

  const PeeringTable no_ports =
      peering_table_of({{1103, {.policy = "Open"}}, {2906, {.policy = "Open"}}},
                       PeeringPlaces{.has_exchanges = false, .has_facilities = true});
  const PeeringFacts facts = PeeringAtlas(no_ports, {Asn(1103)}).facts(Asn(2906));
  EXPECT_EQ(facts.common_exchanges, std::nullopt);
  EXPECT_THAT(*facts.common_facilities, IsEmpty());
  EXPECT_EQ(outlook_of(facts), Outlook::kUnknown);
}

TEST(EmptyAtlas, DoesNotSayThatAnAsIsNotInPeeringDb) {
  const PeeringTable none;
  const PeeringFacts facts = PeeringAtlas(none, {Asn(1103)}).facts(Asn(2906));
  EXPECT_EQ(facts.is_listed, std::nullopt);
  EXPECT_EQ(outlook_of(facts), Outlook::kUnknown);
  EXPECT_EQ(outlook_sentence(facts), "policy and places are not known");
}

TEST_F(Atlas, CallsPlacesWithoutANameByTheirNumber) {
  const PeeringTable table =
      peering_table_of({{1103, {.exchanges = {9}}}, {2906, {.exchanges = {9}}}});
  const PeeringAtlas atlas(table, {Asn(1103)});
  EXPECT_EQ(outlook_sentence(atlas.facts(Asn(2906))), "policy not stated; in common: exchange 9");
  EXPECT_EQ(atlas.exchange(9).name, "exchange 9");
}

TEST(Policy, IsReadWhateverItsCase) {
  EXPECT_EQ(policy_kind("Open"), PolicyKind::kOpen);
  EXPECT_EQ(policy_kind("RESTRICTIVE"), PolicyKind::kRestrictive);
  EXPECT_EQ(policy_kind("No"), PolicyKind::kNo);
  EXPECT_EQ(policy_kind(""), PolicyKind::kUnstated);
  EXPECT_EQ(policy_kind("Sometimes"), PolicyKind::kUnstated);
}

TEST(Outlooks, OfOneThatDoesNotPeerIsThatWhereverItIs) {
  const PeeringFacts facts{
      .is_listed = true, .policy = "No", .common_exchanges = {{{26, "AMS-IX"}}}};
  EXPECT_EQ(outlook_of(facts), Outlook::kDeclines);
  EXPECT_EQ(outlook_sentence(facts), "its policy is not to peer");
}

}  // namespace
}  // namespace flowbridge

#include "peering/relations.h"

#include "support/result_matchers.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(AsnList, HasOneOnALineAndComments) {
  EXPECT_THAT(parse_asn_list("15169\r\n# a comment\n\n  AS2906  # Video\n6.110"),
              IsOkAndHolds(ElementsAre(Asn(2906), Asn(15169), Asn(393'326))));
  EXPECT_THAT(parse_asn_list(""), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(parse_asn_list("1\n15169 2906\n"),
              FailsWith(ErrorCode::kInvalid, "line 2: \"15169 2906\""));
}

TEST(NeighbourFile, MayNameSeveralForOne) {
  const Result<Neighbours> read = parse_neighbours(
      "asn,neighbour_asn\n15169,3356\n15169,1299\n15169,3356\n# no\n\n2906, 2906\n");
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->at(Asn(15169)), ElementsAre(Asn(1299), Asn(3356)));
  EXPECT_THAT(read->at(Asn(2906)), ElementsAre(Asn(2906)));
}

TEST(NeighbourFile, SaysWhatIsNoNumberAndWhere) {
  EXPECT_THAT(parse_neighbours("1,2\n3\n"), FailsWith(ErrorCode::kInvalid, "line 2: expected two"));
  EXPECT_THAT(parse_neighbours("1,x\n"), FailsWith(ErrorCode::kInvalid, "line 1: \"x\""));
  EXPECT_THAT(parse_neighbours("x,1\n"), FailsWith(ErrorCode::kInvalid, "line 1: \"x\""));
  EXPECT_THAT(parse_neighbours("1,\"2"), FailsWith(ErrorCode::kInvalid, "quote"));
}

TEST(NeighbourFile, KeepsAllOfOneAs) {
  std::string csv = "# by birdc, of all routers\n";
  for (int i = 1; i <= 100; ++i) csv += "7000," + std::to_string(i) + "\n";
  const Result<Neighbours> read = parse_neighbours(csv);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->at(Asn(7000)).size(), 100U);
  EXPECT_EQ(exclusion_of({.transits = {Asn(100)}, .neighbours = *read}, Asn(7000)), std::nullopt)
      << "the last of them is paid";
}

TEST(NeighbourFile, IsNotEmpty) {
  for (const char* const text : {"", "\n", "asn,neighbour_asn\n", "# nothing\n"}) {
    EXPECT_THAT(parse_neighbours(text), FailsWith(ErrorCode::kInvalid, "has no line")) << text;
  }
}

Relations some_relations() {
  return {.own = {Asn(1103)},
          .excluded = {Asn(2001), Asn(64512)},
          .peers = {Asn(2002), Asn(2001)},
          .transits = {Asn(3356)},
          .neighbours = Neighbours{{Asn(15169), {Asn(1299), Asn(3356)}},
                                   {Asn(2906), {Asn(2906), Asn(3356)}},
                                   {Asn(8075), {Asn(2002)}}}};
}

TEST(Exclusion, HasOneReasonForEach) {
  const Relations relations = some_relations();
  const auto why = [&](std::uint32_t asn) { return exclusion_of(relations, Asn(asn)); };
  EXPECT_EQ(why(1103), Exclusion::kOwn);
  EXPECT_EQ(why(0), Exclusion::kUnknown);
  EXPECT_EQ(why(2001), Exclusion::kListed) << "before that it is a peer, too";
  EXPECT_EQ(why(64512), Exclusion::kListed) << "before that it is private, too";
  EXPECT_EQ(why(2002), Exclusion::kPeer);
  EXPECT_EQ(why(64513), Exclusion::kReserved);
  EXPECT_EQ(why(3356), Exclusion::kNeighbour) << "a transit";
  EXPECT_EQ(why(2906), Exclusion::kNeighbour) << "by itself, although by a transit, too";
  EXPECT_EQ(why(8075), Exclusion::kNotByTransit);
  EXPECT_EQ(why(777), Exclusion::kNotReached);
  EXPECT_EQ(why(15169), std::nullopt);
}

TEST(Exclusion, WithoutTransitsEveryOneIsReachedThroughOne) {
  Relations relations = some_relations();
  relations.transits.clear();
  EXPECT_EQ(exclusion_of(relations, Asn(8075)), std::nullopt);
  EXPECT_EQ(exclusion_of(relations, Asn(777)), std::nullopt);
  EXPECT_EQ(exclusion_of(relations, Asn(2906)), Exclusion::kNeighbour);
}

TEST(Exclusion, WithoutAFileOfNeighboursOnlyListsCount) {
  Relations relations = some_relations();
  relations.neighbours.reset();
  EXPECT_EQ(exclusion_of(relations, Asn(2906)), std::nullopt);
  EXPECT_EQ(exclusion_of(relations, Asn(777)), std::nullopt);
  EXPECT_EQ(exclusion_of(relations, Asn(2002)), Exclusion::kPeer);
  EXPECT_THAT(neighbours_of(relations, Asn(15169)), IsEmpty());
}

}  // namespace
}  // namespace flowbridge

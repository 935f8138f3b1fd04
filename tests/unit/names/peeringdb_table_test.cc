#include "names/peeringdb_table.h"

#include "support/test_files.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;

using NetTable = PeeringdbTable<PeeringdbNet>;
using Nets = std::vector<PeeringdbNet>;

constexpr auto kDeleted = PeeringdbStatus::kDeleted;

constexpr UnixTime at(std::int64_t seconds) {
  return unix_ms(1000 * seconds);
}

/// A network whose AS number is its id.
PeeringdbNet net(std::uint32_t id, std::int64_t updated, const std::string& name) {
  return {.id = id, .asn = Asn(id), .updated = at(updated), .name = name};
}
PeeringdbNet deleted(std::uint32_t id, std::int64_t updated) {
  return {.id = id, .asn = Asn(id), .status = kDeleted, .updated = at(updated), .name = "gone"};
}

std::vector<std::string> names_in(const NetTable& table) {
  std::vector<std::string> names;
  for (const PeeringdbNet& row : table.rows()) names.push_back(row.name);
  return names;
}

template <typename Row>
std::vector<Row> rows_of(const std::string& fixture) {
  auto parsed = parse_peeringdb<Row>(read_source_file("tests/golden/asn/peeringdb/" + fixture));
  EXPECT_TRUE(parsed.has_value());
  return parsed ? std::move(parsed->rows) : std::vector<Row>();
}

/// "name, of organisation": of the network that has the AS number now.
std::string owner_of(const NetTable& table, Asn asn) {
  for (const PeeringdbNet* row : ok_nets_by_asn(table.rows())) {
    if (row->asn == asn) return row->name + ", of " + std::to_string(row->org_id);
  }
  return "nobody";
}

TEST(PeeringdbTable, IsEmptyAtFirstAndHasNoCursor) {
  const NetTable table;
  EXPECT_EQ(table.cursor(), std::nullopt);
  EXPECT_EQ(table.find(1), nullptr);
  EXPECT_THAT(names_in(table), ElementsAre());
}

TEST(PeeringdbTable, KeepsRowsByIdAndKnowsTheLatest) {
  NetTable table;
  table.apply({net(3, 20, "c"), net(1, 30, "a"), net(2, 10, "b")});
  EXPECT_THAT(names_in(table), ElementsAre("a", "b", "c"));
  EXPECT_EQ(table.cursor(), at(30));
  ASSERT_NE(table.find(3), nullptr);
  EXPECT_EQ(table.find(3)->name, "c");
  EXPECT_EQ(table.find(4), nullptr);
}

TEST(PeeringdbTable, ALaterRowReplacesAndAnEarlierOneDoesNot) {
  NetTable table;
  table.apply({net(1, 10, "old")});
  table.apply({net(1, 12, "new"), net(2, 11, "b")});
  table.apply({net(1, 11, "stale")});
  EXPECT_THAT(names_in(table), ElementsAre("new", "b"));
}

TEST(PeeringdbTable, OfEquallyLateRowsTheOneAppliedLastCounts) {
  NetTable table;
  table.apply({net(1, 10, "first"), net(1, 10, "second")});
  EXPECT_THAT(names_in(table), ElementsAre("second"));
  table.apply({net(1, 10, "third")});
  EXPECT_THAT(names_in(table), ElementsAre("third"));
}

TEST(PeeringdbTable, ApplyingTwiceChangesNothing) {
  NetTable table;
  const Nets answer = {net(1, 10, "a"), deleted(2, 11), net(3, 11, "c"), net(1, 12, "A")};
  table.apply(answer);
  const Nets once(table.rows().begin(), table.rows().end());
  table.apply(answer);
  EXPECT_EQ(Nets(table.rows().begin(), table.rows().end()), once);
}

TEST(PeeringdbTable, ADeletedRowStaysAndIsNotBroughtBack) {
  NetTable table;
  table.apply({net(1, 10, "a"), net(2, 10, "b")});
  table.apply({deleted(1, 15)});
  table.apply({net(1, 12, "stale")});
  ASSERT_NE(table.find(1), nullptr);
  EXPECT_EQ(table.find(1)->status, kDeleted);
  EXPECT_EQ(table.cursor(), at(15));
  EXPECT_EQ(ok_nets_by_asn(table.rows()).size(), 1u);
}

TEST(PeeringdbTable, AFullCopyReplacesWhatIsNotNewer) {
  NetTable table;
  table.apply({net(1, 10, "gone"), net(2, 10, "old"), deleted(3, 11), net(4, 30, "newer"),
               net(5, 40, "made later")});
  table.replace({net(2, 20, "copied"), net(3, 5, "from before"), net(4, 20, "from before")});
  EXPECT_THAT(names_in(table), ElementsAre("copied", "gone", "newer", "made later"));
  EXPECT_EQ(table.find(3)->status, kDeleted);
  EXPECT_EQ(table.cursor(), at(40));
}

TEST(PeeringdbTable, AFullCopyWinsTheSecondThatNobodyAskedAfter) {
  NetTable table;
  table.apply({net(1, 10, "then"), net(2, 10, "gone")});
  table.replace({net(1, 10, "now")});
  EXPECT_THAT(names_in(table), ElementsAre("now"));
}

TEST(PeeringdbTable, AnIncrementWinsTheSecondThatItWasAskedAfter) {
  NetTable table;
  table.apply({net(1, 10, "then"), net(2, 10, "made then"), net(3, 11, "later")});
  table.replace({net(1, 10, "earlier in that second")});
  EXPECT_THAT(names_in(table), ElementsAre("then", "made then", "later"));
}

TEST(PeeringdbTable, AnEmptyCopyProvesNothing) {
  NetTable table;
  table.apply({net(1, 10, "a")});
  table.replace({});
  EXPECT_THAT(names_in(table), ElementsAre("a"));
}

TEST(PeeringdbTable, ThereIsALimitOfRows) {
  NetTable table(2);
  table.apply({net(1, 10, "a"), net(3, 10, "c")});
  table.apply({net(4, 11, "d"), net(2, 11, "b"), net(1, 11, "A")});
  EXPECT_THAT(names_in(table), ElementsAre("A", "b"));
  EXPECT_EQ(table.dropped_rows(), 2u);
}

TEST(PeeringdbTable, AnAsNumberThatComesTwiceIsTheLatestRows) {
  Nets rows = {net(1, 10, "old"), net(2, 12, "new"), net(3, 12, "new too"), deleted(4, 20)};
  for (PeeringdbNet& row : rows) row.asn = Asn(64496);
  rows.push_back(net(5, 1, "other"));
  std::vector<std::string> names;
  for (const PeeringdbNet* row : ok_nets_by_asn(rows)) names.push_back(row->name);
  EXPECT_THAT(names, ElementsAre("other", "new too"));
}

TEST(PeeringdbTable, TheFixturesTellHowNetworksChangeHands) {
  NetTable table;
  table.replace(rows_of<PeeringdbNet>("net.json"));
  EXPECT_EQ(owner_of(table, Asn(4436)), "GTT Communications (AS4436), of 8897");
  EXPECT_EQ(owner_of(table, Asn(397143)), "Neptune Networks (Legacy), of 9104");
  table.apply(rows_of<PeeringdbNet>("net-since.json"));
  EXPECT_EQ(owner_of(table, Asn(4436)), "Undeleted For New Owner, of 9113");
  EXPECT_EQ(owner_of(table, Asn(397143)), "nobody");
  table.apply(rows_of<PeeringdbNet>("net-since-2.json"));
  EXPECT_EQ(owner_of(table, Asn(397143)), "Neptune Reborn, of 9114");
  table.apply(rows_of<PeeringdbNet>("net-since.json"));
  EXPECT_EQ(owner_of(table, Asn(397143)), "Neptune Reborn, of 9114");
}

TEST(PeeringdbTable, AnAddressMayBeHadAfterItsPortIsDeleted) {
  PeeringdbTable<PeeringdbNetIxLan> table;
  table.replace(rows_of<PeeringdbNetIxLan>("netixlan.json"));
  table.apply(rows_of<PeeringdbNetIxLan>("netixlan-since.json"));
  std::vector<std::uint64_t> ports;
  for (const PeeringdbNetIxLan& port : table.rows()) {
    if (port.status == PeeringdbStatus::kOk && port.ipaddr4 == "198.32.160.250") {
      ports.push_back(port.id);
    }
  }
  EXPECT_THAT(ports, ElementsAre(90011u));
}

TEST(PeeringdbTable, SurvivesBeingWrittenAndReadWithItsDeletedRows) {
  NetTable table;
  table.replace(rows_of<PeeringdbNet>("net.json"));
  table.apply(rows_of<PeeringdbNet>("net-since.json"));
  auto file = parse_peeringdb<PeeringdbNet>(encode_peeringdb(table.rows()));
  ASSERT_TRUE(file.has_value());
  NetTable again;
  again.apply(std::move(file->rows));
  EXPECT_EQ(Nets(again.rows().begin(), again.rows().end()),
            Nets(table.rows().begin(), table.rows().end()));
  EXPECT_EQ(again.cursor(), table.cursor());
}

}  // namespace
}  // namespace flowbridge

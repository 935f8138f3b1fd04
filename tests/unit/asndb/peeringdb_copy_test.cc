#include "asndb/peeringdb_copy.h"

#include "names/peeringdb.h"
#include "support/test_files.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

const std::string kFixtures = "tests/golden/asn/peeringdb/";
constexpr SourceFormat kNet = SourceFormat::kPeeringdbNet;

CopyInForce have(const std::string& copy) {
  return [copy] { return copy; };
}

std::string copy_of(const std::string& name) {
  const Parsed<std::string> copy =
      join_full_copy(kNet, read_source_file(kFixtures + name), have(""));
  EXPECT_TRUE(copy);
  return copy ? *copy : std::string();
}

std::string name_in(const std::string& copy, Asn asn) {
  const Parsed<PeeringdbRows<PeeringdbNet>> rows = parse_peeringdb<PeeringdbNet>(copy);
  EXPECT_TRUE(rows);
  for (const PeeringdbNet& net : rows->rows) {
    if (net.asn == asn && net.status == PeeringdbStatus::kOk) return net.name;
  }
  return "";
}

TEST(PeeringdbCopy, ChangesAreJoinedToIt) {
  const std::string copy = copy_of("net.json");
  const Parsed<std::string> joined =
      join_changes(kNet, read_source_file(kFixtures + "net-since.json"), have(copy));
  ASSERT_TRUE(joined);
  EXPECT_NE(name_in(copy, Asn(60729)), name_in(*joined, Asn(60729)));
  EXPECT_EQ(name_in(*joined, Asn(60729)), "Stiftung Erneuerbare Freiheit");
  EXPECT_GT(changes_since(kNet, *joined), changes_since(kNet, copy));
}

TEST(PeeringdbCopy, JoiningTwiceChangesNothing) {
  const std::string since = read_source_file(kFixtures + "net-since.json");
  const Parsed<std::string> once = join_changes(kNet, since, have(copy_of("net.json")));
  ASSERT_TRUE(once);
  const Parsed<std::string> twice = join_changes(kNet, since, have(*once));
  ASSERT_TRUE(twice);
  EXPECT_EQ(*once, *twice);
}

TEST(PeeringdbCopy, AnOlderFullCopyDoesNotUndoNewerChanges) {
  const Parsed<std::string> joined =
      join_changes(kNet, read_source_file(kFixtures + "net-since.json"), have(copy_of("net.json")));
  ASSERT_TRUE(joined);
  const Parsed<std::string> again =
      join_full_copy(kNet, read_source_file(kFixtures + "net.json"), have(*joined));
  ASSERT_TRUE(again);
  EXPECT_EQ(name_in(*again, Asn(60729)), "Stiftung Erneuerbare Freiheit");
}

TEST(PeeringdbCopy, AnAnswerWithoutChangesIsOne) {
  const std::string copy = copy_of("net.json");
  const Parsed<std::string> joined =
      join_changes(kNet, read_source_file(kFixtures + "empty.json"), have(copy));
  ASSERT_TRUE(joined);
  EXPECT_EQ(*joined, copy);
  EXPECT_FALSE(join_full_copy(kNet, read_source_file(kFixtures + "empty.json"), have(copy)));
}

TEST(PeeringdbCopy, ChangesAreAskedForFromASecondBeforeTheNewest) {
  const std::string copy =
      R"({"data": [{"id": 1, "org_id": 2, "asn": 7, "name": "A", "status": "ok",)"
      R"( "updated": "2026-01-02T03:04:05Z"}], "meta": {}})";
  EXPECT_EQ(changes_since(kNet, copy), unix_ms(1'767'323'044'000));
  EXPECT_FALSE(changes_since(kNet, "damaged"));
}

template <typename Row>
std::vector<Row> rows_in(const std::string& copy) {
  Parsed<PeeringdbRows<Row>> rows = parse_peeringdb<Row>(copy);
  EXPECT_TRUE(rows);
  return rows ? std::move(rows->rows) : std::vector<Row>();
}

/// A fixture's copy, with the fixture of what changed since joined to it.
std::string joined_fixture(SourceFormat format, const std::string& type) {
  const Parsed<std::string> copy =
      join_full_copy(format, read_source_file(kFixtures + type + ".json"), have(""));
  EXPECT_TRUE(copy);
  if (!copy) return "";
  const Parsed<std::string> joined =
      join_changes(format, read_source_file(kFixtures + type + "-since.json"), have(*copy));
  EXPECT_TRUE(joined);
  EXPECT_GT(changes_since(format, *joined), changes_since(format, *copy));
  return joined ? *joined : "";
}

TEST(PeeringdbCopy, PortsPlacesAndPresencesAreKeptUpToDateLikeNetworks) {
  const auto ports =
      rows_in<PeeringdbNetIxLan>(joined_fixture(SourceFormat::kPeeringdbNetIxLan, "netixlan"));
  EXPECT_EQ(ports.size(), 16u);
  EXPECT_EQ(ports.back().ipaddr4, "198.32.160.250");
  const auto facilities = rows_in<PeeringdbFac>(joined_fixture(SourceFormat::kPeeringdbFac, "fac"));
  ASSERT_EQ(facilities.size(), 6u);
  EXPECT_EQ(facilities[1].name, "Synthetic AMS3 East");
  EXPECT_EQ(facilities[4].status, PeeringdbStatus::kDeleted);
  const auto presences =
      rows_in<PeeringdbNetFac>(joined_fixture(SourceFormat::kPeeringdbNetFac, "netfac"));
  ASSERT_EQ(presences.size(), 13u);
  EXPECT_EQ(presences[2].status, PeeringdbStatus::kDeleted);
  EXPECT_EQ(presences.back().net_id, 9012u);
}

TEST(PeeringdbCopy, ExchangesAndOrganisationsAreCopiedToo) {
  const Parsed<std::string> exchanges =
      join_full_copy(SourceFormat::kPeeringdbIx, read_source_file(kFixtures + "ix.json"), have(""));
  ASSERT_TRUE(exchanges);
  EXPECT_EQ(rows_in<PeeringdbIx>(*exchanges).size(), 13u);
  EXPECT_TRUE(changes_since(SourceFormat::kPeeringdbIx, *exchanges));
  const Parsed<std::string> organisations = join_full_copy(
      SourceFormat::kPeeringdbOrg, read_source_file(kFixtures + "org.json"), have(""));
  ASSERT_TRUE(organisations);
  EXPECT_EQ(rows_in<PeeringdbOrg>(*organisations).size(), 14u);
}

TEST(PeeringdbCopy, ARefusalIsNotJoined) {
  const std::string copy = copy_of("net.json");
  const Parsed<std::string> joined =
      join_changes(kNet, read_source_file(kFixtures + "429.json"), have(copy));
  ASSERT_FALSE(joined);
  EXPECT_EQ(joined.refusal().reason, RefusalReason::kEnvelope);
}

}  // namespace
}  // namespace flowbridge

#include "asndb/store.h"
#include "support/gzip.h"
#include "support/test_files.h"
#include "unit/asndb/fixture_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<AsnSource> without(std::vector<AsnSource> sources, const std::string& name) {
  std::erase_if(sources, [&](const AsnSource& source) { return source.name == name; });
  return sources;
}

TEST(BuildSnapshot, HasWhereNetworksCanBeMet) {
  FixtureCache cache;
  const NameSnapshot snapshot = build_snapshot(cache.sources, cache.store(), kFixtureTime);
  const PeeringTable& peering = snapshot.table.peering();
  EXPECT_TRUE(peering.has_exchanges());
  EXPECT_TRUE(peering.has_facilities());
  EXPECT_EQ(peering.size(), 22u);
  const std::optional<PeeringNetwork> google = peering.find(Asn(15169));
  ASSERT_TRUE(google);
  EXPECT_EQ(google->policy, "Open");
  EXPECT_EQ(google->ratio, "Mostly Outbound");
  EXPECT_EQ(google->scope, "Global");
  EXPECT_THAT(google->exchanges, ElementsAre(26, 31));
  EXPECT_THAT(google->facilities, ElementsAre(9201, 9202, 9204));
  EXPECT_THAT(peering.find(Asn(49981))->exchanges, ElementsAre(64)) << "not operational";
  EXPECT_THAT(peering.find(Asn(13335))->facilities, ElementsAre(9201)) << "present twice";
  EXPECT_THAT(peering.find(Asn(2906))->facilities, ElementsAre(9299)) << "in no dump";
  EXPECT_THAT(peering.find(Asn(3))->exchanges, IsEmpty());
  EXPECT_EQ(peering.exchange_name(31), "DE-CIX Frankfurt");
  EXPECT_EQ(peering.facility_name(9204), "Synthetic NYC2 – 8th Avenue");
  EXPECT_EQ(peering.facility_name(9299), "");
  EXPECT_EQ(snapshot.editions.size(), 12u);
}

TEST(BuildSnapshot, TakesNamesFromRegistriesDatabases) {
  const std::string rpsl = "tests/golden/asn/rpsl/";
  FixtureCache cache;
  cache.accept("rpsl-ripe", gzip(read_source_file(rpsl + "ripe.db.aut-num")));
  cache.accept("rpsl-ripe-organisation", read_source_file(rpsl + "ripe.db.organisation"));
  cache.accept("rpsl-lacnic", read_source_file(rpsl + "lacnic.db"));
  cache.accept("rpsl-arin", "damaged");
  const AsNames names = cache.names();
  EXPECT_EQ(names.name(Asn(28)).text(), "Deutsches Zentrum für Luft- und Raumfahrt e.V.");
  EXPECT_EQ(names.name(Asn(28)).source(), NameSource::kRpsl);
  EXPECT_EQ(names.name(Asn(28000)).source(), NameSource::kRpsl);
  EXPECT_EQ(names.name(Asn(20940)).source(), NameSource::kPeeringdb);
}

TEST(BuildSnapshot, KnowsNoPlacesOfAKindThatHasNoFile) {
  FixtureCache cache;
  const NameSnapshot no_ports =
      build_snapshot(without(cache.sources, "peeringdb-netixlan"), cache.store(), kFixtureTime);
  EXPECT_FALSE(no_ports.table.peering().has_exchanges());
  EXPECT_TRUE(no_ports.table.peering().has_facilities());
  cache.disk.put_file("peeringdb-netfac.file", "damaged");
  const NameSnapshot damaged = build_snapshot(cache.sources, cache.store(), kFixtureTime);
  EXPECT_TRUE(damaged.table.peering().has_exchanges());
  EXPECT_FALSE(damaged.table.peering().has_facilities());
  EXPECT_THAT(damaged.table.peering().find(Asn(15169))->facilities, IsEmpty());
}

}  // namespace
}  // namespace flowbridge

// R8, R12, R13: which series a key feeds, when it expires, folds, returns and is forgotten.

#include "series/catalog.h"

#include "support/name_tables.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const UnixTime kTick = unix_ms(1'700'000'010'000);

UnixTime at(Duration after) {
  return kTick + after;
}

FlowKey receive(std::uint32_t remote, std::uint32_t host = 0) {
  return {FlowClass::kReceive, UnclassifiedReason::kNone, HostId(host), Asn(remote), Asn(64496)};
}
FlowKey transmit(std::uint32_t remote, std::uint32_t own = 64496) {
  return {FlowClass::kTransmit, UnclassifiedReason::kNone, HostId(0), Asn(own), Asn(remote)};
}
FlowKey internal(std::uint32_t host) {
  return {FlowClass::kInternal, UnclassifiedReason::kNone, HostId(host), Asn(0), Asn(0)};
}

class CatalogTest : public testing::Test {
 protected:
  void given(const CatalogOptions& options) { catalog_ = Catalog(options); }

  /// The series that a flow of the key feeds at `tick`, made if it must be.
  SeriesId feed(const FlowKey& key, UnixTime tick) {
    if (const std::optional<SeriesId> found = catalog_.find(key, tick)) return *found;
    return catalog_.define(key, "bdr", tick);
  }

  Catalog catalog_{{.limit = 100, .idle_timeout = 1h}};
};

TEST_F(CatalogTest, R8EqualKeysFeedOneSeries) {
  EXPECT_EQ(feed(receive(1), kTick), feed(receive(1), at(15s)));
  EXPECT_NE(feed(receive(1), kTick), feed(receive(2), kTick));
  EXPECT_NE(feed(receive(1), kTick), feed(receive(1, 1), kTick));
  EXPECT_NE(feed(receive(1), kTick), feed(transmit(1), kTick));
  EXPECT_EQ(catalog_.live_count(), 4u);
  EXPECT_EQ(catalog_.created_count(), 4u);
}

TEST_F(CatalogTest, NewSeriesAndTheirTextsAreHandedOutOnce) {
  catalog_.use(as_names_of({{15169, "Google LLC"}}));
  catalog_.define(receive(15169), "bdr1", kTick);
  catalog_.define(receive(15169, 1), "bdr2", kTick);
  catalog_.define(transmit(3356, 15169), "bdr2", kTick);
  const NewSeries made = catalog_.take_new();
  EXPECT_THAT(
      made.symbols,
      ElementsAre(SymbolRecord{SymbolId(1), "bdr1"}, SymbolRecord{SymbolId(2), "Google LLC"},
                  SymbolRecord{SymbolId(3), "Documentation"}, SymbolRecord{SymbolId(4), "bdr2"}))
      << "AS3356 says nothing that the number does not";
  ASSERT_THAT(made.series, SizeIs(3));
  EXPECT_EQ(made.series[1].host, SymbolId(4));
  EXPECT_EQ(made.series[1].source_as_name, SymbolId(2));
  EXPECT_EQ(made.series[1].destination_as_name, SymbolId(3));
  EXPECT_EQ(made.series[2].source_as_name, SymbolId(2));
  EXPECT_EQ(made.series[2].destination_as_name, SymbolId(0));
  EXPECT_THAT(catalog_.take_new().series, IsEmpty());
}

TEST(Fold, R13KeepsRouterAndOwnAsAndGivesUpTheRest) {
  EXPECT_EQ(fold(receive(15169, 3)), receive(0, 3));
  EXPECT_EQ(fold(transmit(15169)), transmit(0));
  const FlowKey transit{FlowClass::kTransit, UnclassifiedReason::kNone, HostId(3), Asn(1), Asn(2)};
  EXPECT_EQ(fold(transit), (FlowKey{FlowClass::kTransit, UnclassifiedReason::kNone, HostId(3)}));
  EXPECT_EQ(fold(internal(3)), std::nullopt);
  EXPECT_EQ(fold(FlowKey{FlowClass::kTransit, UnclassifiedReason::kNone, HostId(3)}), std::nullopt);
  EXPECT_EQ(fold(FlowKey{FlowClass::kUnclassified, UnclassifiedReason::kAsZero, HostId(3)}),
            std::nullopt);
}

TEST_F(CatalogTest, R13BeyondTheLimitNewKeysFoldAndKnownOnesDoNot) {
  given({.limit = 2});
  const SeriesId first = feed(receive(1), kTick);
  feed(receive(2), kTick);
  EXPECT_FALSE(catalog_.folded());
  const SeriesId other = feed(receive(3), kTick);
  EXPECT_TRUE(catalog_.folded());
  EXPECT_EQ(feed(receive(4), kTick), other);
  EXPECT_TRUE(catalog_.folded());
  EXPECT_EQ(feed(receive(1), kTick), first);
  EXPECT_FALSE(catalog_.folded());
  const std::vector<SeriesRecord> made = catalog_.take_new().series;
  ASSERT_THAT(made, SizeIs(3));
  EXPECT_EQ(made[2].kind, SeriesKind::kFolded);
  EXPECT_EQ(made[2].source_as, Asn(0));
  EXPECT_EQ(made[2].destination_as, Asn(64496));
  EXPECT_EQ(made[2].source_as_name, SymbolId(0));
  EXPECT_EQ(made[2].destination_as_name, SymbolId(0));
}

TEST_F(CatalogTest, R13FoldedSeriesAreApartByRouterAndOwnAs) {
  given({.limit = 1});
  feed(receive(1), kTick);
  const SeriesId other = feed(receive(2), kTick);
  EXPECT_NE(feed(receive(2, 1), kTick), other);
  EXPECT_NE(feed(transmit(2), kTick), feed(transmit(2, 64497), kTick));
}

TEST_F(CatalogTest, R13ARemoteAsOfZeroIsNotOther) {
  given({.limit = 1});
  const SeriesId zero = feed(receive(0), kTick);
  EXPECT_NE(feed(receive(7), kTick), zero);
  EXPECT_EQ(feed(receive(0), kTick), zero);
}

TEST_F(CatalogTest, R13WhatCannotFoldIsMadeAllTheSame) {
  given({.limit = 1});
  feed(receive(1), kTick);
  const SeriesId own = feed(internal(0), kTick);
  EXPECT_FALSE(catalog_.folded());
  EXPECT_NE(feed(internal(1), kTick), own);
}

TEST_F(CatalogTest, R12ASeriesExpiresWhenItHasBeenIdleForTheTimeout) {
  given({.limit = 100, .idle_timeout = 1h});
  const SeriesId series = feed(receive(1), kTick);
  feed(receive(2), kTick);
  feed(receive(2), at(15s));
  EXPECT_THAT(catalog_.close(at(1h - 15s)).expired, IsEmpty());
  EXPECT_THAT(catalog_.close(at(1h)).expired, ElementsAre(series));
  EXPECT_THAT(catalog_.close(at(1h)).expired, IsEmpty()) << "once";
  EXPECT_EQ(catalog_.live_count(), 1u);
  EXPECT_EQ(catalog_.expired_count(), 1u);
}

TEST_F(CatalogTest, R12AnEarlierWindowDoesNotMakeASeriesOlder) {
  feed(receive(1), at(30s));
  feed(receive(1), kTick);
  EXPECT_THAT(catalog_.close(at(1h + 15s)).expired, IsEmpty());
}

TEST_F(CatalogTest, R12AnExpiredSeriesReturnsAsItself) {
  const SeriesId series = feed(receive(1), kTick);
  catalog_.close(at(1h));
  EXPECT_EQ(feed(receive(1), at(2h)), series);
  EXPECT_EQ(catalog_.live_count(), 1u);
  EXPECT_EQ(catalog_.expired_count(), 0u);
  EXPECT_EQ(catalog_.created_count(), 1u);
}

TEST_F(CatalogTest, R13AnExpiredSeriesCountsAsNewBeyondTheLimit) {
  given({.limit = 1});
  const SeriesId series = feed(receive(1), kTick);
  catalog_.close(at(1h));
  feed(receive(2), at(2h));
  EXPECT_NE(feed(receive(1), at(2h)), series);
  EXPECT_TRUE(catalog_.folded());
  catalog_.close(at(4h));
  EXPECT_EQ(feed(receive(1), at(4h)), series) << "there is room again";
}

TEST_F(CatalogTest, R12BeyondFourTimesTheLimitTheOldestAreForgotten) {
  given({.limit = 1, .idle_timeout = 1min});
  std::vector<SeriesId> ids;
  std::vector<SeriesId> forgotten;
  for (std::uint32_t i = 0; i < 6; ++i) {
    const UnixTime tick = at(i * 2min);
    ids.push_back(feed(receive(100 + i), tick));
    const Expiry expiry = catalog_.close(tick + 1min);
    EXPECT_THAT(expiry.expired, ElementsAre(ids.back()));
    forgotten.insert(forgotten.end(), expiry.forgotten.begin(), expiry.forgotten.end());
  }
  EXPECT_THAT(forgotten, ElementsAre(ids[0], ids[1]));
  EXPECT_EQ(catalog_.expired_count(), 4u);
}

TEST_F(CatalogTest, R12WhatExpiresAtATickIsNotForgottenAtIt) {
  given({.limit = 1, .idle_timeout = 1min});
  for (std::uint32_t host = 0; host < 9; ++host) feed(internal(host), kTick);
  Expiry expiry = catalog_.close(at(1min));
  EXPECT_THAT(expiry.expired, SizeIs(9));
  EXPECT_THAT(expiry.forgotten, IsEmpty()) << "their stale markers are yet to be sent";
  expiry = catalog_.close(at(2min));
  EXPECT_THAT(expiry.forgotten, SizeIs(5));
}

TEST_F(CatalogTest, R12AForgottensIdIsGivenToANewSeries) {
  given({.limit = 1, .idle_timeout = 1min});
  for (std::uint32_t host = 0; host < 5; ++host) feed(internal(host), kTick);
  catalog_.close(at(1min));
  const std::vector<SeriesId> forgotten = catalog_.close(at(2min)).forgotten;
  ASSERT_THAT(forgotten, SizeIs(1));
  catalog_.take_new();
  EXPECT_NE(feed(internal(8), at(3min)), forgotten[0]) << "the tick is not journalled yet";
  catalog_.take_new();
  catalog_.release(forgotten);
  EXPECT_EQ(feed(internal(9), at(3min)), forgotten[0]);
  EXPECT_EQ(catalog_.take_new().series.at(0).id, forgotten[0]);
  EXPECT_EQ(feed(internal(10), at(3min)), SeriesId(6));
  EXPECT_NE(feed(internal(0), at(3min)), forgotten[0]) << "the forgotten key is a new one";
}

TEST_F(CatalogTest, ARestoredCatalogDecidesAsTheOneBefore) {
  given({.limit = 2, .idle_timeout = 1min});
  feed(receive(1), kTick);
  const SeriesId expired = feed(receive(2), kTick);
  const NewSeries made = catalog_.take_new();
  Catalog restored({.limit = 2, .idle_timeout = 1min});
  for (const SymbolRecord& symbol : made.symbols) restored.restore(symbol);
  restored.restore(made.series[1], HostId(0), kTick, at(1min));
  restored.use(as_names_of({}));
  EXPECT_EQ(restored.live_count(), 0u);
  EXPECT_EQ(restored.expired_count(), 1u);
  EXPECT_EQ(restored.find(receive(1), at(2min)), std::nullopt);
  // The id before it is free, its texts are known.
  EXPECT_EQ(restored.define(receive(3), "bdr", at(2min)), SeriesId(0));
  EXPECT_THAT(restored.take_new().symbols, IsEmpty());
  EXPECT_EQ(restored.find(receive(2), at(2min)), expired);
  EXPECT_EQ(restored.define(receive(4), "bdr", at(2min)), SeriesId(2));
  EXPECT_TRUE(restored.folded());
}

}  // namespace
}  // namespace flowbridge

// Which series show an AS that no source names, and how often names are asked for.

#include "series/catalog.h"
#include "support/name_tables.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

const UnixTime kTick = unix_ms(1'700'000'010'000);
/// IANA has set it aside, so it has a name.
constexpr Asn kOwn = Asn(64496);

FlowKey key_of(FlowClass flow_class, Asn source, Asn destination) {
  return {flow_class, UnclassifiedReason::kNone, HostId(0), source, destination};
}
FlowKey receive(std::uint32_t remote) {
  return key_of(FlowClass::kReceive, Asn(remote), kOwn);
}

/// In both modes alike: names are labels of the series, or beside them.
class NameLookupsTest : public testing::TestWithParam<NameLabels> {
 protected:
  /// Of AS 1; the others have none.
  void given_name(const std::string& name) { catalog_.use(as_names_of({{1, name}})); }
  void given_no_names() { catalog_.use(as_names_of({})); }

  SeriesId feed(const FlowKey& key) {
    if (const std::optional<SeriesId> found = catalog_.find(key, kTick)) return *found;
    return catalog_.define(key, "bdr", kTick);
  }
  bool is_unnamed(const FlowKey& key) { return catalog_.is_unnamed(feed(key)); }
  void expect_lookups(std::uint64_t asked, std::uint64_t missed) {
    EXPECT_EQ(catalog_.name_lookups().asked, asked);
    EXPECT_EQ(catalog_.name_lookups().missed, missed);
  }

  Catalog catalog_{{.limit = 100, .idle_timeout = 1h, .name_labels = GetParam()}};
};

INSTANTIATE_TEST_SUITE_P(As, NameLookupsTest,
                         testing::Values(NameLabels::kPresent, NameLabels::kAbsent),
                         [](const auto& each) {
                           return each.param == NameLabels::kPresent ? "Labels" : "Info";
                         });

TEST_P(NameLookupsTest, EachAsOfANewSeriesIsAskedForOnce) {
  given_name("A");
  feed(receive(1));
  expect_lookups(2, 0);
  feed(receive(2));
  feed(receive(2));
  expect_lookups(4, 1);
}

TEST_P(NameLookupsTest, EitherSideWithoutANameIsEnough) {
  given_name("A");
  EXPECT_FALSE(is_unnamed(receive(1)));
  EXPECT_TRUE(is_unnamed(receive(2)));
  EXPECT_TRUE(is_unnamed(key_of(FlowClass::kTransmit, kOwn, Asn(2))));
  EXPECT_TRUE(is_unnamed(key_of(FlowClass::kReceive, Asn(1), Asn(3)))) << "our own";
  EXPECT_TRUE(is_unnamed(key_of(FlowClass::kTransit, Asn(1), Asn(2))));
  EXPECT_FALSE(is_unnamed(receive(0))) << "AS 0 is reserved, and that is its name";
  EXPECT_FALSE(is_unnamed(receive(64512))) << "private use";
}

TEST_P(NameLookupsTest, WhatShowsNoAsLacksNoName) {
  for (const FlowClass flow_class :
       {FlowClass::kInternal, FlowClass::kTransit, FlowClass::kUnclassified}) {
    EXPECT_FALSE(is_unnamed(key_of(flow_class, Asn(0), Asn(0))));
  }
  expect_lookups(0, 0);
}

TEST_P(NameLookupsTest, OtherIsNoAs) {
  catalog_ = Catalog({.limit = 1, .name_labels = GetParam()});
  feed(receive(2));
  EXPECT_FALSE(is_unnamed(receive(3)));
  EXPECT_TRUE(catalog_.folded());
  EXPECT_FALSE(is_unnamed(key_of(FlowClass::kTransit, Asn(3), Asn(4))));
  expect_lookups(2, 1);
}

TEST_P(NameLookupsTest, ANameThatComesOrGoesChangesWhatIsUnnamed) {
  given_no_names();
  EXPECT_TRUE(is_unnamed(receive(1)));
  catalog_.take_new();
  given_name("A");
  EXPECT_FALSE(is_unnamed(receive(1)));
  catalog_.take_new();
  given_no_names();
  EXPECT_TRUE(is_unnamed(receive(1)));
}

TEST_P(NameLookupsTest, ANewNameIsAskedForWhereItMakesASeries) {
  const bool makes_series = GetParam() == NameLabels::kPresent;
  given_name("A");
  feed(receive(1));
  catalog_.take_new();
  given_name("B");
  feed(receive(1));
  expect_lookups(makes_series ? 4 : 2, 0);
  catalog_.take_new();
  given_name("A");
  feed(receive(1));
  expect_lookups(makes_series ? 6 : 2, 0);
}

TEST_P(NameLookupsTest, WhatIsNotJournalledTakesTheNewNameAtOnce) {
  given_no_names();
  const SeriesId series = feed(receive(1));
  given_name("A");
  EXPECT_EQ(feed(receive(1)), series);
  EXPECT_FALSE(catalog_.is_unnamed(series));
}

TEST_P(NameLookupsTest, ARestartAsksForTheNamesOfAllItsSeries) {
  SeriesRecord record;
  record.id = SeriesId(0);
  record.flow_class = FlowClass::kReceive;
  record.source_as = Asn(2);
  record.destination_as = kOwn;
  record.name_labels = GetParam();
  if (GetParam() == NameLabels::kPresent) {
    catalog_.restore(SymbolRecord{SymbolId(1), "Documentation"});
    record.destination_as_name = SymbolId(1);
  }
  catalog_.restore(record, HostId(0), kTick, std::nullopt);
  given_no_names();
  expect_lookups(2, 1);
  EXPECT_EQ(feed(receive(2)), record.id);
  EXPECT_TRUE(is_unnamed(receive(2)));
}

}  // namespace
}  // namespace flowbridge

// R11: which series a key feeds when its AS gets another name, and when the one of before ends.

#include "series/catalog.h"
#include "support/name_tables.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const UnixTime kTick = unix_ms(1'700'000'010'000);

UnixTime at(Duration after) {
  return kTick + after;
}

FlowKey receive(std::uint32_t remote) {
  return {FlowClass::kReceive, UnclassifiedReason::kNone, HostId(0), Asn(remote), Asn(64496)};
}
FlowKey transmit(std::uint32_t remote) {
  return {FlowClass::kTransmit, UnclassifiedReason::kNone, HostId(0), Asn(64496), Asn(remote)};
}
FlowKey internal() {
  return {FlowClass::kInternal, UnclassifiedReason::kNone, HostId(0), Asn(0), Asn(0)};
}

class RenameTest : public testing::Test {
 protected:
  void given(const CatalogOptions& options) { catalog_ = Catalog(options); }
  /// Of AS 1.
  void given_name(const std::string& name) { catalog_.use(as_names_of({{1, name}})); }
  /// As if it had been appended to the journal.
  std::vector<SeriesRecord> journalled() { return catalog_.take_new().series; }

  SeriesId feed(const FlowKey& key, UnixTime tick) {
    if (const std::optional<SeriesId> found = catalog_.find(key, tick)) return *found;
    return catalog_.define(key, "bdr", tick);
  }

  Catalog catalog_{{.limit = 100, .idle_timeout = 1h}};
};

TEST_F(RenameTest, R11ANewNameIsAnotherSeries) {
  given_name("A");
  const SeriesId a = feed(receive(1), kTick);
  journalled();
  given_name("B");
  EXPECT_EQ(catalog_.let_go_count(), 1u);
  const SeriesId b = feed(receive(1), at(15s));
  EXPECT_NE(b, a);
  EXPECT_EQ(feed(receive(1), at(15s)), b);
}

TEST_F(RenameTest, R11TheOldSeriesEndsAtTheFirstTickAtWhichItDoesNotRise) {
  given_name("A");
  const SeriesId a = feed(receive(1), at(15s));
  journalled();
  given_name("B");
  EXPECT_THAT(catalog_.close(kTick).expired, IsEmpty()) << "it has yet to rise";
  EXPECT_THAT(catalog_.close(at(15s)).expired, IsEmpty()) << "its value is sent at this tick";
  const Expiry expiry = catalog_.close(at(30s));
  EXPECT_THAT(expiry.expired, ElementsAre(a));
  EXPECT_EQ(expiry.renamed, 1u);
  EXPECT_EQ(catalog_.let_go_count(), 0u);
  EXPECT_THAT(catalog_.close(at(45s)).expired, IsEmpty()) << "once";
}

TEST_F(RenameTest, R11TheFormerNameIsTheFormerSeries) {
  given_name("A");
  const SeriesId a = feed(receive(1), kTick);
  journalled();
  given_name("B");
  const SeriesId b = feed(receive(1), at(15s));
  journalled();
  catalog_.close(at(15s));
  given_name("A");
  EXPECT_EQ(feed(receive(1), at(30s)), a);
  EXPECT_THAT(journalled(), IsEmpty());
  EXPECT_THAT(catalog_.close(at(30s)).expired, ElementsAre(b));
  given_name("B");
  EXPECT_EQ(feed(receive(1), at(45s)), b);
  EXPECT_EQ(catalog_.created_count(), 2u);
}

TEST_F(RenameTest, R11ANameThatIsBackAtOnceEndsNothing) {
  given_name("A");
  const SeriesId a = feed(receive(1), kTick);
  journalled();
  given_name("B");
  given_name("A");
  EXPECT_EQ(catalog_.let_go_count(), 0u);
  EXPECT_THAT(catalog_.close(at(15s)).expired, IsEmpty());
  EXPECT_EQ(feed(receive(1), at(30s)), a);
}

TEST_F(RenameTest, R11WhatIsNotJournalledIsRenamedSilently) {
  given_name("A");
  const SeriesId series = feed(receive(1), kTick);
  given_name("B");
  EXPECT_EQ(feed(receive(1), kTick), series);
  const NewSeries made = catalog_.take_new();
  ASSERT_THAT(made.series, SizeIs(1));
  const SymbolId name = made.series[0].source_as_name;
  EXPECT_THAT(made.symbols, Contains(SymbolRecord{name, "B"}));
  EXPECT_THAT(catalog_.close(at(15s)).expired, IsEmpty());
}

TEST_F(RenameTest, R11WhatIsNotJournalledDoesNotBecomeASecondSeriesOfOneName) {
  given_name("A");
  const SeriesId a = feed(receive(1), kTick);
  journalled();
  given_name("B");
  const SeriesId b = feed(receive(1), kTick);
  given_name("A");
  EXPECT_EQ(feed(receive(1), kTick), a);
  EXPECT_THAT(journalled(), ElementsAre(Field(&SeriesRecord::id, b)));
  EXPECT_THAT(catalog_.close(at(15s)).expired, ElementsAre(b));
}

TEST_F(RenameTest, R11OnlySeriesOfTheRenamedAsAreLetGo) {
  given_name("A");
  feed(receive(1), kTick);
  feed(transmit(1), kTick);
  const SeriesId other = feed(receive(2), kTick);
  const SeriesId nameless = feed(internal(), kTick);
  journalled();
  given_name("B");
  EXPECT_EQ(catalog_.let_go_count(), 2u);
  EXPECT_EQ(feed(receive(2), at(15s)), other);
  EXPECT_EQ(feed(internal(), at(15s)), nameless);
}

TEST_F(RenameTest, R11AnAsMayGetANameAndLoseItAgain) {
  const SeriesId nameless = feed(receive(1), kTick);
  journalled();
  given_name("A");
  EXPECT_NE(feed(receive(1), at(15s)), nameless);
  journalled();
  catalog_.use(as_names_of({}));
  EXPECT_EQ(feed(receive(1), at(30s)), nameless);
}

TEST_F(RenameTest, R11FoldedSeriesHaveNoNames) {
  given({.limit = 1});
  given_name("A");
  feed(receive(2), kTick);
  const SeriesId other = feed(receive(1), kTick);
  journalled();
  given_name("B");
  EXPECT_EQ(catalog_.let_go_count(), 0u);
  EXPECT_EQ(feed(receive(1), at(15s)), other);
}

TEST_F(RenameTest, R13WhatIsLetGoLeavesItsPlace) {
  given({.limit = 1});
  given_name("A");
  feed(receive(1), kTick);
  journalled();
  given_name("B");
  feed(receive(1), kTick);
  EXPECT_FALSE(catalog_.folded());
  EXPECT_EQ(catalog_.live_count(), 2u) << "the old one is sent once more";
  feed(receive(2), kTick);
  EXPECT_TRUE(catalog_.folded());
}

TEST_F(RenameTest, R12FormerNamesAreForgottenLikeWhatFellIdle) {
  given({.limit = 1, .idle_timeout = 1h});
  std::vector<SeriesId> forgotten;
  std::vector<SeriesId> ids;
  for (int i = 0; i < 7; ++i) {
    given_name("Name " + std::to_string(i));
    ids.push_back(feed(receive(1), at(i * 15s)));
    journalled();
    const Expiry expiry = catalog_.close(at(i * 15s));
    forgotten.insert(forgotten.end(), expiry.forgotten.begin(), expiry.forgotten.end());
  }
  EXPECT_THAT(forgotten, ElementsAre(ids[0], ids[1]));
  EXPECT_EQ(feed(receive(1), at(2min)), ids.back()) << "the newest name counts on";
}

TEST_F(RenameTest, R11AStartWithOtherNamesDecidesTheSame) {
  given_name("A");
  const SeriesId a = feed(receive(1), kTick);
  const NewSeries first = catalog_.take_new();
  given_name("B");
  const SeriesId b = feed(receive(1), at(15s));
  const NewSeries second = catalog_.take_new();
  const auto restored = [&](const std::string& name) {
    Catalog catalog({.limit = 100, .idle_timeout = 1h});
    for (const NewSeries& made : {first, second}) {
      for (const SymbolRecord& symbol : made.symbols) catalog.restore(symbol);
    }
    catalog.restore(first.series.at(0), HostId(0), kTick, std::nullopt);
    catalog.restore(second.series.at(0), HostId(0), at(15s), std::nullopt);
    catalog.use(as_names_of({{1, name}}));
    return catalog;
  };
  Catalog same = restored("B");
  EXPECT_EQ(same.find(receive(1), at(30s)), b);
  EXPECT_THAT(same.close(at(30s)).expired, ElementsAre(a)) << "which was on its way";
  Catalog former = restored("A");
  EXPECT_EQ(former.find(receive(1), at(30s)), a);
  EXPECT_THAT(former.close(at(30s)).expired, ElementsAre(b));
  Catalog other = restored("C");
  EXPECT_EQ(other.find(receive(1), at(30s)), std::nullopt);
  EXPECT_THAT(other.close(at(30s)).expired, ElementsAre(a, b));
}

// --as-names: another choice than before is another label set for all that has names.
class WithoutNamesTest : public RenameTest {
 protected:
  WithoutNamesTest() { given({.limit = 100, .name_labels = NameLabels::kAbsent}); }

  /// What `made` leaves to the next run, which labels as it says.
  static Catalog next_run(const NewSeries& made, NameLabels name_labels) {
    Catalog catalog({.limit = 1, .name_labels = name_labels});
    for (const SymbolRecord& symbol : made.symbols) catalog.restore(symbol);
    for (const SeriesRecord& series : made.series) {
      catalog.restore(series, HostId(0), kTick, std::nullopt);
    }
    catalog.use(as_names_of({{1, "A"}}));
    return catalog;
  }
};

TEST_F(WithoutNamesTest, R11ANewNameMakesNoNewSeries) {
  given_name("A");
  const SeriesId series = feed(receive(1), kTick);
  const NewSeries made = catalog_.take_new();
  EXPECT_EQ(made.series.at(0).name_labels, NameLabels::kAbsent);
  EXPECT_EQ(made.series.at(0).source_as_name, SymbolId(0));
  given_name("B");
  EXPECT_EQ(catalog_.let_go_count(), 0u);
  EXPECT_EQ(feed(receive(1), at(15s)), series);
  EXPECT_THAT(catalog_.close(at(15s)).expired, IsEmpty());
}

TEST_F(WithoutNamesTest, R11ToHaveNamesAgainIsAnotherSeries) {
  const SeriesId series = feed(receive(1), kTick);
  const NewSeries made = catalog_.take_new();
  Catalog same = next_run(made, NameLabels::kAbsent);
  EXPECT_EQ(same.find(receive(1), at(15s)), series);
  Catalog other = next_run(made, NameLabels::kPresent);
  EXPECT_EQ(other.find(receive(1), at(15s)), std::nullopt);
  EXPECT_THAT(other.close(at(15s)).expired, ElementsAre(series));
}

TEST_F(WithoutNamesTest, R11AFoldedSeriesIsNamedOtherAndAnotherOneWithoutThat) {
  given({.limit = 1, .name_labels = NameLabels::kAbsent});
  feed(receive(1), kTick);
  const SeriesId folded = feed(receive(2), kTick);
  EXPECT_TRUE(catalog_.folded());
  const NewSeries made = catalog_.take_new();
  EXPECT_EQ(made.series.at(1).name_labels, NameLabels::kAbsent);
  Catalog same = next_run(made, NameLabels::kAbsent);
  EXPECT_EQ(same.find(receive(2), at(15s)), folded);
  Catalog other = next_run(made, NameLabels::kPresent);
  other.define(receive(1), "bdr", at(15s));
  EXPECT_EQ(other.find(receive(2), at(15s)), std::nullopt);
  EXPECT_NE(other.define(receive(2), "bdr", at(15s)), folded);
  EXPECT_TRUE(other.folded());
  EXPECT_THAT(other.close(at(15s)).expired, ElementsAre(SeriesId(0), folded));
}

TEST_F(WithoutNamesTest, WhatHasNoNamesAnywayIsTheSame) {
  const SeriesId series = feed(internal(), kTick);
  const NewSeries made = catalog_.take_new();
  EXPECT_EQ(made.series.at(0).name_labels, NameLabels::kPresent);
  EXPECT_EQ(next_run(made, NameLabels::kPresent).find(internal(), at(15s)), series);
  EXPECT_EQ(next_run(made, NameLabels::kAbsent).find(internal(), at(15s)), series);
}

}  // namespace
}  // namespace flowbridge

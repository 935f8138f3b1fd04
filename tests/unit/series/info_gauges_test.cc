// R14: which info gauges begin and end at a tick.

#include "series/info_gauges.h"

#include "support/name_tables.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const UnixTime kTick = unix_ms(1'700'000'010'000);
constexpr std::uint32_t kOwn = 397143;

FlowKey receive(std::uint32_t remote) {
  return {FlowClass::kReceive, UnclassifiedReason::kNone, HostId(0), Asn(remote), Asn(kOwn)};
}

/// Catalog, gauges and accounts, as ingest holds them together.
class InfoGaugesTest : public testing::Test {
 protected:
  InfoGaugesTest() { given({.metrics = {InfoMetric::kAsInfo}}); }

  static UnixTime tick(int number) { return kTick + number * 15s; }

  // As with --as-names=info: a new name ends no series.
  void given(const InfoOptions& options,
             const CatalogOptions& series = {.idle_timeout = 1min,
                                             .name_labels = NameLabels::kAbsent}) {
    catalog_.emplace(series);
    gauges_.emplace(options, *catalog_);
  }
  void given_names(const NamesByNumber& names, const PeeringByNumber& networks = {}) {
    const std::shared_ptr<const AsNames> table = as_names_of(names, networks);
    catalog_->use(table);
    gauges_->use(table);
  }

  void flow(const FlowKey& key, int number) {
    std::optional<SeriesId> series = catalog_->find(key, tick(number));
    if (!series) series = catalog_->define(key, "bdr", tick(number));
    journal_series();
    BatchRecord batch;
    batch.windows.push_back({tick(number), {{*series, {100, 1, 1}}}});
    ASSERT_TRUE(accounts_.apply(batch));
  }

  void journal_series() {
    const NewSeries made = catalog_->take_new();
    for (const SymbolRecord& symbol : made.symbols) ASSERT_TRUE(accounts_.apply(symbol));
    for (const SeriesRecord& series : made.series) ASSERT_TRUE(accounts_.apply(series));
  }

  // What the tick does, as "+1 A" and "-1 A", in the order of numbers; ended ones first.
  std::vector<std::string> close(int number) {
    const Expiry expiry = catalog_->close(tick(number));
    const InfoChanges changes = gauges_->close(accounts_, tick(number), expiry.expired);
    journal_series();
    std::vector<std::string> done;
    for (const SeriesId id : changes.ended) {
      done.push_back("-" + text(*accounts_.account(id).gauge()));
    }
    for (const InfoRecord& begun : changes.begun) {
      EXPECT_TRUE(accounts_.apply(begun));
      done.push_back("+" + text(begun));
    }
    TickRecord record{tick(number), tick(number - 1), 15s, {}, expiry.expired, expiry.forgotten};
    record.expired.insert(record.expired.end(), changes.ended.begin(), changes.ended.end());
    record.forgotten.insert(record.forgotten.end(), changes.forgotten.begin(),
                            changes.forgotten.end());
    std::sort(record.expired.begin(), record.expired.end());
    std::sort(record.forgotten.begin(), record.forgotten.end());
    EXPECT_TRUE(accounts_.apply(record));
    catalog_->release(record.forgotten);
    forgotten_ = changes.forgotten;
    return done;
  }

  // Of a peering gauge "1 Open 2", with the exchanges that it shares with us.
  std::string text(const InfoRecord& info) const {
    const std::string text =
        std::to_string(info.asn.value()) + " " + accounts_.symbol(info.values[0]);
    return info.metric == InfoMetric::kAsInfo ? text
                                              : text + " " + accounts_.symbol(info.values[3]);
  }

  // Another process takes over what the journal says.
  void restart(const InfoOptions& options, const NamesByNumber& names,
               const PeeringByNumber& networks = {}) {
    given(options);
    for (std::size_t i = 1; i < accounts_.symbols().size(); ++i) {
      catalog_->restore(
          SymbolRecord{SymbolId(static_cast<std::uint32_t>(i)), accounts_.symbols()[i]});
    }
    for (const SeriesAccount& account : accounts_.accounts()) {
      if (account.state == SeriesAccount::State::kAbsent) continue;
      if (account.gauge() != nullptr) {
        catalog_->restore_number(account.id());
        continue;
      }
      const bool expired = account.state == SeriesAccount::State::kExpired;
      catalog_->restore(*account.counter(), HostId(0), account.last_rise,
                        expired ? std::optional(account.expired_at) : std::nullopt);
    }
    gauges_->restore(accounts_);
    given_names(names, networks);
  }

  std::optional<Catalog> catalog_;
  std::optional<InfoGauges> gauges_;
  Accounts accounts_;
  std::vector<SeriesId> forgotten_;
};

TEST_F(InfoGaugesTest, R14EveryAsOfALiveSeriesHasOneGauge) {
  given_names({{1, "One"}, {2, "Two"}});
  flow(receive(1), 1);
  flow(receive(2), 1);
  EXPECT_THAT(close(1), ElementsAre("+1 One", "+2 Two", "+397143 "));
  flow(receive(1), 2);
  EXPECT_THAT(close(2), IsEmpty());
  EXPECT_EQ(gauges_->live_count(), 3u);
}

TEST_F(InfoGaugesTest, R14AnAsIsInUseWhenItsWindowCloses) {
  flow(receive(1), 2);
  EXPECT_THAT(close(1), IsEmpty());
  EXPECT_THAT(close(2), SizeIs(2));
}

TEST_F(InfoGaugesTest, R14WhenItsLastSeriesHasEndedSoDoesTheGauge) {
  given_names({{1, "One"}});
  flow(receive(1), 1);
  flow(receive(2), 1);
  close(1);
  flow(receive(2), 3);
  EXPECT_THAT(close(3), IsEmpty());
  EXPECT_THAT(close(5), ElementsAre("-1 One")) << "idle for a minute; our own AS is in use";
  EXPECT_THAT(close(7), ElementsAre("-2 ", "-397143 "));
  EXPECT_EQ(gauges_->live_count(), 0u);
}

TEST_F(InfoGaugesTest, R14WhatEndsIsForgottenByTheNextTickAndItsNumberIsFree) {
  flow(receive(1), 1);
  close(1);
  close(5);
  EXPECT_THAT(forgotten_, IsEmpty()) << "its marker is sent by this tick";
  close(6);
  EXPECT_THAT(forgotten_, SizeIs(2));
  const std::size_t numbers = accounts_.accounts().size();
  flow(receive(1), 7);
  EXPECT_THAT(close(7), ElementsAre("+1 ", "+397143 "));
  EXPECT_EQ(accounts_.accounts().size(), numbers);
}

TEST_F(InfoGaugesTest, R14AnotherNameIsAnotherGaugeAtTheSameTick) {
  given_names({{1, "A"}, {2, "Two"}});
  flow(receive(1), 1);
  flow(receive(2), 1);
  close(1);
  given_names({{1, "B"}, {2, "Two"}});
  EXPECT_THAT(close(2), ElementsAre("-1 A", "+1 B"));
  given_names({{2, "Two"}});
  EXPECT_THAT(close(3), ElementsAre("-1 B", "+1 "));
  given_names({{1, "A"}, {2, "Two"}});
  EXPECT_THAT(close(4), ElementsAre("-1 ", "+1 A")) << "as if it had never been there";
}

TEST_F(InfoGaugesTest, R14ANameThatIsBackBeforeTheTickChangesNothing) {
  given_names({{1, "A"}});
  flow(receive(1), 1);
  close(1);
  given_names({{1, "B"}});
  given_names({{1, "A"}});
  EXPECT_THAT(close(2), IsEmpty());
}

// --as-names=both: the series of the old name are let go, and nothing flows under the new one yet.
TEST_F(InfoGaugesTest, R11ANewNameOfAQuietAsEndsItsGaugeWithItsSeries) {
  given({.metrics = {InfoMetric::kAsInfo}}, {.idle_timeout = 1min});
  given_names({{1, "A"}});
  flow(receive(1), 1);
  close(1);
  given_names({{1, "B"}});
  EXPECT_THAT(close(2), ElementsAre("-1 A", "-397143 "));
  flow(receive(1), 3);
  EXPECT_THAT(close(3), ElementsAre("+1 B", "+397143 "));
}

// R13: what names no AS is not in use; our own, which a folded series keeps, is.
TEST_F(InfoGaugesTest, R14OtherAndZeroAreNoAs) {
  given({.metrics = {InfoMetric::kAsInfo}}, {.limit = 1});
  flow(receive(0), 1);
  flow(receive(1), 1);
  EXPECT_TRUE(catalog_->folded());
  EXPECT_THAT(close(1), ElementsAre("+397143 "));
}

TEST_F(InfoGaugesTest, R14ARestartGoesOnWithTheGaugesThatThereAre) {
  given_names({{1, "A"}, {2, "Two"}});
  flow(receive(1), 1);
  flow(receive(2), 1);
  close(1);
  flow(receive(2), 4);
  close(4);
  close(5);
  restart({.metrics = {InfoMetric::kAsInfo}}, {{2, "Two"}});
  EXPECT_EQ(gauges_->live_count(), 2u);
  EXPECT_THAT(close(6), IsEmpty());
  EXPECT_THAT(forgotten_, SizeIs(1)) << "AS 1 had ended before";
  restart({.metrics = {InfoMetric::kAsInfo}}, {{2, "Zwei"}});
  EXPECT_THAT(close(7), ElementsAre("-2 Two", "+2 Zwei"));
  EXPECT_THAT(close(8), ElementsAre("-2 Zwei", "-397143 ")) << "uses are counted on";
}

TEST_F(InfoGaugesTest, R14WhatIsNoLongerWantedEndsAndWhatIsNewlyWantedBegins) {
  flow(receive(1), 1);
  close(1);
  restart({}, {});
  EXPECT_THAT(close(2), ElementsAre("-1 ", "-397143 "));
  EXPECT_THAT(close(3), IsEmpty());
  EXPECT_THAT(forgotten_, SizeIs(2));
  restart({.metrics = {InfoMetric::kAsInfo}}, {});
  EXPECT_THAT(close(4), ElementsAre("+1 ", "+397143 ")) << "all that is in use, at once";
}

const InfoOptions kPeering{.metrics = {InfoMetric::kAsPeeringInfo}, .own = {Asn(kOwn)}};
const InfoOptions kEverything{.metrics = {InfoMetric::kAsInfo, InfoMetric::kAsPeeringInfo},
                              .own = {Asn(kOwn)}};

TEST_F(InfoGaugesTest, R14AnAsInUseHasAPeeringGaugeIfPeeringdbKnowsIt) {
  given(kPeering);
  given_names({{1, "One"}, {2, "Two"}}, {{2, {"Open", {7, 8}}}, {3, {"Open"}}, {kOwn, {"", {8}}}});
  flow(receive(1), 1);
  flow(receive(2), 1);
  EXPECT_THAT(close(1), ElementsAre("+2 Open 1", "+397143  1")) << "our own shares all with us";
  EXPECT_EQ(gauges_->live_count(), 2u);
}

TEST_F(InfoGaugesTest, R14APeeringGaugeBeginsAndEndsWithItsNetworkInPeeringdb) {
  given(kPeering);
  flow(receive(1), 1);
  EXPECT_THAT(close(1), IsEmpty());
  given_names({}, {{1, {"Open"}}});
  EXPECT_THAT(close(2), ElementsAre("+1 Open "));
  given_names({}, {{1, {"Selective"}}});
  EXPECT_THAT(close(3), ElementsAre("-1 Open ", "+1 Selective "));
  given_names({{1, "A"}}, {{1, {"Selective"}}});
  EXPECT_THAT(close(4), IsEmpty()) << "another name alone";
  given_names({{1, "A"}});
  EXPECT_THAT(close(5), ElementsAre("-1 Selective ")) << "in use, but PeeringDB lost it";
}

TEST_F(InfoGaugesTest, R14APortOfOursChangesTheGaugesOfThoseThatShareItsExchange) {
  given(kPeering);
  given_names({}, {{1, {"Open", {7}}}, {2, {"Open", {8}}}, {kOwn, {"", {8}}}});
  flow(receive(1), 1);
  flow(receive(2), 1);
  EXPECT_THAT(close(1), ElementsAre("+1 Open 0", "+2 Open 1", "+397143  1"));
  given_names({}, {{1, {"Open", {7}}}, {2, {"Open", {8}}}, {kOwn, {"", {7, 8}}}});
  EXPECT_THAT(close(2), ElementsAre("-1 Open 0", "-397143  1", "+1 Open 1", "+397143  2"));
}

TEST_F(InfoGaugesTest, R14TheTwoGaugesOfAnAsChangeEachByItself) {
  given(kEverything);
  given_names({{1, "A"}}, {{1, {"Open"}}});
  flow(receive(1), 1);
  EXPECT_THAT(close(1), ElementsAre("+1 A", "+397143 ", "+1 Open "));
  given_names({{1, "B"}}, {{1, {"Open"}}});
  EXPECT_THAT(close(2), ElementsAre("-1 A", "+1 B"));
  given_names({{1, "B"}}, {{1, {"No"}}});
  EXPECT_THAT(close(3), ElementsAre("-1 Open ", "+1 No "));
  EXPECT_THAT(close(7), ElementsAre("-397143 ", "-1 B", "-1 No ")) << "fallen idle";
}

TEST_F(InfoGaugesTest, R14ARestartGoesOnWithBothGaugesAndMayLeaveOneOut) {
  given(kEverything);
  given_names({{1, "A"}}, {{1, {"Open"}}});
  flow(receive(1), 1);
  close(1);
  restart(kEverything, {{1, "A"}}, {{1, {"Open"}}});
  EXPECT_EQ(gauges_->live_count(), 3u);
  EXPECT_THAT(close(2), IsEmpty());
  restart({.metrics = {InfoMetric::kAsInfo}}, {{1, "A"}}, {{1, {"Open"}}});
  EXPECT_THAT(close(3), ElementsAre("-1 Open "));
  restart(kPeering, {{1, "A"}}, {{1, {"Open"}}});
  EXPECT_THAT(close(4), ElementsAre("-1 A", "-397143 ", "+1 Open "));
}

TEST_F(InfoGaugesTest, WithoutAMetricNothingIsDecided) {
  given({});
  flow(receive(1), 1);
  EXPECT_THAT(close(1), IsEmpty());
  EXPECT_THAT(close(5), IsEmpty());
}

}  // namespace
}  // namespace flowbridge

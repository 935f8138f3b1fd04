// R7, R9, R12, R14: values replayed from the journal, and records that contradict each other.

#include "series/accounts.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using State = SeriesAccount::State;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const UnixTime kTick = unix_ms(1'700'000'010'000);

class AccountsTest : public testing::Test {
 protected:
  AccountsTest() {
    EXPECT_TRUE(accounts_.apply(SymbolRecord{SymbolId(1), "bdr1"}));
    for (std::uint32_t id = 0; id < 3; ++id) EXPECT_TRUE(define(id));
  }

  static UnixTime tick(int number) { return kTick + number * 15s; }

  Result<void> define(std::uint32_t id, std::uint32_t host = 1) {
    SeriesRecord record;
    record.id = SeriesId(id);
    record.flow_class = FlowClass::kInternal;
    record.host = SymbolId(host);
    return accounts_.apply(record);
  }

  Result<void> gauge(std::uint32_t id) {
    InfoRecord record;
    record.id = SeriesId(id);
    record.asn = Asn(64500);
    record.values[0] = SymbolId(1);
    return accounts_.apply(record);
  }

  Result<void> contribute(int number, std::uint32_t series, std::uint64_t bytes) {
    BatchRecord batch;
    batch.windows.push_back({tick(number), {{SeriesId(series), {bytes, 1, 1}}}});
    return accounts_.apply(batch);
  }

  Result<TickChanges> close(int number, std::vector<SeriesId> expired = {},
                            std::vector<SeriesId> forgotten = {}) {
    return accounts_.apply(TickRecord{
        tick(number), tick(number - 1), 15s, {}, std::move(expired), std::move(forgotten)});
  }

  const SeriesAccount& account(std::uint32_t id) const { return accounts_.account(SeriesId(id)); }

  template <typename T>
  static void expect_corrupt(const Result<T>& result) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code(), ErrorCode::kCorrupt);
  }

  Accounts accounts_;
};

TEST_F(AccountsTest, R9TheValueIsTheSumOverLanesOfClosedWindows) {
  ASSERT_TRUE(contribute(1, 0, 100));
  ASSERT_TRUE(contribute(1, 0, 20));
  ASSERT_TRUE(contribute(2, 0, 3));
  EXPECT_EQ(account(0).value.bytes, 0u);
  EXPECT_EQ(account(0).state, State::kUnborn);
  Result<TickChanges> changes = close(1);
  ASSERT_TRUE(changes);
  ASSERT_THAT(changes->rises, SizeIs(1));
  EXPECT_EQ(changes->rises[0].state_before, State::kUnborn);
  EXPECT_EQ(account(0).value, (Counts{120, 2, 2}));
  EXPECT_EQ(account(0).last_rise, tick(1));
  changes = close(2);
  EXPECT_EQ(changes->rises[0].value_before, (Counts{120, 2, 2}));
  EXPECT_EQ(changes->rises[0].last_rise_before, tick(1));
  EXPECT_EQ(account(0).value.bytes, 123u);
  EXPECT_THAT(accounts_.open(), IsEmpty());
}

TEST_F(AccountsTest, R9ACounterBeginsAgainAfterTheTickThatReachesTheLimit) {
  ASSERT_TRUE(contribute(1, 0, kRolloverAt - 1));
  ASSERT_TRUE(close(1));
  ASSERT_TRUE(contribute(2, 0, 1));
  ASSERT_TRUE(close(2));
  EXPECT_EQ(account(0).value.bytes, kRolloverAt);
  ASSERT_TRUE(contribute(3, 0, 7));
  const Result<TickChanges> changes = close(3);
  EXPECT_EQ(account(0).value.bytes, 7u);
  EXPECT_EQ(account(0).value.packets, 3u) << "the other counters go on";
  EXPECT_EQ(changes->rises[0].value_before.bytes, 0u);
}

TEST_F(AccountsTest, R11ACounterStartsAtTheTickOfItsZeroAndKeepsThatStart) {
  ASSERT_TRUE(contribute(2, 0, 100));
  ASSERT_TRUE(close(1));
  EXPECT_EQ(account(0).started, std::nullopt);
  ASSERT_TRUE(close(2));
  EXPECT_EQ(account(0).started, tick(1));
  ASSERT_TRUE(close(3, {SeriesId(0)}));
  ASSERT_TRUE(contribute(9, 0, 5));
  ASSERT_TRUE(close(9));
  EXPECT_EQ(account(0).started, tick(1)) << "it counts on from the value that it had";
}

TEST_F(AccountsTest, R9AfterARolloverNoOneStartIsThatOfAllMeasures) {
  ASSERT_TRUE(contribute(1, 0, kRolloverAt));
  ASSERT_TRUE(close(1));
  EXPECT_EQ(account(0).started, tick(0));
  ASSERT_TRUE(contribute(2, 0, 7));
  ASSERT_TRUE(close(2));
  EXPECT_EQ(account(0).started, std::nullopt);
}

TEST_F(AccountsTest, R11ACheckpointHoldsTheStartsThatAreKnown) {
  ASSERT_TRUE(contribute(1, 0, 1));
  ASSERT_TRUE(contribute(1, 1, kRolloverAt));
  ASSERT_TRUE(close(1));
  ASSERT_TRUE(close(2, {SeriesId(0)}));
  Accounts restored;
  ASSERT_TRUE(restored.restore_state(accounts_.encode_state()));
  EXPECT_EQ(restored.encode_state(), accounts_.encode_state());
  EXPECT_EQ(restored.account(SeriesId(0)).started, tick(0));
  EXPECT_EQ(restored.account(SeriesId(1)).started, std::nullopt);
}

TEST_F(AccountsTest, R12AnExpiredSeriesKeepsItsValueAndReturnsWithIt) {
  ASSERT_TRUE(contribute(1, 0, 100));
  ASSERT_TRUE(close(1));
  ASSERT_TRUE(close(2, {SeriesId(0)}));
  EXPECT_EQ(account(0).state, State::kExpired);
  EXPECT_EQ(account(0).expired_at, tick(2));
  ASSERT_TRUE(contribute(9, 0, 5));
  const Result<TickChanges> changes = close(9);
  EXPECT_EQ(changes->rises[0].state_before, State::kExpired);
  EXPECT_EQ(changes->rises[0].value_before.bytes, 100u);
  EXPECT_EQ(account(0).value.bytes, 105u);
}

TEST_F(AccountsTest, R12AForgottensIdBeginsFromZero) {
  ASSERT_TRUE(contribute(1, 0, 100));
  ASSERT_TRUE(close(1));
  ASSERT_TRUE(close(2, {SeriesId(0)}));
  expect_corrupt(define(0));
  ASSERT_TRUE(close(3, {}, {SeriesId(0)}));
  expect_corrupt(contribute(4, 0, 1));
  ASSERT_TRUE(define(0));
  EXPECT_EQ(account(0).state, State::kUnborn);
  EXPECT_EQ(account(0).value, Counts{});
}

TEST_F(AccountsTest, ContradictionsAreCorrupt) {
  expect_corrupt(accounts_.apply(SymbolRecord{SymbolId(3), "skips one"}));
  expect_corrupt(accounts_.apply(SymbolRecord{SymbolId(1), "again"}));
  expect_corrupt(define(4));
  expect_corrupt(define(2));
  expect_corrupt(define(3, 2));
  expect_corrupt(contribute(1, 3, 1));
  expect_corrupt(close(1, {SeriesId(3)}));
}

TEST_F(AccountsTest, TicksThatGoBackAreCorrupt) {
  ASSERT_TRUE(close(5));
  expect_corrupt(close(5));
  expect_corrupt(contribute(5, 0, 1));
  ASSERT_TRUE(contribute(6, 0, 1));
  // It leaves window 6 open.
  expect_corrupt(close(7));
}

TEST_F(AccountsTest, R12OnlyALiveSeriesExpiresAndOnlyAnExpiredOneIsForgotten) {
  ASSERT_TRUE(contribute(1, 0, 1));
  ASSERT_TRUE(close(1));
  Accounts before = accounts_;
  expect_corrupt(close(2, {}, {SeriesId(0)}));
  accounts_ = before;
  ASSERT_TRUE(close(2, {SeriesId(0)}));
  before = accounts_;
  expect_corrupt(close(3, {SeriesId(0)}));
  accounts_ = before;
  ASSERT_TRUE(close(3, {}, {SeriesId(0)}));
  expect_corrupt(close(4, {SeriesId(0)}));
}

TEST_F(AccountsTest, AStateIsRestoredWholeOrNotAtAll) {
  ASSERT_TRUE(contribute(1, 0, kRolloverAt));
  ASSERT_TRUE(contribute(1, 1, 8));
  ASSERT_TRUE(close(1));
  ASSERT_TRUE(close(2, {SeriesId(1)}));
  ASSERT_TRUE(contribute(3, 2, 9));
  ASSERT_TRUE(contribute(3, 0, kRolloverAt));
  ASSERT_TRUE(contribute(4, 2, 9));
  ASSERT_TRUE(contribute(4, 2, 1));
  ASSERT_TRUE(close(3, {}, {SeriesId(1)}));
  const std::string state = accounts_.encode_state();
  Accounts restored;
  ASSERT_TRUE(restored.restore_state(state));
  EXPECT_EQ(restored.encode_state(), state);
  EXPECT_EQ(restored.account(SeriesId(0)).value.bytes, kRolloverAt);
  EXPECT_EQ(restored.account(SeriesId(1)).state, State::kAbsent);
  // The rollover that is due is not forgotten.
  ASSERT_TRUE(restored.apply(TickRecord{tick(4), tick(3), 15s, {}, {}, {}}));
  EXPECT_EQ(restored.account(SeriesId(0)).value.bytes, 0u);
  EXPECT_EQ(restored.account(SeriesId(2)).value.bytes, 19u);
  for (std::size_t size = 0; size < state.size(); ++size) {
    expect_corrupt(Accounts().restore_state(state.substr(0, size)));
  }
}

// Its window would close without it, and a checkpoint before that could not be read.
TEST_F(AccountsTest, ASeriesThatHasYetToRiseIsNotForgotten) {
  ASSERT_TRUE(contribute(9, 0, 100));
  ASSERT_TRUE(close(1, {SeriesId(0), SeriesId(1)}));
  expect_corrupt(close(2, {}, {SeriesId(0), SeriesId(1)}));
}

TEST_F(AccountsTest, ADamagedStateNeverCrashes) {
  ASSERT_TRUE(contribute(1, 0, 100));
  ASSERT_TRUE(close(1));
  ASSERT_TRUE(contribute(2, 1, 100));
  ASSERT_TRUE(gauge(3));
  const std::string state = accounts_.encode_state();
  for (std::size_t bit = 0; bit < state.size() * 8; ++bit) {
    std::string damaged = state;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    Accounts restored;
    if (!restored.restore_state(damaged)) continue;
    // What was accepted can be used: every text that a series refers to is there.
    for (const SeriesAccount& it : restored.accounts()) {
      if (it.state == State::kAbsent) continue;
      const std::size_t symbols = restored.symbols().size();
      if (const InfoRecord* gauge = it.gauge()) {
        for (const SymbolId value : gauge->values) ASSERT_LT(value.value(), symbols);
        continue;
      }
      ASSERT_LT(it.counter()->host.value(), symbols) << "bit " << bit;
      ASSERT_LT(it.counter()->source_as_name.value(), symbols);
      ASSERT_LT(it.counter()->destination_as_name.value(), symbols);
    }
  }
}

TEST_F(AccountsTest, R14AGaugeBeginsWithTheNextTickAndEndsWithTheTickThatSaysSo) {
  ASSERT_TRUE(gauge(3));
  EXPECT_EQ(account(3).state, State::kUnborn);
  ASSERT_TRUE(close(1));
  EXPECT_EQ(account(3).state, State::kLive);
  EXPECT_EQ(account(3).last_rise, tick(1));
  EXPECT_TRUE(account(3).has_value());
  ASSERT_TRUE(close(2, {SeriesId(3)}));
  EXPECT_EQ(account(3).state, State::kExpired);
  EXPECT_EQ(account(3).expired_at, tick(2));
  EXPECT_FALSE(account(3).has_value()) << "it is not true any more";
  ASSERT_TRUE(close(3, {}, {SeriesId(3)}));
  EXPECT_EQ(account(3).state, State::kAbsent);
  EXPECT_TRUE(define(3)) << "its number is free";
}

TEST_F(AccountsTest, R14AGaugeCountsNothing) {
  ASSERT_TRUE(gauge(3));
  expect_corrupt(contribute(1, 3, 100));
  expect_corrupt(gauge(3));
  expect_corrupt(gauge(5));
  InfoRecord unknown;
  unknown.id = SeriesId(4);
  unknown.values[2] = SymbolId(2);
  expect_corrupt(accounts_.apply(unknown));
}

TEST_F(AccountsTest, R14ACheckpointHoldsGaugesInEveryState) {
  ASSERT_TRUE(gauge(3));
  ASSERT_TRUE(gauge(4));
  ASSERT_TRUE(close(1));
  ASSERT_TRUE(close(2, {SeriesId(3)}));
  ASSERT_TRUE(gauge(5));
  Accounts restored;
  ASSERT_TRUE(restored.restore_state(accounts_.encode_state()));
  EXPECT_EQ(restored.encode_state(), accounts_.encode_state());
  EXPECT_EQ(restored.account(SeriesId(3)).expired_at, tick(2));
  EXPECT_EQ(restored.account(SeriesId(4)).gauge()->values[0], SymbolId(1));
  ASSERT_TRUE(restored.apply(TickRecord{tick(3), tick(2), 15s, {}, {}, {}}));
  EXPECT_EQ(restored.account(SeriesId(5)).state, State::kLive) << "it was waiting for a tick";
}

TEST_F(AccountsTest, WhatComesAliveWithATickIsKnownBefore) {
  ASSERT_TRUE(contribute(1, 0, 1));
  ASSERT_TRUE(contribute(1, 2, 1));
  ASSERT_TRUE(contribute(1, 0, 1));
  ASSERT_TRUE(contribute(2, 1, 1));
  EXPECT_THAT(accounts_.coming_alive(tick(1)), ElementsAre(SeriesId(0), SeriesId(2)));
  ASSERT_TRUE(close(1));
  ASSERT_TRUE(contribute(2, 0, 1));
  EXPECT_THAT(accounts_.coming_alive(tick(2)), ElementsAre(SeriesId(1))) << "0 is live";
  EXPECT_THAT(accounts_.coming_alive(tick(3)), IsEmpty());
  ASSERT_TRUE(close(2, {SeriesId(2)}));
  ASSERT_TRUE(contribute(3, 2, 1));
  EXPECT_THAT(accounts_.coming_alive(tick(3)), ElementsAre(SeriesId(2))) << "it returns";
}

}  // namespace
}  // namespace flowbridge

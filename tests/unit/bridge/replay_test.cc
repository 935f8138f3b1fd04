#include "bridge/replay.h"

#include "support/result_matchers.h"

namespace flowbridge {
namespace {

constexpr UnixTime kTick = unix_ms(1'700'000'010'000);

struct State {
  Ledger ledger{LedgerOptions{}};
  Accounts accounts;
};

Result<void> restored(const State& state) {
  State again;
  return restore_checkpoint(encode_checkpoint(state.ledger, state.accounts), again.ledger,
                            again.accounts);
}

TickRecord a_tick() {
  return {.tick = kTick, .previous = kTick - 15s, .width = 15s};
}

TEST(Checkpoint, IsTheStateOfLanesAndSeries) {
  State state;
  EXPECT_THAT(restored(state), IsOk());
  ASSERT_THAT(state.ledger.apply(a_tick()), IsOk());
  ASSERT_THAT(state.accounts.apply(a_tick()), IsOk());
  EXPECT_THAT(restored(state), IsOk());
}

// The next tick would be one that is closed already, and end the program.
TEST(Checkpoint, OfTwoTicksIsRefused) {
  State state;
  ASSERT_THAT(state.ledger.apply(a_tick()), IsOk());
  EXPECT_THAT(restored(state), FailsWith(ErrorCode::kCorrupt, "those of different ticks"));
  ASSERT_THAT(state.accounts.apply(a_tick()), IsOk());
  TickRecord next = a_tick();
  next.previous = std::exchange(next.tick, next.tick + 15s);
  ASSERT_THAT(state.ledger.apply(next), IsOk());
  EXPECT_THAT(restored(state), FailsWith(ErrorCode::kCorrupt, "those of different ticks"));
}

TEST(Replay, ATickThatLeavesOutAnUnknownLaneIsRefused) {
  Ledger ledger{LedgerOptions{}};
  TickRecord tick = a_tick();
  tick.excluded = {LaneId(0)};
  EXPECT_THAT(ledger.apply(tick), FailsWith(ErrorCode::kCorrupt, "an unknown lane"));
}

// Whether a series is due is counted in widths.
TEST(Checkpoint, OfATickWithoutAWidthIsRefused) {
  State state;
  TickRecord tick = a_tick();
  tick.width = 0ms;
  ASSERT_THAT(state.ledger.apply(tick), IsOk());
  ASSERT_THAT(state.accounts.apply(tick), IsOk());
  EXPECT_THAT(restored(state), FailsWith(ErrorCode::kCorrupt, "malformed accounts"));
}

/// A lane, series that are live, expired and unborn, a tick, and a window that is open.
void fill(State& state) {
  ASSERT_THAT(state.ledger.apply(LaneRecord{LaneId(0), {"flows", 3}, 100}), IsOk());
  ASSERT_THAT(state.accounts.apply(SymbolRecord{SymbolId(1), "bdr1"}), IsOk());
  ASSERT_THAT(state.accounts.apply(SymbolRecord{SymbolId(2), "Google LLC"}), IsOk());
  SeriesRecord series;
  series.flow_class = FlowClass::kReceive;
  series.source_as = Asn(15169);
  series.destination_as = Asn(64496);
  series.host = SymbolId(1);
  series.source_as_name = SymbolId(2);
  for (std::uint32_t id = 0; id < 3; ++id) {
    series.id = SeriesId(id);
    ASSERT_THAT(state.accounts.apply(series), IsOk());
    series.source_as = Asn(id + 1);
    series.source_as_name = SymbolId(0);
  }
}

void count(State& state, Offset first, UnixTime tick, const Counts& counts) {
  BatchRecord batch;
  batch.first = first;
  batch.next = first + static_cast<Offset>(counts.flows);
  batch.timestamp_max = kTick;
  batch.totals = {counts.flows, counts.flows, counts.bytes, 0, 0, 0};
  batch.windows = {{tick, {{SeriesId(0), counts}}}};
  ASSERT_THAT(state.ledger.apply(batch), IsOk());
  ASSERT_THAT(state.accounts.apply(batch), IsOk());
}

void close(State& state, const std::vector<SeriesId>& expired) {
  TickRecord tick = a_tick();
  tick.expired = expired;
  ASSERT_THAT(state.ledger.apply(tick), IsOk());
  ASSERT_THAT(state.accounts.apply(tick), IsOk());
}

std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

/// As version 1 wrote it, before there were info gauges.
constexpr const char* kVersion1 =
    "012f0001a0bcacfef96201d0a6aefef962010a0005666c6f777306c8011300c8010801a0bcacfef9620404cc0800"
    "000000760204626472310a476f6f676c65204c4c4303020c00000000c176f0f703010200640101a0bcacfef96200"
    "030b0100000001f0f70301000000000000a0bcacfef962010b0200000002f0f70301000000000000001700000000"
    "00000000000001d0a6aefef9620100f403020101a0bcacfef962b0ea0100";

/// As version 2 wrote it, before starts of counters were kept.
constexpr const char* kVersion2 =
    "02220001a0bcacfef96200010a0005666c6f777306c8010c00c801000000000000000000a201020462647231"
    "0a476f6f676c65204c4c4307010c00000000c176f0f7030102000000000000030b0100000001f0f703010000"
    "00000000a0bcacfef962010b0200000002f0f703010000000000000006060300c4760102a0bcacfef9620007"
    "060400c5760102a0bcacfef962a0bcacfef96205060500c67601020000010906020100000000000000000000"
    "000b000000000000000000000001a0bcacfef962b0ea0100";

/// Read, and written again as versions write it that know no more of it.
void expect_read_whole(const char* checkpoint, State& state) {
  ASSERT_THAT(restore_checkpoint(bytes_of(checkpoint), state.ledger, state.accounts), IsOk());
  const std::string again = hex(encode_checkpoint(state.ledger, state.accounts));
  EXPECT_EQ(again.substr(0, 2), "03");
  EXPECT_EQ(again.substr(2), std::string_view(checkpoint).substr(2));
}

TEST(CheckpointFormat, WhatVersion1WroteIsReadForEver) {
  State old;
  expect_read_whole(kVersion1, old);
  const SeriesAccount& account = old.accounts.account(SeriesId(0));
  EXPECT_EQ(account.counter()->name_labels, NameLabels::kPresent);
  EXPECT_EQ(account.value, (Counts{100, 1, 1}));
  EXPECT_EQ(account.started, std::nullopt);
}

TEST(CheckpointFormat, WhatVersion2WroteIsReadForEver) {
  State old;
  expect_read_whole(kVersion2, old);
  EXPECT_EQ(old.accounts.account(SeriesId(3)).gauge()->asn, Asn(15172));
  EXPECT_EQ(old.accounts.account(SeriesId(6)).counter()->name_labels, NameLabels::kAbsent);
}

TEST(CheckpointFormat, TheBytesOfVersion3NeverChange) {
  State state;
  fill(state);
  count(state, 100, kTick, {100, 1, 1});
  close(state, {SeriesId(1)});
  count(state, 101, kTick + 15s, {500, 2, 1});
  const InfoRecord gauge{SeriesId(3), InfoMetric::kAsInfo, Asn(15169), {SymbolId(2)}};
  ASSERT_THAT(state.accounts.apply(gauge), IsOk());
  EXPECT_EQ(
      hex(encode_checkpoint(state.ledger, state.accounts)),
      "032f0001a0bcacfef96201d0a6aefef962010a0005666c6f777306c8011300c8010401a0bcacfef9620202d8"
      "040000000086010204626472310a476f6f676c65204c4c43040a0c00000000c176f0f703010200640101a0bc"
      "acfef96200f0d1aafef962030b0100000001f0f70301000000000000a0bcacfef962010b0200000002f0f703"
      "010000000000000005060300c17601020000170000000000000000000001d0a6aefef9620100f403020101a0"
      "bcacfef962b0ea0100");
}

TEST(CheckpointFormat, AVersionOfTheFutureIsRefusedByItsName) {
  State state;
  std::string bytes = encode_checkpoint(state.ledger, state.accounts);
  bytes[0] = 4;
  EXPECT_THAT(restore_checkpoint(bytes, state.ledger, state.accounts),
              FailsWith(ErrorCode::kUnsupported, "newer version"));
}

TEST(Replay, AnInfoRecordBeginsWithTheNextTick) {
  State state;
  const std::string payload = encode(InfoRecord{.id = SeriesId(0), .asn = Asn(15169)});
  const JournalRecord record{.sequence = 1,
                             .type = static_cast<std::uint8_t>(RecordType::kInfo),
                             .ends_group = true,
                             .payload = payload};
  ASSERT_THAT(replay(record, state.ledger, state.accounts), IsOk());
  close(state, {});
  EXPECT_EQ(state.accounts.account(SeriesId(0)).state, SeriesAccount::State::kLive);
}

}  // namespace
}  // namespace flowbridge

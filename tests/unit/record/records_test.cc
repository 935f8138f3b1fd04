// The journal's payloads: what is written is read back, what is damaged is named so, and the bytes
// of versions 1 and 2 never change.

#include "record/records.h"

#include <algorithm>
#include <limits>
#include <random>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

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

const UnixTime kTick = unix_ms(1'700'000'010'000);

SymbolRecord a_symbol() {
  return {SymbolId(300), "bdr1.example.net"};
}
SeriesRecord a_series() {
  return {SeriesId(7),          SeriesKind::kFolded,
          FlowClass::kTransmit, UnclassifiedReason::kNone,
          Asn(64496),           Asn(0),
          SymbolId(1),          SymbolId(2),
          SymbolId(0)};
}
LaneRecord a_lane() {
  return {LaneId(2), {"pmacct.acct", 11}, 4711};
}
BatchRecord a_batch() {
  BatchRecord batch{LaneId(2), 100, 130, kTick + 1ms, {30, 31, 46500, 60, 1, 2}, {}, {}};
  batch.windows.push_back({kTick, {{SeriesId(3), {1500, 1, 1}}, {SeriesId(200), {45000, 30, 30}}}});
  batch.windows.push_back({kTick + 15s, {{SeriesId(0), {0, 0, 0}}}});
  return batch;
}
TickRecord a_tick() {
  return {kTick, kTick - 15s, 15s, {LaneId(1)}, {SeriesId(0), SeriesId(5)}, {SeriesId(900)}};
}

TEST(RecordFormat, TheBytesOfVersion1NeverChange) {
  EXPECT_EQ(hex(encode(a_symbol())), "ac0210626472312e6578616d706c652e6e6574");
  EXPECT_EQ(hex(encode(a_series())), "07010100f0f70300010200");
  EXPECT_EQ(hex(encode(a_lane())), "020b706d616363742e6163637416ce49");
  EXPECT_EQ(hex(encode(GridRecord{UnixTime::min(), 15s})), "ffffffffffffffffff01b0ea01");
  EXPECT_EQ(hex(encode(GridRecord{kTick, 60s})), "a0bcacfef962c0a907");
  EXPECT_EQ(hex(encode(a_batch())),
            "02c8013c01a2bcacfef962"
            "1e1fa4eb023c0102"
            "02a0bcacfef9620203dc0b0101c501c8df021e1e"
            "d0a6aefef9620100000000");
  EXPECT_EQ(hex(encode(BatchRecord{})),
            "00000000000000000000"
            "00");
  BatchRecord with_tail;
  with_tail.tail = LogTail{RecordMark{kTick, 0x01020304}, kTick};
  EXPECT_EQ(hex(encode(with_tail)), "0000000000000000000000a0bcacfef96201a0bcacfef96204030201");
  with_tail.tail->last->timestamp.reset();
  EXPECT_EQ(hex(encode(with_tail)), "0000000000000000000000a0bcacfef9620004030201");
  with_tail.tail->last.reset();
  EXPECT_EQ(hex(encode(with_tail)), "0000000000000000000000a0bcacfef96202");
  EXPECT_EQ(hex(encode(a_tick())), "a0bcacfef962b0ea01b0ea010101020005018407");
}

InfoRecord an_info() {
  return {SeriesId(300), InfoMetric::kAsInfo, Asn(15169), {SymbolId(5), SymbolId(5), SymbolId(6)}};
}

InfoRecord a_peering_info() {
  return {SeriesId(2),
          InfoMetric::kAsPeeringInfo,
          Asn(13335),
          {SymbolId(5), SymbolId(6), SymbolId(7), SymbolId(8), SymbolId(8)}};
}

TEST(RecordFormat, TheBytesOfVersion2NeverChange) {
  EXPECT_EQ(hex(encode(an_info())), "ac0200c17603050506");
  EXPECT_EQ(hex(encode(InfoRecord{SeriesId(1), InfoMetric::kAsInfo, Asn(64500), {}})),
            "0100f4f70300");
  EXPECT_EQ(hex(encode(a_peering_info())),
            "0201976805050607"
            "0808");
  SeriesRecord unnamed = a_series();
  unnamed.source_as_name = SymbolId(0);
  unnamed.name_labels = NameLabels::kAbsent;
  EXPECT_EQ(hex(encode(unnamed)), "07030100f0f70300010000");
  unnamed.kind = SeriesKind::kOwnKey;
  EXPECT_EQ(hex(encode(unnamed)), "07020100f0f70300010000");
}

TEST(RecordFormat, TypesAreNumberedForEver) {
  EXPECT_EQ(static_cast<int>(RecordType::kSymbol), 1);
  EXPECT_EQ(static_cast<int>(RecordType::kSeries), 2);
  EXPECT_EQ(static_cast<int>(RecordType::kLane), 3);
  EXPECT_EQ(static_cast<int>(RecordType::kGrid), 4);
  EXPECT_EQ(static_cast<int>(RecordType::kBatch), 5);
  EXPECT_EQ(static_cast<int>(RecordType::kInfo), 7);
  EXPECT_EQ(static_cast<int>(RecordType::kTick), 6);
}

template <typename Record>
void expect_round_trip(const Record& record, Result<Record> decoded) {
  ASSERT_TRUE(decoded) << decoded.error().message();
  EXPECT_EQ(*decoded, record);
}

class RandomRecords {
 public:
  explicit RandomRecords(std::uint64_t seed) : random_(seed) {}

  // Small numbers, large ones and the ends of the range all occur.
  std::uint64_t number(std::uint64_t max = std::numeric_limits<std::uint64_t>::max()) {
    const auto bits = std::uniform_int_distribution<unsigned>(0, 63)(random_);
    const std::uint64_t drawn = random_() >> bits;
    return drawn <= max ? drawn : max;
  }
  std::uint32_t id() {
    return static_cast<std::uint32_t>(number(std::numeric_limits<std::uint32_t>::max()));
  }
  UnixTime time() { return unix_ms(static_cast<std::int64_t>(number(std::uint64_t{1} << 45))); }
  Duration duration() { return Duration(1 + static_cast<std::int64_t>(number(1u << 30))); }
  Offset offset() { return static_cast<Offset>(number(std::uint64_t{1} << 62)); }
  std::size_t count() { return static_cast<std::size_t>(number(6)); }
  std::string text() {
    std::string text(static_cast<std::size_t>(number(40)), '\0');
    for (char& c : text) c = static_cast<char>(random_() & 0x7f);
    return text;
  }
  template <typename Id>
  std::vector<Id> ids() {
    std::vector<std::uint32_t> drawn;
    for (std::size_t n = count(); n > 0; --n) drawn.push_back(id());
    std::sort(drawn.begin(), drawn.end());
    drawn.erase(std::unique(drawn.begin(), drawn.end()), drawn.end());
    return std::vector<Id>(drawn.begin(), drawn.end());
  }

  SymbolRecord symbol() { return {SymbolId(id()), text()}; }
  SeriesRecord series() {
    SeriesRecord series{SeriesId(id()),
                        static_cast<SeriesKind>(number(1)),
                        static_cast<FlowClass>(number(kFlowClassCount - 1)),
                        static_cast<UnclassifiedReason>(number(3)),
                        Asn(id()),
                        Asn(id()),
                        SymbolId(id()),
                        SymbolId(id()),
                        SymbolId(id())};
    if (number(1) != 0) {
      series.name_labels = NameLabels::kAbsent;
      series.source_as_name = series.destination_as_name = SymbolId(0);
    }
    return series;
  }
  InfoRecord info() {
    InfoRecord info{SeriesId(id()), static_cast<InfoMetric>(number(1)), Asn(id()), {}};
    for (SymbolId& value : info.values) value = SymbolId(number(1) != 0 ? id() : 0);
    return info;
  }
  LaneRecord lane() {
    return {LaneId(id()), {text(), static_cast<std::int32_t>(number(1u << 30))}, offset()};
  }
  GridRecord grid() { return {number(1) != 0 ? time() : UnixTime::min(), duration()}; }
  BatchRecord batch() {
    BatchRecord batch;
    batch.lane = LaneId(id());
    batch.first = offset();
    batch.next = offset();
    if (number(1) != 0) batch.timestamp_max = time();
    if (number(1) != 0) batch.tail = LogTail{std::nullopt, time()};
    if (batch.tail && number(1) != 0) batch.tail->last = RecordMark{std::nullopt, id()};
    if (batch.tail && batch.tail->last && number(1) != 0) batch.tail->last->timestamp = time();
    batch.totals = {number(), number(), number(), number(), number(), number()};
    UnixTime tick = time();
    for (std::size_t n = count(); n > 0; --n) {
      WindowContributions& window = batch.windows.emplace_back();
      window.tick = tick;
      tick += duration();
      for (const SeriesId series : ids<SeriesId>()) {
        window.contributions.push_back({series, {number(), number(), number()}});
      }
    }
    return batch;
  }
  TickRecord tick() {
    const UnixTime at = time();
    return {at, at - duration(), duration(), ids<LaneId>(), ids<SeriesId>(), ids<SeriesId>()};
  }

 private:
  std::mt19937_64 random_;
};

TEST(Records, WhatIsWrittenIsReadBack) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomRecords random(seed);
    const SymbolRecord symbol = random.symbol();
    expect_round_trip(symbol, decode_symbol(encode(symbol)));
    const SeriesRecord series = random.series();
    expect_round_trip(series, decode_series(encode(series)));
    const LaneRecord lane = random.lane();
    expect_round_trip(lane, decode_lane(encode(lane)));
    const GridRecord grid = random.grid();
    expect_round_trip(grid, decode_grid(encode(grid)));
    const BatchRecord batch = random.batch();
    expect_round_trip(batch, decode_batch(encode(batch)));
    const TickRecord tick = random.tick();
    expect_round_trip(tick, decode_tick(encode(tick)));
    const InfoRecord info = random.info();
    expect_round_trip(info, decode_info(encode(info)));
    if (testing::Test::HasFailure()) return;
  }
}

TEST(Records, ATextThatIsNotUtf8IsRefused) {
  EXPECT_TRUE(decode_symbol(encode(SymbolRecord{SymbolId(1), "caf\u00e9"})));
  EXPECT_FALSE(decode_symbol(encode(SymbolRecord{SymbolId(1), "caf\xe9"})));
  EXPECT_FALSE(decode_lane(encode(LaneRecord{LaneId(0), {"flows\xff", 0}, 0})));
}

/// Decodes as `type`; empty if corrupt, else the bytes of what was understood.
std::optional<std::string> understood(RecordType type, std::string_view payload) {
  const auto bytes = [](const auto& decoded) {
    if (decoded) return std::optional(encode(*decoded));
    EXPECT_EQ(decoded.error().code(), ErrorCode::kCorrupt);
    return std::optional<std::string>();
  };
  switch (type) {
    case RecordType::kSymbol:
      return bytes(decode_symbol(payload));
    case RecordType::kSeries:
      return bytes(decode_series(payload));
    case RecordType::kLane:
      return bytes(decode_lane(payload));
    case RecordType::kGrid:
      return bytes(decode_grid(payload));
    case RecordType::kBatch:
      return bytes(decode_batch(payload));
    case RecordType::kTick:
      return bytes(decode_tick(payload));
    case RecordType::kInfo:
      return bytes(decode_info(payload));
  }
  return std::nullopt;
}

struct Example {
  RecordType type;
  std::string payload;
};

std::vector<Example> examples() {
  return {{RecordType::kSymbol, encode(a_symbol())},
          {RecordType::kSeries, encode(a_series())},
          {RecordType::kLane, encode(a_lane())},
          {RecordType::kGrid, encode(GridRecord{kTick, 15s})},
          {RecordType::kBatch, encode(a_batch())},
          {RecordType::kTick, encode(a_tick())},
          {RecordType::kInfo, encode(an_info())},
          {RecordType::kInfo, encode(a_peering_info())}};
}

TEST(Records, APayloadCutShortOrTooLongIsCorrupt) {
  for (const Example& example : examples()) {
    for (std::size_t size = 0; size < example.payload.size(); ++size) {
      EXPECT_EQ(understood(example.type, std::string_view(example.payload).substr(0, size)),
                std::nullopt)
          << static_cast<int>(example.type) << " cut to " << size;
    }
    EXPECT_EQ(understood(example.type, example.payload + '\0'), std::nullopt);
  }
}

TEST(Records, AFlippedBitIsCorruptOrAnotherRecordButNeverACrash) {
  for (const Example& example : examples()) {
    for (std::size_t bit = 0; bit < example.payload.size() * 8; ++bit) {
      std::string damaged = example.payload;
      damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
      if (const auto read = understood(example.type, damaged)) {
        EXPECT_NE(*read, example.payload) << static_cast<int>(example.type) << " bit " << bit;
      }
    }
  }
}

TEST(Records, RandomBytesNeverCrash) {
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomRecords random(seed);
    const std::string bytes = random.text();
    for (const Example& example : examples()) {
      understood(example.type, bytes);
      std::string damaged = example.payload;
      for (int i = 0; i < 3; ++i) {
        damaged[random.number(damaged.size() - 1)] = static_cast<char>(random.number());
      }
      understood(example.type, damaged);
    }
  }
}

std::string varints(std::initializer_list<std::uint64_t> values) {
  std::string out;
  for (std::uint64_t value : values) {
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>((value & 0x7f) | 0x80));
    out.push_back(static_cast<char>(value));
  }
  return out;
}

TEST(Records, NumbersThatDoNotFitAreCorrupt) {
  const std::uint64_t too_large = std::uint64_t{1} << 32;
  EXPECT_EQ(understood(RecordType::kSymbol, varints({too_large, 0})), std::nullopt);
  EXPECT_EQ(understood(RecordType::kSeries, varints({too_large, 0, 0, 0, 0, 0, 0, 0, 0})),
            std::nullopt);
  EXPECT_EQ(understood(RecordType::kSeries, varints({0, 0, 0, 0, too_large, 0, 0, 0, 0})),
            std::nullopt);
  EXPECT_EQ(understood(RecordType::kLane, varints({0, 0, too_large * 2, 0})), std::nullopt);
  // A second id so far from the first that their sum does not fit.
  const std::uint64_t tick = 30'000;
  EXPECT_EQ(understood(RecordType::kTick, varints({tick, 2, 2, 2, 5, too_large - 5, 0, 0})),
            std::nullopt);
  EXPECT_EQ(understood(RecordType::kTick, varints({tick, 2, 2, 2, 5, ~std::uint64_t{0} - 3, 0, 0})),
            std::nullopt);
}

// What no writer writes would not come back as the same bytes.
TEST(Records, WhatAnInfoRecordLeavesOutMustBeLeftOut) {
  std::string payload = encode(an_info());
  payload[5] = '\x04';
  EXPECT_EQ(understood(RecordType::kInfo, payload + '\x07'), payload + '\x07');
  EXPECT_EQ(understood(RecordType::kInfo, payload + '\0'), std::nullopt) << "an empty value";
  payload[5] = '\x06';
  EXPECT_EQ(understood(RecordType::kInfo, payload + "\x07\x07\x07"), std::nullopt) << "too many";
}

TEST(Records, AnInfoRecordOfAMetricThatNobodyKnowsIsCorrupt) {
  std::string payload = encode(an_info());
  payload[2] = '\x01';
  EXPECT_EQ(understood(RecordType::kInfo, payload), payload);
  payload[2] = '\x02';
  EXPECT_EQ(understood(RecordType::kInfo, payload), std::nullopt);
}

TEST(Records, ASeriesWithoutNamesThatHasOneIsCorrupt) {
  std::string payload = encode(a_series());
  payload[1] = '\x03';
  EXPECT_EQ(understood(RecordType::kSeries, payload), std::nullopt);
}

TEST(Records, AWidthOrAStepOfNothingIsCorrupt) {
  EXPECT_EQ(understood(RecordType::kGrid, varints({2, 0})), std::nullopt);
  EXPECT_NE(understood(RecordType::kTick, varints({30'000, 2, 2, 0, 0, 0})), std::nullopt);
  EXPECT_EQ(understood(RecordType::kTick, varints({30'000, 2, 0, 0, 0, 0})), std::nullopt);
  EXPECT_EQ(understood(RecordType::kTick, varints({30'000, 0, 2, 0, 0, 0})), std::nullopt);
}

TEST(Records, ContributionsOutOfOrderAreCorrupt) {
  const auto batch = [](std::uint64_t first_step, std::uint64_t second_step) {
    return varints(
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 30'000, 2, first_step, 1, 1, 1, second_step, 1, 1, 1});
  };
  EXPECT_NE(understood(RecordType::kBatch, batch(0, 1)), std::nullopt);
  EXPECT_EQ(understood(RecordType::kBatch, batch(3, 0)), std::nullopt) << "a series twice";
}

}  // namespace
}  // namespace flowbridge

#include "remote_write/request_encoder_v2.h"

#include "support/write_request.h"
#include "support/write_request_v2.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;

constexpr UnixTime kTick = unix_ms(1'700'000'000'000);

const MetricFamily kCounted = {
    .type = FamilyType::kCounter, .help = "Bytes that came in.", .unit = "bytes"};
const MetricFamily kPlain = {.type = FamilyType::kGauge};

LabelSet series_named(const std::string& name) {
  return make_label_set({{"__name__", name}, {"job", "flowbridge"}});
}

WrittenSeriesV2 counter_named(const std::string& name, double value) {
  return {series_named(name), kCounted, {{kTick, value_bits(value), kTick - 1h}}};
}

/// A table and an encoder over it, which take series as data.
class Requests {
 public:
  void add(const WrittenSeriesV2& series) {
    const WrittenSampleV2& sample = series.samples.front();
    encoder_.add(symbols_.intern(series.labels), symbols_.intern(series.family),
                 {.timestamp = sample.timestamp, .value = sample.value, .start = sample.start});
  }
  bool has_room(const WrittenSeriesV2& series, const RequestLimits& limits) {
    return encoder_.has_room(symbols_.intern(series.labels), symbols_.intern(series.family),
                             limits);
  }
  WrittenRequestV2 finish() {
    const auto request = parse_write_request_v2(encoder_.finish());
    EXPECT_TRUE(request);
    return request.value_or(WrittenRequestV2{});
  }
  RequestEncoderV2& encoder() { return encoder_; }
  SymbolTable& symbols() { return symbols_; }

 private:
  SymbolTable symbols_;
  RequestEncoderV2 encoder_{symbols_};
};

// One series through the encoder: as many bytes as of generated code, and the same when read by it.
void expect_comes_back(const WrittenSeriesV2& series) {
  Requests requests;
  requests.add(series);
  EXPECT_EQ(requests.encoder().raw_bytes(), serialize_write_request_v2({series}).size());
  const std::string body = requests.encoder().finish();
  EXPECT_EQ(reserialize_write_request_v2(uncompress_block(body).value_or("")),
            serialize_write_request_v2({series}));
  const auto request = parse_write_request_v2(body);
  ASSERT_TRUE(request);
  EXPECT_THAT(request->series, ElementsAre(series)) << to_text(*request);
}

void expect_labels_come_back(const LabelSet& labels) {
  expect_comes_back({labels, kCounted, {{kTick, value_bits(1), kTick}}});
}

void expect_sample_comes_back(const WrittenSampleV2& sample) {
  expect_comes_back({series_named("up"), kCounted, {sample}});
}

TEST(RequestEncoderV2, LabelsOfAnySpellingComeBack) {
  expect_labels_come_back({});
  expect_labels_come_back(make_label_set({{"name", "Zürich 株式会社 🛰"}}));
  expect_labels_come_back(make_label_set({{"name", "a \"quoted\" \\ name\nof two lines"}}));
  expect_labels_come_back(make_label_set({{"name", std::string("with\0zero", 9)}}));
  for (const std::size_t size : {127u, 128u, 16'383u, 16'384u, 300'000u}) {
    expect_labels_come_back(make_label_set({{"name", std::string(size, 'x')}}));
  }
}

TEST(RequestEncoderV2, AnyNumberOfLabelsComesBack) {
  // Where the length of labels_refs, of the series, and of a reference changes.
  for (const std::size_t count : {1u, 35u, 40u, 63u, 64u, 65u, 127u, 128u, 9'000u}) {
    std::vector<Label> labels;
    for (std::size_t i = 0; i < count; ++i) {
      labels.push_back({"n" + std::to_string(i), "v" + std::to_string(i)});
    }
    expect_labels_come_back(make_label_set(std::move(labels)));
  }
}

TEST(RequestEncoderV2, ValuesReachTheWireBitForBit) {
  for (const double value : {0.0, -0.0, 1.0, -1.5, 4503599627370496.0, 1e300, 5e-324}) {
    expect_sample_comes_back({kTick, value_bits(value), kTick});
  }
  expect_sample_comes_back({kTick, value_bits(std::numeric_limits<double>::infinity())});
  expect_sample_comes_back({kTick, 0x7ff8000000000001});
  expect_sample_comes_back({kTick, kStaleMarkerBits});
}

TEST(RequestEncoderV2, AnyTimeComesBack) {
  for (const std::int64_t ms :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{127}, std::int64_t{128},
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    expect_sample_comes_back({unix_ms(ms), value_bits(1), kTick});
    expect_sample_comes_back({kTick, value_bits(1), unix_ms(ms)});
    expect_sample_comes_back({unix_ms(ms), kStaleMarkerBits, unix_ms(ms)});
  }
}

TEST(RequestEncoderV2, EveryTypeOfMetricComesBack) {
  for (const FamilyType type : kFamilyTypes) {
    expect_comes_back({series_named("up"), {.type = type, .help = "h"}, {{kTick, value_bits(1)}}});
  }
}

TEST(RequestEncoderV2, WhatIsNotSaidTakesNoBytes) {
  Requests requests;
  requests.add({{}, kPlain, {{unix_ms(0), value_bits(0), unix_ms(0)}}});
  // The empty text, and a series of an empty sample and a type.
  EXPECT_EQ(uncompress_block(requests.encoder().finish()),
            std::string("\x22\x00\x2a\x06\x12\x00\x2a\x02\x08\x02", 10));
}

// Mimir looks texts up, and needs the metric's name, as it meets what refers to them.
TEST(RequestEncoderV2, TextsComeBeforeSeriesAndLabelsBeforeMetadata) {
  Requests requests;
  const MetricFamily family = {.type = FamilyType::kCounter, .help = "h", .unit = "u"};
  requests.add({make_label_set({{"a", "b"}}), family, {{unix_ms(2), value_bits(1.0), unix_ms(1)}}});
  const std::string texts("\x22\x00\x22\x01\x61\x22\x01\x62\x22\x01\x68\x22\x01\x75", 14);
  const std::string labels = "\x0a\x02\x01\x02";
  const std::string sample("\x12\x0d\x10\x02\x18\x01\x09\x00\x00\x00\x00\x00\x00\xf0\x3f", 15);
  const std::string metadata = "\x2a\x06\x08\x01\x18\x03\x20\x04";
  EXPECT_EQ(uncompress_block(requests.encoder().finish()),
            texts + "\x2a\x1b" + labels + sample + metadata);
}

TEST(RequestEncoderV2, TextsAreThereOnceInTheOrderOfTheirFirstUse) {
  Requests requests;
  requests.add(counter_named("b", 1));
  requests.add(counter_named("a", 2));
  requests.add({make_label_set({{"a", "bytes"}}), kPlain, {{kTick, value_bits(1)}}});
  EXPECT_THAT(requests.finish().symbols, ElementsAre("", "__name__", "b", "job", "flowbridge",
                                                     "Bytes that came in.", "bytes", "a"));
}

TEST(RequestEncoderV2, EveryRequestStandsAlone) {
  Requests requests;
  requests.add(counter_named("first", 1));
  static_cast<void>(requests.finish());
  EXPECT_EQ(requests.encoder().series_count(), 0u);
  EXPECT_EQ(requests.encoder().raw_bytes(), 0u);
  requests.add(counter_named("second", 2));
  const WrittenRequestV2 second = requests.finish();
  EXPECT_THAT(second.symbols, ElementsAre("", "__name__", "second", "job", "flowbridge",
                                          "Bytes that came in.", "bytes"));
  EXPECT_THAT(second.series, ElementsAre(counter_named("second", 2)));
}

TEST(RequestEncoderV2, ANumberMeansItsNewTextFromTheNextRequestOn) {
  SymbolTable symbols;
  RequestEncoderV2 encoder(symbols);
  const std::vector<WireSymbol> former = symbols.intern(series_named("former"));
  encoder.add(former, {}, {.timestamp = kTick});
  static_cast<void>(encoder.finish());
  symbols.release(former);
  const std::vector<WireSymbol> latter = symbols.intern(series_named("latter"));
  ASSERT_THAT(latter, testing::UnorderedElementsAreArray(former));
  encoder.add(latter, {}, {.timestamp = kTick});
  EXPECT_THAT(parse_write_request_v2(encoder.finish()).value_or(WrittenRequestV2{}).series,
              ElementsAre(WrittenSeriesV2{series_named("latter"), kPlain, {{kTick}}}));
}

TEST(RequestEncoderV2, TextsMayBecomeKnownWhileARequestIsMade) {
  Requests requests;
  std::vector<WrittenSeriesV2> series;
  for (int i = 0; i < 1'000; ++i) series.push_back(counter_named("s" + std::to_string(i), i));
  for (const WrittenSeriesV2& each : series) requests.add(each);
  EXPECT_EQ(requests.finish().series, series);
}

TEST(RequestEncoderV2, BodyIsOneSnappyBlockThatStatesItsRawBytes) {
  Requests requests;
  for (int i = 0; i < 3'000; ++i) requests.add(counter_named("s" + std::to_string(i), i));
  const std::size_t raw_bytes = requests.encoder().raw_bytes();
  EXPECT_GT(raw_bytes, 65'536u) << "must span snappy's fragments";
  const std::string body = requests.encoder().finish();
  EXPECT_FALSE(body.starts_with("\xff\x06")) << "the framed format is not remote write";
  EXPECT_EQ(uncompress_block(body).value_or("").size(), raw_bytes);
}

TEST(RequestEncoderV2, AnswersForItsLimits) {
  const WrittenSeriesV2 series = counter_named("up", 1);
  Requests requests;
  EXPECT_TRUE(requests.has_room(series, {.series_max = 0, .raw_bytes_max = 0}))
      << "a lone series must be sent to be refused";
  requests.add(series);
  EXPECT_TRUE(requests.has_room(series, {.series_max = 2}));
  EXPECT_FALSE(requests.has_room(series, {.series_max = 1}));
  EXPECT_FALSE(requests.has_room(series, {.raw_bytes_max = requests.encoder().raw_bytes() + 20}));
}

TEST(RequestEncoderV2, TextsThatTheRequestHasTakeNoRoomAgain) {
  const WrittenSeriesV2 large = counter_named(std::string(10'000, 'x'), 1);
  Requests requests;
  requests.add(counter_named("small", 1));
  EXPECT_FALSE(requests.has_room(large, {.raw_bytes_max = 10'000}));
  requests.add(large);
  EXPECT_TRUE(requests.has_room(large, {.raw_bytes_max = requests.encoder().raw_bytes() + 200}));
}

TEST(RequestEncoderV2, FilledByHasRoomStaysWithinTheLimits) {
  for (const RequestLimits limits :
       {RequestLimits{.series_max = 7}, RequestLimits{.raw_bytes_max = 1'000},
        RequestLimits{.raw_bytes_max = 100'000}}) {
    Requests requests;
    int i = 0;
    const auto next = [&] { return counter_named(std::string(200, 'x') + std::to_string(i), 0.1); };
    for (; requests.has_room(next(), limits); ++i) requests.add(next());
    EXPECT_LE(requests.encoder().series_count(), limits.series_max);
    EXPECT_LE(requests.encoder().raw_bytes(), limits.raw_bytes_max);
    // Not by stopping early.
    EXPECT_TRUE(requests.encoder().series_count() == limits.series_max ||
                requests.encoder().raw_bytes() + 400 > limits.raw_bytes_max);
  }
}

TEST(RequestEncoderV2DeathTest, ATextThatGoesWhileARequestIsMadeIsABug) {
  Requests requests;
  requests.add(counter_named("up", 1));
  requests.symbols().release(std::vector<WireSymbol>{requests.symbols().intern("unrelated")});
  EXPECT_DEATH(requests.add(counter_named("up", 1)), "gone_count");
}

TEST(RequestEncoderV2DeathTest, ASymbolOfNobodyIsABug) {
  SymbolTable symbols;
  RequestEncoderV2 encoder(symbols);
  const std::vector<WireSymbol> labels = {WireSymbol(7), WireSymbol(8)};
  EXPECT_DEATH(encoder.add(labels, {}, {}), "refs_.size");
}

TEST(RequestEncoderV2DeathTest, FinishingAnEmptyRequestIsABug) {
  SymbolTable symbols;
  RequestEncoderV2 encoder(symbols);
  EXPECT_DEATH(static_cast<void>(encoder.finish()), "series_count_ > 0");
}

}  // namespace
}  // namespace flowbridge

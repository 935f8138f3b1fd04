#include "remote_write/request_encoder.h"

#include "remote_write/labels.h"
#include "support/write_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;

constexpr UnixTime kTick = unix_ms(1'700'000'000'000);

LabelSet series_named(const std::string& name) {
  return make_label_set({{"__name__", name}, {"job", "flowbridge"}});
}

// One series through the encoder and back through generated classes.
WrittenSeries round_trip(const LabelSet& labels, UnixTime timestamp, ValueBits value) {
  RequestEncoder encoder;
  encoder.add(encode_labels(labels), timestamp, value);
  const auto request = parse_write_request(encoder.finish());
  EXPECT_TRUE(request && request->size() == 1);
  return request.value_or(std::vector<WrittenSeries>(1)).front();
}

void expect_labels_come_back(const LabelSet& labels) {
  const WrittenSeries got = round_trip(labels, kTick, value_bits(1));
  EXPECT_EQ(got.labels, labels) << to_string(labels);
}

TEST(Labels, OfAnySpellingComeBack) {
  expect_labels_come_back({});
  expect_labels_come_back(make_label_set({{"__name__", "up"}}));
  expect_labels_come_back(make_label_set({{"name", "Zürich 株式会社 🛰"}}));
  expect_labels_come_back(make_label_set({{"name", "a \"quoted\" \\ name\nof two lines"}}));
  expect_labels_come_back(make_label_set({{"name", std::string("with\0zero", 9)}}));
  // Where the length of a length changes.
  for (const std::size_t size : {120u, 121u, 127u, 128u, 129u, 16'383u, 16'384u, 300'000u}) {
    expect_labels_come_back(make_label_set({{"name", std::string(size, 'x')}}));
  }
}

TEST(LabelsDeathTest, OutOfOrderAreABug) {
  const LabelSet unsorted = {{"job", "a"}, {"__name__", "up"}};
  EXPECT_DEATH(static_cast<void>(encode_labels(unsorted)), "is_ordered");
  const LabelSet twice = {{"job", "a"}, {"job", "b"}};
  EXPECT_DEATH(static_cast<void>(encode_labels(twice)), "is_ordered");
}

void expect_sample_comes_back(UnixTime timestamp, ValueBits value) {
  const WrittenSeries got = round_trip(series_named("up"), timestamp, value);
  EXPECT_THAT(got.samples, ElementsAre(WrittenSample{timestamp, value})) << std::hex << value;
}

TEST(RequestEncoder, ValuesReachTheWireBitForBit) {
  for (const double value : {0.0, -0.0, 1.0, -1.5, 4503599627370496.0, 1e300, 5e-324}) {
    expect_sample_comes_back(kTick, value_bits(value));
  }
  expect_sample_comes_back(kTick, value_bits(std::numeric_limits<double>::infinity()));
  expect_sample_comes_back(kTick, 0x7ff8000000000001);
}

TEST(RequestEncoder, TheStaleMarkerStaysASignallingNan) {
  expect_sample_comes_back(kTick, kStaleMarkerBits);
}

TEST(RequestEncoder, AnyTimestampComesBack) {
  for (const std::int64_t ms :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{127}, std::int64_t{128},
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    expect_sample_comes_back(unix_ms(ms), value_bits(1));
  }
}

TEST(RequestEncoder, SeriesKeepTheOrderInWhichTheyWereAdded) {
  RequestEncoder encoder;
  encoder.add(encode_labels(series_named("b")), kTick, value_bits(1));
  encoder.add(encode_labels(series_named("a")), kTick, value_bits(2));
  EXPECT_EQ(encoder.series_count(), 2u);
  EXPECT_EQ(parse_write_request(encoder.finish()),
            (std::vector<WrittenSeries>{{series_named("b"), {{kTick, value_bits(1)}}},
                                        {series_named("a"), {{kTick, value_bits(2)}}}}));
}

TEST(RequestEncoder, BodyIsOneSnappyBlockThatStatesItsRawBytes) {
  RequestEncoder encoder;
  for (int i = 0; i < 3'000; ++i) {
    encoder.add(encode_labels(series_named("s" + std::to_string(i))), kTick, value_bits(i));
  }
  const std::size_t raw_bytes = encoder.raw_bytes();
  EXPECT_GT(raw_bytes, 65'536u) << "must span snappy's fragments";
  const std::string body = encoder.finish();
  EXPECT_FALSE(body.starts_with("\xff\x06")) << "the framed format is not remote write";
  // The preamble is the raw size as a varint of three bytes here.
  std::string preamble;
  for (std::size_t rest = raw_bytes; rest > 0; rest >>= 7) {
    preamble += static_cast<char>((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  }
  EXPECT_EQ(preamble.size(), 3u);
  EXPECT_EQ(body.substr(0, 3), preamble);
  EXPECT_EQ(uncompress_block(body).value_or("").size(), raw_bytes);
}

TEST(RequestEncoder, IsEmptyAfterFinishingAndTakesAnotherTimestamp) {
  RequestEncoder encoder;
  encoder.add(encode_labels(series_named("first")), kTick, value_bits(1));
  static_cast<void>(encoder.finish());
  EXPECT_EQ(encoder.series_count(), 0u);
  EXPECT_EQ(encoder.raw_bytes(), 0u);
  encoder.add(encode_labels(series_named("second")), kTick + 15s, value_bits(2));
  EXPECT_EQ(parse_write_request(encoder.finish()),
            (std::vector<WrittenSeries>{{series_named("second"), {{kTick + 15s, value_bits(2)}}}}));
}

TEST(RequestEncoder, AnswersForItsLimits) {
  const std::string labels = encode_labels(series_named("up"));
  RequestEncoder encoder;
  EXPECT_TRUE(encoder.has_room(labels, {.series_max = 0, .raw_bytes_max = 0}))
      << "a lone series must be sent to be refused";
  encoder.add(labels, kTick, value_bits(1));
  EXPECT_TRUE(encoder.has_room(labels, {.series_max = 2}));
  EXPECT_FALSE(encoder.has_room(labels, {.series_max = 1}));
  EXPECT_FALSE(encoder.has_room(labels, {.raw_bytes_max = 2 * encoder.raw_bytes() - 1}));
}

TEST(RequestEncoder, FilledByHasRoomStaysWithinTheLimits) {
  for (const RequestLimits limits :
       {RequestLimits{.series_max = 7}, RequestLimits{.raw_bytes_max = 1'000},
        RequestLimits{.raw_bytes_max = 100'000}}) {
    const std::string labels = encode_labels(series_named(std::string(200, 'x')));
    RequestEncoder encoder;
    while (encoder.has_room(labels, limits)) encoder.add(labels, kTick, value_bits(0.1));
    EXPECT_LE(encoder.series_count(), limits.series_max);
    EXPECT_LE(encoder.raw_bytes(), limits.raw_bytes_max);
    // Not by stopping early.
    EXPECT_TRUE(encoder.series_count() == limits.series_max ||
                encoder.raw_bytes() + 300 > limits.raw_bytes_max);
  }
}

TEST(RequestEncoderDeathTest, ASecondTimestampIsABug) {
  RequestEncoder encoder;
  encoder.add(encode_labels(series_named("up")), kTick, value_bits(1));
  EXPECT_DEATH(encoder.add(encode_labels(series_named("up")), kTick + 1ms, value_bits(1)),
               "timestamp == timestamp_");
}

TEST(RequestEncoderDeathTest, FinishingAnEmptyRequestIsABug) {
  RequestEncoder encoder;
  EXPECT_DEATH(static_cast<void>(encoder.finish()), "message_.size\\(\\) > 0");
}

}  // namespace
}  // namespace flowbridge

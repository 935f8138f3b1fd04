#include "remote_write/labels.h"
#include "remote_write/request_encoder.h"
#include "support/write_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr UnixTime kTick = unix_ms(1'700'000'000'000);

const MetricFamily kBytes = {.name = "flow_receive_bytes_total",
                             .type = FamilyType::kCounter,
                             .help = "Bytes that came in, by pair of AS.",
                             .unit = "bytes"};

LabelSet series_named(const std::string& name) {
  return make_label_set({{"__name__", name}});
}

// One family through the encoder and back through generated classes.
void expect_comes_back(const MetricFamily& family) {
  RequestEncoder encoder;
  encoder.add_metadata(family);
  EXPECT_EQ(encoder.raw_bytes(), serialize_write_request({}, {family}).size());
  const std::string body = encoder.finish();
  EXPECT_EQ(uncompress_block(body), serialize_write_request({}, {family}));
  EXPECT_THAT(parse_metadata(body), testing::Optional(ElementsAre(family)));
}

TEST(RequestMetadata, OfAnyFamilyComesBack) {
  expect_comes_back(kBytes);
  expect_comes_back({.name = "flow_as_info", .type = FamilyType::kGauge});
  expect_comes_back({.type = FamilyType::kCounter});
  expect_comes_back({.name = "a", .help = "Für \"alle\"\n", .unit = "µs"});
  // Where the length of a length changes.
  for (const std::size_t size : {100u, 127u, 128u, 16'383u, 16'384u}) {
    expect_comes_back({.name = "long", .help = std::string(size, 'x')});
  }
}

TEST(RequestMetadata, EveryTypeComesBack) {
  for (const FamilyType type : kFamilyTypes) expect_comes_back({.name = "a", .type = type});
}

TEST(RequestMetadata, GoesWithSeriesInOneRequest) {
  RequestEncoder encoder;
  encoder.add(encode_labels(series_named("flow_receive_bytes_total")), kTick, value_bits(7));
  encoder.add_metadata(kBytes);
  EXPECT_EQ(encoder.series_count(), 1u);
  const std::string body = encoder.finish();
  const std::vector<WrittenSeries> series = {
      {series_named("flow_receive_bytes_total"), {{kTick, value_bits(7)}}}};
  EXPECT_EQ(uncompress_block(body), serialize_write_request(series, {kBytes}));
  EXPECT_EQ(parse_write_request(body), series);
}

TEST(RequestMetadata, MayComeBeforeAndBetweenSeries) {
  RequestEncoder encoder;
  encoder.add_metadata(kBytes);
  encoder.add(encode_labels(series_named("a")), kTick, value_bits(1));
  encoder.add_metadata({.name = "flow_as_info"});
  encoder.add(encode_labels(series_named("b")), kTick, value_bits(2));
  const std::string body = encoder.finish();
  EXPECT_EQ(parse_write_request(body).value_or(std::vector<WrittenSeries>{}).size(), 2u);
  EXPECT_THAT(parse_metadata(body),
              testing::Optional(ElementsAre(kBytes, MetricFamily{.name = "flow_as_info"})));
}

TEST(RequestMetadata, IsNotInTheRequestAfter) {
  RequestEncoder encoder;
  encoder.add_metadata(kBytes);
  static_cast<void>(encoder.finish());
  EXPECT_EQ(encoder.raw_bytes(), 0u);
  encoder.add(encode_labels(series_named("a")), kTick, value_bits(1));
  EXPECT_THAT(parse_metadata(encoder.finish()), testing::Optional(IsEmpty()));
}

TEST(RequestMetadata, TakesRoomFromSeries) {
  const std::string labels = encode_labels(series_named("a"));
  RequestEncoder encoder;
  encoder.add_metadata(kBytes);
  EXPECT_FALSE(encoder.has_room(labels, {.raw_bytes_max = encoder.raw_bytes()}));
  EXPECT_TRUE(encoder.has_room(labels, {.series_max = 1}));
}

}  // namespace
}  // namespace flowbridge

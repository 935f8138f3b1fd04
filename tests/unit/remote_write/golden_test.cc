// Requests as bytes and as what generated classes read out of them: tests/golden/remote_write.
// UPDATE_GOLDEN=1 rewrites the files; the diff is the review.

#include "remote_write/labels.h"
#include "remote_write/request_encoder.h"
#include "remote_write/request_encoder_v2.h"
#include "support/golden_file.h"
#include "support/write_request.h"
#include "support/write_request_v2.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr UnixTime kTick = unix_ms(1'700'000'010'000);

struct Batch {
  std::string name;
  UnixTime timestamp;
  std::vector<std::pair<LabelSet, ValueBits>> series;
};

LabelSet receive_series(const std::string& source_name) {
  return make_label_set({{"__name__", "flow_receive_bytes_total"},
                         {"destination_as", "64496"},
                         {"destination_as_name", "Example \"Own\" Network"},
                         {"hostname", "bdr1.example.net"},
                         {"instance", "flows-1"},
                         {"job", "flowbridge"},
                         {"source_as", "64511"},
                         {"source_as_name", source_name}});
}

std::vector<Batch> batches() {
  return {
      {"birth_at_zero", kTick - 15s, {{receive_series("AS64511"), value_bits(0)}}},
      {"rising_and_stale",
       kTick,
       {{receive_series("AS64511"), kStaleMarkerBits},
        {receive_series("Beispiel Zürich"), value_bits(1'500)},
        {make_label_set({{"__name__", "flow_as_info"}, {"asn", "64511"}}), value_bits(1)}}},
      {"no_labels_at_the_epoch", unix_ms(0), {{{}, value_bits(-0.0)}}},
  };
}

std::string hex_dump(const std::string& bytes) {
  constexpr std::size_t kBytesPerLine = 32;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
    if (i % kBytesPerLine == kBytesPerLine - 1 || i + 1 == bytes.size()) text += '\n';
  }
  return text;
}

struct BatchV2 {
  std::string name;
  std::vector<WrittenSeriesV2> series;
};

std::vector<BatchV2> batches_v2() {
  const MetricFamily bytes = {
      .type = FamilyType::kCounter, .help = "Bytes received from other networks.", .unit = "bytes"};
  const MetricFamily info = {.type = FamilyType::kGauge, .help = "What is known of an AS."};
  return {
      {"v2_birth_at_zero",
       {{receive_series("AS64511"), bytes, {{kTick - 15s, value_bits(0), kTick - 15s}}}}},
      {"v2_rising_and_stale",
       {{receive_series("AS64511"), bytes, {{kTick, kStaleMarkerBits, kTick - 1h}}},
        {receive_series("Beispiel Zürich"), bytes, {{kTick, value_bits(1'500), kTick - 15s}}},
        {make_label_set({{"__name__", "flow_as_info"}, {"asn", "64511"}}),
         info,
         {{kTick, value_bits(1)}}}}},
      {"v2_no_labels_at_the_epoch", {{{}, {}, {{unix_ms(0), value_bits(-0.0)}}}}},
  };
}

// The message before compression: the bytes of another snappy release may differ, and be right.
std::string rendered(const Batch& batch) {
  RequestEncoder encoder;
  for (const auto& [labels, value] : batch.series) {
    encoder.add(encode_labels(labels), batch.timestamp, value);
  }
  const std::string body = encoder.finish();
  const auto decoded = parse_write_request(body);
  EXPECT_TRUE(decoded) << batch.name;
  return "message:\n" + hex_dump(uncompress_block(body).value_or("")) + "decoded:\n" +
         to_text(decoded.value_or(std::vector<WrittenSeries>{}));
}

std::string rendered(const BatchV2& batch) {
  SymbolTable symbols;
  RequestEncoderV2 encoder(symbols);
  for (const auto& [labels, family, samples] : batch.series) {
    const WrittenSampleV2& sample = samples.front();
    encoder.add(symbols.intern(labels), symbols.intern(family),
                {.timestamp = sample.timestamp, .value = sample.value, .start = sample.start});
  }
  const std::string body = encoder.finish();
  const auto decoded = parse_write_request_v2(body);
  EXPECT_TRUE(decoded) << batch.name;
  return "message:\n" + hex_dump(uncompress_block(body).value_or("")) + "decoded:\n" +
         to_text(decoded.value_or(WrittenRequestV2{}));
}

class GoldenRequest : public testing::TestWithParam<Batch> {};

TEST_P(GoldenRequest, HasTheBytesOnFile) {
  expect_golden("tests/golden/remote_write/" + std::string(GetParam().name) + ".txt",
                rendered(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(RemoteWrite, GoldenRequest, testing::ValuesIn(batches()),
                         [](const auto& each) { return each.param.name; });

class GoldenRequestV2 : public testing::TestWithParam<BatchV2> {};

TEST_P(GoldenRequestV2, HasTheBytesOnFile) {
  expect_golden("tests/golden/remote_write/" + GetParam().name + ".txt", rendered(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(RemoteWrite, GoldenRequestV2, testing::ValuesIn(batches_v2()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace flowbridge

#include "decode/decoder.h"
#include "support/flow_recorder.h"
#include "support/golden_file.h"
#include "support/reference_decoder.h"
#include "support/test_files.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

constexpr const char* kFolder = "tests/golden/pmacct/";

/// The payloads of a sample file: a line each, or the "payload" of the line's envelope.
std::vector<std::string> payloads_of(const std::string& file) {
  std::vector<std::string> payloads = lines_of(read_source_file(kFolder + file));
  for (std::string& payload : payloads) {
    const auto envelope = nlohmann::json::parse(payload);
    if (envelope.contains("payload")) payload = envelope["payload"].get<std::string>();
  }
  return payloads;
}

Counts total_of(const std::string& file) {
  const std::unique_ptr<Decoder> decoder = make_decoder(FlowFormat::kPmacctJson);
  FlowRecorder recorder;
  for (const std::string& payload : payloads_of(file)) decoder->decode(payload, recorder);
  return recorder.counts();
}

class PmacctGolden : public testing::TestWithParam<const char*> {};

TEST_P(PmacctGolden, MessagesGiveTheExpectedRecords) {
  const std::unique_ptr<Decoder> decoder = make_decoder(FlowFormat::kPmacctJson);
  std::string seen;
  int number = 0;
  for (const std::string& payload : payloads_of(std::string(GetParam()) + ".jsonl")) {
    seen += "# message " + std::to_string(number++) + "\n";
    for (const std::string& line : decoded(*decoder, payload)) seen += line + "\n";
  }
  expect_golden(std::string(kFolder) + GetParam() + ".expected.txt", seen);
}

TEST_P(PmacctGolden, TheReferenceDecoderAgrees) {
  const std::unique_ptr<Decoder> decoder = make_decoder(FlowFormat::kPmacctJson);
  ReferenceDecoder reference;
  for (const std::string& payload : payloads_of(std::string(GetParam()) + ".jsonl")) {
    EXPECT_EQ(decoded(*decoder, payload), decoded(reference, payload)) << payload;
  }
}

INSTANTIATE_TEST_SUITE_P(Samples, PmacctGolden,
                         testing::Values("pmacct-seed", "pmacct-lab-1.7.7-default-markers",
                                         "pmacct-lab-1.7.7-default-markers.envelopes",
                                         "pmacct-lab-1.7.7-epoch-timestamps",
                                         "pmacct-lab-1.7.7-multivalues.envelopes",
                                         "pmacct-lab-1.7.7-sampled", "pmacct-lab-1.7.7-sum_as",
                                         "pmacct-lab-1.7.7-wide", "synthetic-edge-cases"),
                         [](const testing::TestParamInfo<const char*>& param) {
                           std::string name = param.param;
                           for (char& c : name) {
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           }
                           return name;
                         });

// Added up by hand from the messages, not from the decoder.
TEST(PmacctSamples, TotalsAreExact) {
  const Counts markers = {.bytes = 6752, .packets = 18, .flows = 8};
  EXPECT_EQ(total_of("pmacct-seed.jsonl"),
            (Counts{.bytes = 1075281 + 20182 + 60, .packets = 248 + 42 + 1, .flows = 3}));
  EXPECT_EQ(total_of("pmacct-lab-1.7.7-default-markers.jsonl"), markers);
  EXPECT_EQ(total_of("pmacct-lab-1.7.7-default-markers.envelopes.jsonl"), markers);
  EXPECT_EQ(total_of("pmacct-lab-1.7.7-multivalues.envelopes.jsonl"), markers);
  EXPECT_EQ(total_of("pmacct-lab-1.7.7-sum_as.jsonl"),
            (Counts{.bytes = 2 * 6752, .packets = 2 * 18, .flows = 4}));
}

}  // namespace
}  // namespace flowbridge

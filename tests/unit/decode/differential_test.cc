// The real decoder against the slow reference, on samples changed at random.
#include "decode/decoder.h"
#include "support/flow_recorder.h"
#include "support/reference_decoder.h"
#include "support/test_files.h"

#include <random>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr unsigned kSeed = 20191117;
constexpr int kRounds = 20'000;

/// Pieces that matter to the format, to be put anywhere.
constexpr const char* kPieces[] = {"{",
                                   "}",
                                   "[",
                                   "]",
                                   "\"",
                                   ":",
                                   ",",
                                   "\\",
                                   "\n",
                                   " ",
                                   "0",
                                   "-",
                                   "1e3",
                                   ".",
                                   "null",
                                   "true",
                                   "\"bytes\":",
                                   "\"as_src\":",
                                   "\"label\":",
                                   "\"event_type\":\"purge\",",
                                   "{\"long\":",
                                   "{}",
                                   "\\u0031",
                                   "\\ud800",
                                   "\xff",
                                   "\xc3\xa9",
                                   "18446744073709551616",
                                   "\"flows\":2,",
                                   "\"peer_ip_src\":\"a\",",
                                   "\"timestamp_end\":\"1795404281.5\","};

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string mutated(std::string text) {
    for (std::size_t changes = 1 + below(4); changes > 0 && !text.empty(); --changes) {
      const std::size_t at = below(text.size());
      const std::size_t size = std::min(text.size() - at, 1 + below(12));
      switch (below(5)) {
        case 0:
          text[at] = static_cast<char>(below(256));
          break;
        case 1:
          text.erase(at, size);
          break;
        case 2:
          text.insert(at, text.substr(below(text.size()), size));
          break;
        case 3:
          text.resize(at);
          break;
        case 4:
          text.insert(at, kPieces[below(std::size(kPieces))]);
          break;
      }
    }
    return text;
  }

  std::size_t below(std::size_t limit) { return random_() % limit; }

 private:
  std::mt19937 random_;
};

TEST(Differential, BothDecodersSayTheSameOfDamagedMessages) {
  std::vector<std::string> messages;
  for (const char* file : {"pmacct-seed", "pmacct-lab-1.7.7-epoch-timestamps",
                           "pmacct-lab-1.7.7-wide", "pmacct-lab-1.7.7-default-markers"}) {
    for (std::string& line :
         lines_of(read_source_file("tests/golden/pmacct/" + std::string(file) + ".jsonl"))) {
      messages.push_back(std::move(line));
    }
  }
  messages.push_back(R"({"label":{"node":"r1","site":"ams"},"bytes":{"long":60}})");
  messages.push_back(R"({"label":"caf\u00e9 \ud83d\ude00","bytes":"60","packets":1})");

  const std::unique_ptr<Decoder> decoder = make_decoder(FlowFormat::kPmacctJson);
  ReferenceDecoder reference;
  Mutator mutator(kSeed);
  int undefined = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::string payload = mutator.mutated(messages[mutator.below(messages.size())]);
    if (round % 4 == 0) payload += "\n" + messages[mutator.below(messages.size())];
    const std::vector<std::string> expected = decoded(reference, payload);
    if (reference.undefined()) {
      ++undefined;
      continue;
    }
    ASSERT_EQ(decoded(*decoder, payload), expected) << "seed " << kSeed << ": " << payload;
  }
  EXPECT_LT(undefined, kRounds / 100);
}

TEST(Differential, OnlyNumbersBeyondADoublesRangeAreReadDifferently) {
  const std::string payload = R"({"bytes":60,"x":1e999})";
  const std::unique_ptr<Decoder> decoder = make_decoder(FlowFormat::kPmacctJson);
  ReferenceDecoder reference;
  EXPECT_EQ(decoded(*decoder, payload),
            std::vector<std::string>{"flow - -> - bytes=60 packets=0 flows=1 exporter=\"\""});
  EXPECT_EQ(decoded(reference, payload), std::vector<std::string>{"rejected invalid_json"});
  EXPECT_TRUE(reference.undefined());
  decoded(reference, R"({"bytes":60,"x":1e99})");
  EXPECT_FALSE(reference.undefined());
}

}  // namespace
}  // namespace flowbridge

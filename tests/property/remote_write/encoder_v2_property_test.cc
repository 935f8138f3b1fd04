// The hand-written encoder of 2.0, and the table that it takes texts from, against generated
// classes, on random requests while series come and go.

#include "property/remote_write/random_samples.h"
#include "remote_write/request_encoder_v2.h"
#include "support/write_request.h"
#include "support/write_request_v2.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr int kRounds = 300;
constexpr std::size_t kSeriesMax = 40;

struct KnownSeries {
  LabelSet labels;
  std::vector<WireSymbol> symbols;
};

/// A destination as it lives: series come, are sent, and are forgotten.
class Destination {
 public:
  explicit Destination(RandomSamples& random) : random_(random) {
    for (int i = 0; i < 3; ++i) families_.push_back(any_family());
  }

  void forget_some() {
    std::erase_if(known_, [&](const KnownSeries& series) {
      if (random_.below(4) != 0) return false;
      symbols_.release(series.symbols);
      return true;
    });
  }

  void send_some() {
    const RequestLimits limits = {.series_max = 1 + random_.below(kSeriesMax),
                                  .raw_bytes_max = 1'000 + random_.below(50'000)};
    const UnixTime timestamp = random_.timestamp();
    while (known_.size() < kSeriesMax && random_.below(10) != 0) meet_series();
    std::vector<WrittenSeriesV2> sent;
    for (const KnownSeries& series : known_) {
      if (random_.below(3) == 0) continue;
      const MetricFamily& family = families_[random_.below(families_.size())];
      const FamilySymbols family_symbols = symbols_.intern(family);
      if (!encoder_.has_room(series.symbols, family_symbols, limits)) finish(sent, limits);
      sent.push_back({series.labels, family, {{timestamp, random_.value(), any_start()}}});
      const WrittenSampleV2& sample = sent.back().samples.front();
      encoder_.add(series.symbols, family_symbols,
                   {.timestamp = timestamp, .value = sample.value, .start = sample.start});
    }
    if (!sent.empty()) finish(sent, limits);
  }

  /// What all known series are made of, and the families.
  std::size_t texts_in_use() const {
    std::set<std::string> texts = {""};
    for (const MetricFamily& family : families_) texts.insert({family.help, family.unit});
    for (const KnownSeries& series : known_) {
      for (const Label& label : series.labels) texts.insert({label.name, label.value});
    }
    return texts.size();
  }
  const SymbolTable& symbols() const { return symbols_; }

 private:
  MetricFamily any_family() {
    MetricFamily family;
    family.type = kFamilyTypes.at(random_.below(kFamilyTypes.size()));
    family.help = random_.text(random_.below(60));
    family.unit = random_.text(random_.below(4));
    return family;
  }

  UnixTime any_start() { return random_.below(3) == 0 ? unix_ms(0) : random_.timestamp(); }

  // Its values are often those of others, and sometimes names.
  void meet_series() {
    LabelSet labels = random_.labels();
    for (Label& label : labels) {
      if (random_.below(2) == 0) label.value = "common " + std::to_string(random_.below(20));
      if (random_.below(10) == 0) label.value = label.name;
    }
    const std::vector<WireSymbol> symbols = symbols_.intern(labels);
    known_.push_back({std::move(labels), symbols});
  }

  void finish(std::vector<WrittenSeriesV2>& sent, const RequestLimits& limits) {
    ASSERT_EQ(encoder_.series_count(), sent.size());
    const std::size_t raw_bytes = encoder_.raw_bytes();
    const std::string body = encoder_.finish();
    const std::string message = uncompress_block(body).value_or("");
    const std::string expected = serialize_write_request_v2(sent);
    ASSERT_EQ(reserialize_write_request_v2(message), expected);
    ASSERT_EQ(message.size(), expected.size());
    ASSERT_EQ(message.size(), raw_bytes);
    ASSERT_LE(sent.size(), limits.series_max);
    ASSERT_TRUE(sent.size() == 1 || raw_bytes <= limits.raw_bytes_max) << raw_bytes;

    const auto request = parse_write_request_v2(body);
    ASSERT_TRUE(request);
    ASSERT_EQ(request->series, sent);
    ASSERT_EQ(request->symbols.front(), "");
    const std::set<std::string> once(request->symbols.begin(), request->symbols.end());
    ASSERT_EQ(once.size(), request->symbols.size());
    sent.clear();
  }

  RandomSamples& random_;
  SymbolTable symbols_;
  RequestEncoderV2 encoder_{symbols_};
  std::vector<MetricFamily> families_;
  std::vector<KnownSeries> known_;
};

TEST(EncoderV2Property, WritesWhatGeneratedCodeWouldAndIsReadBackTheSame) {
  RandomSamples random(random_seed());
  Destination destination(random);
  std::size_t texts_max = 0;
  for (int i = 0; i < kRounds; ++i) {
    destination.forget_some();
    destination.send_some();
    ASSERT_FALSE(testing::Test::HasFatalFailure()) << "round " << i << " of seed " << random_seed();
    texts_max = std::max(texts_max, destination.texts_in_use());
    ASSERT_LE(destination.symbols().size(), texts_max) << "numbers are used again";
  }
  EXPECT_GT(destination.symbols().gone_count(), 1'000u) << "or nothing was forgotten";
}

}  // namespace
}  // namespace flowbridge

// The hand-written encoder against generated classes, on random requests.

#include "remote_write/labels.h"
#include "remote_write/request_encoder.h"
#include "support/write_request.h"

#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

class RandomRequests {
 public:
  explicit RandomRequests(std::uint64_t seed) : engine_(seed) {}

  std::vector<WrittenSeries> next() {
    const UnixTime timestamp = any_timestamp();
    std::vector<WrittenSeries> request(1 + below(40));
    for (WrittenSeries& series : request) {
      series = {any_labels(), {{timestamp, any_value()}}};
    }
    return request;
  }

 private:
  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

  UnixTime any_timestamp() {
    switch (below(4)) {
      case 0:
        return unix_ms(static_cast<std::int64_t>(engine_()));
      case 1:
        return unix_ms(static_cast<std::int64_t>(below(300)));
      default:
        return unix_ms(1'700'000'000'000 + static_cast<std::int64_t>(below(1'000'000'000)));
    }
  }

  ValueBits any_value() {
    switch (below(5)) {
      case 0:
        return engine_();
      case 1:
        return kStaleMarkerBits;
      case 2:
        return value_bits(0);
      default:
        return value_bits(static_cast<double>(below(std::uint64_t{1} << 52)));
    }
  }

  // Any sequence of code points but surrogates, mostly short.
  std::string any_text(std::size_t code_points) {
    std::string text;
    for (std::size_t i = 0; i < code_points; ++i) append_code_point(text);
    return text;
  }

  void append_code_point(std::string& text) {
    switch (below(8)) {
      case 0:
        text += {static_cast<char>(0xc3), static_cast<char>(0x80 + below(0x40))};
        break;
      case 1:
        text += {static_cast<char>(0xe6), static_cast<char>(0x80 + below(0x40)),
                 static_cast<char>(0x80 + below(0x40))};
        break;
      case 2:
        text += {static_cast<char>(0xf0), static_cast<char>(0x9f),
                 static_cast<char>(0x80 + below(0x40)), static_cast<char>(0x80 + below(0x40))};
        break;
      default:
        text += static_cast<char>(below(0x80));
        break;
    }
  }

  LabelSet any_labels() {
    std::vector<Label> labels;
    const std::uint64_t count = below(12);
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::size_t size = below(20) == 0 ? below(20'000) : below(40);
      labels.push_back({"l" + std::to_string(i) + any_text(below(4)), any_text(size)});
    }
    return make_label_set(std::move(labels));
  }

  std::mt19937_64 engine_;
};

constexpr int kRequests = 400;

std::uint64_t seed() {
  const char* const text = std::getenv("FLOWBRIDGE_SEED");
  return text == nullptr ? 20'231'114 : std::strtoull(text, nullptr, 10);
}

TEST(EncoderProperty, WritesWhatGeneratedCodeWritesAndIsReadBackTheSame) {
  RandomRequests requests(seed());
  RequestEncoder encoder;  // one for all: what a request leaves behind must not show in the next
  for (int i = 0; i < kRequests; ++i) {
    const std::vector<WrittenSeries> request = requests.next();
    for (const WrittenSeries& series : request) {
      encoder.add(encode_labels(series.labels), series.samples[0].timestamp,
                  series.samples[0].value);
    }
    const std::size_t raw_bytes = encoder.raw_bytes();
    const std::string body = encoder.finish();
    ASSERT_EQ(parse_write_request(body), request) << "request " << i << " of seed " << seed();
    const std::string message = uncompress_block(body).value_or("");
    ASSERT_EQ(message, serialize_write_request(request))
        << "request " << i << " of seed " << seed();
    ASSERT_EQ(message.size(), raw_bytes);
  }
}

}  // namespace
}  // namespace flowbridge

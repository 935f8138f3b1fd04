// The hand-written encoder against generated classes, on random requests.

#include "property/remote_write/random_samples.h"
#include "remote_write/labels.h"
#include "remote_write/request_encoder.h"
#include "support/write_request.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr int kRequests = 400;

std::vector<WrittenSeries> any_request(RandomSamples& random) {
  const UnixTime timestamp = random.timestamp();
  std::vector<WrittenSeries> request(1 + random.below(40));
  for (WrittenSeries& series : request) series = {random.labels(), {{timestamp, random.value()}}};
  return request;
}

TEST(EncoderProperty, WritesWhatGeneratedCodeWritesAndIsReadBackTheSame) {
  RandomSamples random(random_seed());
  RequestEncoder encoder;  // one for all: what a request leaves behind must not show in the next
  for (int i = 0; i < kRequests; ++i) {
    const std::vector<WrittenSeries> request = any_request(random);
    for (const WrittenSeries& series : request) {
      encoder.add(encode_labels(series.labels), series.samples[0].timestamp,
                  series.samples[0].value);
    }
    const std::size_t raw_bytes = encoder.raw_bytes();
    const std::string body = encoder.finish();
    ASSERT_EQ(parse_write_request(body), request)
        << "request " << i << " of seed " << random_seed();
    const std::string message = uncompress_block(body).value_or("");
    ASSERT_EQ(message, serialize_write_request(request))
        << "request " << i << " of seed " << random_seed();
    ASSERT_EQ(message.size(), raw_bytes);
  }
}

}  // namespace
}  // namespace flowbridge

// Our model of a Prometheus that takes remote write 2.0 against the program, which tests/e2e/run.sh
// version-two builds and names in PROMETHEUS3_PROGRAM.

#include "curl/http_client.h"
#include "remote_write/protocol.h"
#include "support/known_receivers.h"
#include "support/prometheus_process.h"
#include "support/write_request_v2.h"

#include <chrono>
#include <cstdlib>
#include <map>
#include <random>

#include <gtest/gtest.h>
#include <snappy.h>

namespace flowbridge {
namespace {

constexpr Duration kPatience = 30s;
constexpr const char* kWritten = "x-prometheus-remote-write-samples-written";

std::string body_of(const std::vector<WrittenSeriesV2>& request) {
  const std::string message = serialize_write_request_v2(request);
  std::string body;
  snappy::Compress(message.data(), message.size(), &body);
  return body;
}

std::string written(const std::vector<HttpHeader>& headers) {
  for (const HttpHeader& header : headers) {
    if (header.name == kWritten) return header.value;
  }
  return "not said";
}

class Prometheus3Test : public testing::Test {
 protected:
  void SetUp() override {
    if (prometheus3_program().empty()) {
      GTEST_SKIP() << "PROMETHEUS3_PROGRAM names no program; "
                      "tests/e2e/run.sh version-two does";
    }
    Result<std::unique_ptr<PrometheusProcess>> started =
        PrometheusProcess::start({.program = prometheus3_program()});
    ASSERT_TRUE(started) << started.error().message();
    prometheus_ = std::move(*started);
    headers_ = request_headers({.user_agent = "flowbridge/test", .protocol = WireProtocol::kV2});
  }

  HttpCompletion post(const std::string& body) {
    client_.start({.id = 1, .url = prometheus_->write_url(), .headers = headers_, .body = body});
    std::vector<HttpCompletion> done = client_.collect(kPatience);
    EXPECT_EQ(done.size(), 1u);
    return done.empty() ? HttpCompletion{} : std::move(done.front());
  }

  /// Few series, few times, few values: nearly every request meets an earlier one. Starts are
  /// before, at and after their samples. Times go on with the requests.
  std::vector<WrittenSeriesV2> random_request(int number) {
    const UnixTime newest = base_ - 15min + number * 800ms;
    std::vector<WrittenSeriesV2> request(1 + below(3));
    for (WrittenSeriesV2& series : request) {
      series.labels = make_label_set({{"__name__", "random"}, {"s", std::to_string(below(12))}});
      series.family.type = FamilyType::kCounter;
      const std::size_t samples = 1 + below(2);
      for (std::size_t i = 0; i < samples; ++i) {
        const Duration age = below(6) == 0 ? Duration(10min * below(9)) : Duration(1s * below(90));
        const UnixTime time = newest - age;
        const ValueBits value =
            below(8) == 0 ? kStaleMarkerBits : value_bits(static_cast<double>(below(3)));
        const UnixTime start = below(3) == 0 ? UnixTime{} : time - 1min + Duration(30s * below(5));
        series.samples.push_back({.timestamp = time, .value = value, .start = start});
      }
    }
    return request;
  }

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

  std::unique_ptr<PrometheusProcess> prometheus_;
  CurlHttpClient client_;
  std::vector<HttpHeader> headers_;
  std::mt19937_64 random_;
  // Prometheus counts from the newest sample, its queries from now.
  const UnixTime base_ = unix_ms(
      std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())
          .count());
};

TEST_F(Prometheus3Test, AnswersRandomRequestsAsTheModelDoes) {
  constexpr int kRequests = 1'000;
  const char* const given = std::getenv("FLOWBRIDGE_SEED");
  const std::uint64_t seed = given == nullptr ? 316 : std::strtoull(given, nullptr, 10);
  random_.seed(seed);
  ReceiverModel model(prometheus_3());
  for (int i = 0; i < kRequests; ++i) {
    const std::string body = body_of(random_request(i));
    const HttpCompletion real = post(body);
    const ReceiverAnswer expected = model.write(body, base_, write_headers(headers_));
    ASSERT_EQ(real.status, expected.status) << "request " << i << " of seed " << seed;
    ASSERT_EQ(written(real.headers), written(expected.headers))
        << "request " << i << " of seed " << seed << ": " << real.text;
  }
  const auto stored = prometheus_->samples("random", base_, 3h);
  ASSERT_TRUE(stored) << stored.error().message();
  std::map<LabelSet, std::vector<WrittenSample>> real;
  for (const WrittenSeries& series : *stored) real[series.labels] = series.samples;
  // Queries do not show stale markers.
  std::map<LabelSet, std::vector<WrittenSample>> visible;
  for (auto [labels, samples] : model.series()) {
    std::erase_if(samples, [](const auto& each) { return each.value == kStaleMarkerBits; });
    if (!samples.empty()) visible[labels] = std::move(samples);
  }
  EXPECT_EQ(real, visible);
  EXPECT_GT(model.answers(204), 20u) << "a run of refusals alone would prove little";
  EXPECT_GT(model.answers(400), 20u);
}

}  // namespace
}  // namespace flowbridge

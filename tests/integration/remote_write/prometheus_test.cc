// Our requests, and our model of the receiver, against a real Prometheus.

#include "curl/http_client.h"
#include "remote_write/labels.h"
#include "remote_write/protocol.h"
#include "remote_write/request_encoder.h"
#include "support/prometheus_process.h"
#include "support/receiver_facts.h"
#include "support/receiver_model.h"

#include <chrono>
#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using Stored = std::map<LabelSet, std::vector<WrittenSample>>;

constexpr Duration kPatience = 30s;

class PrometheusTest : public testing::Test {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<PrometheusProcess>> started = PrometheusProcess::start();
    if (!started && started.error().code() == ErrorCode::kNotFound) {
      GTEST_SKIP() << started.error().message();
    }
    ASSERT_TRUE(started) << started.error().message();
    prometheus_ = std::move(*started);
  }

  // What a delivery loop does, once.
  std::optional<int> post(std::string body) {
    HttpRequest request{.id = 1,
                        .url = prometheus_->write_url(),
                        .headers = request_headers({.user_agent = "flowbridge/test"}),
                        .body = std::move(body)};
    client_.start(std::move(request));
    const std::vector<HttpCompletion> done = client_.collect(kPatience);
    EXPECT_EQ(done.size(), 1u);
    return done.empty() ? std::nullopt : done[0].status;
  }

  std::optional<int> post_sample(const LabelSet& labels, UnixTime timestamp, ValueBits value) {
    encoder_.add(encode_labels(labels), timestamp, value);
    return post(encoder_.finish());
  }

  Stored query(const std::string& selector) {
    Stored stored;
    const auto series = prometheus_->samples(selector, base_, 2h);
    EXPECT_TRUE(series) << series.error().message();
    if (!series) return stored;
    for (const WrittenSeries& each : *series) stored[each.labels] = each.samples;
    return stored;
  }

  // Queries do not show stale markers.
  static Stored without_stale_markers(const Stored& stored) {
    Stored visible;
    for (auto [labels, samples] : stored) {
      std::erase_if(samples, [](const auto& each) { return each.value == kStaleMarkerBits; });
      if (!samples.empty()) visible[labels] = std::move(samples);
    }
    return visible;
  }

  std::unique_ptr<PrometheusProcess> prometheus_;
  CurlHttpClient client_;
  RequestEncoder encoder_;
  // Prometheus counts from the newest sample, its queries from now.
  const UnixTime base_ = unix_ms(
      std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())
          .count());
};

TEST_F(PrometheusTest, StoresWhatTheEncoderWrites) {
  const LabelSet labels = make_label_set({{"__name__", "flow_receive_bytes_total"},
                                          {"job", "flowbridge"},
                                          {"source_as_name", "Zürich \"quoted\" \\ 株式会社"}});
  EXPECT_EQ(post_sample(labels, base_ - 30s, value_bits(0)), 204);
  EXPECT_EQ(post_sample(labels, base_ - 15s, value_bits(500)), 204);
  EXPECT_EQ(post_sample(labels, base_ - 15s, value_bits(500)), 204) << "equal duplicate";
  EXPECT_EQ(post_sample(labels, base_ - 15s, value_bits(501)), 400) << "same time, other value";
  EXPECT_EQ(post_sample(labels, base_ - 30s, value_bits(0)), 400) << "older";
  EXPECT_EQ(post_sample(labels, base_, value_bits(4503599627370495.0)), 204);
  const Stored want = {{labels,
                        {{base_ - 30s, value_bits(0)},
                         {base_ - 15s, value_bits(500)},
                         {base_, value_bits(4503599627370495.0)}}}};
  EXPECT_EQ(query("flow_receive_bytes_total"), want);
}

TEST_F(PrometheusTest, EndsASeriesAtOurStaleMarker) {
  const LabelSet labels = make_label_set({{"__name__", "ended"}});
  EXPECT_EQ(post_sample(labels, base_ - 30s, value_bits(7)), 204);
  EXPECT_EQ(post_sample(labels, base_ - 15s, kStaleMarkerBits), 204);
  // An ordinary NaN would be among the samples.
  EXPECT_EQ(query("ended"), (Stored{{labels, {{base_ - 30s, value_bits(7)}}}}));
}

TEST_F(PrometheusTest, StoresAFullRequest) {
  const RequestLimits limits;
  for (std::size_t i = 0; i < limits.series_max; ++i) {
    const std::string labels =
        encode_labels(make_label_set({{"__name__", "many"}, {"source_as", std::to_string(i)}}));
    ASSERT_TRUE(encoder_.has_room(labels, limits));
    encoder_.add(labels, base_, value_bits(static_cast<double>(i)));
  }
  EXPECT_EQ(post(encoder_.finish()), 204);
  EXPECT_EQ(query("many").size(), limits.series_max);
}

TEST_F(PrometheusTest, HoldsEveryFactOfTheModel) {
  for (const ReceiverFact& fact : prometheus_facts()) {
    for (const FactStep& step : fact.steps) {
      EXPECT_EQ(post(make_request_body(fact_request(fact, step, base_))), step.status) << fact.name;
    }
    EXPECT_EQ(query("fact{fact=\"" + fact.name + "\"}"),
              without_stale_markers(fact_outcome(fact, base_)))
        << fact.name;
  }
}

// Few series, few times, few values: nearly every request meets an earlier one.
std::vector<WrittenSeries> random_request(std::mt19937_64& random, UnixTime base) {
  const auto below = [&](std::uint64_t limit) { return random() % limit; };
  std::vector<WrittenSeries> request(1 + below(3));
  for (WrittenSeries& series : request) {
    series.labels = make_label_set({{"__name__", "random"}, {"s", std::to_string(below(12))}});
    const std::size_t samples = 1 + below(2);
    for (std::size_t i = 0; i < samples; ++i) {
      const Duration age = below(6) == 0 ? Duration(10min * below(9)) : Duration(1s * below(90));
      const ValueBits value =
          below(8) == 0 ? kStaleMarkerBits : value_bits(static_cast<double>(below(3)));
      series.samples.push_back({base - age, value});
    }
  }
  return request;
}

TEST_F(PrometheusTest, AnswersRandomRequestsAsTheModelDoes) {
  constexpr int kRequests = 1'000;
  const char* const given = std::getenv("FLOWBRIDGE_SEED");
  const std::uint64_t seed = given == nullptr ? 242 : std::strtoull(given, nullptr, 10);
  std::mt19937_64 random(seed);
  ReceiverModel model;
  for (int i = 0; i < kRequests; ++i) {
    const std::vector<WrittenSeries> request = random_request(random, base_);
    const std::string body = make_request_body(request);
    ASSERT_EQ(post(body), model.write(body, base_).status)
        << "request " << i << " of seed " << seed << "\n"
        << to_text(request);
  }
  EXPECT_EQ(query("random"), without_stale_markers(model.series()));
  EXPECT_GT(model.answers(204), 20u) << "a run of refusals alone would prove little";
  EXPECT_GT(model.answers(400), 20u);
}

}  // namespace
}  // namespace flowbridge

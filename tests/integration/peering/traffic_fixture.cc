#include "integration/peering/traffic_fixture.h"

#include <algorithm>
#include <functional>
#include <string>

namespace flowbridge {
namespace {

constexpr int kDays = 30;
constexpr int kDaySamples = 288;
constexpr std::int64_t kStepSeconds = 300;
constexpr std::int64_t kWindowSeconds = kDays * (kDaySamples * kStepSeconds);

/// Counters, from the first of these samples to the last.
struct Counter {
  std::string series;
  int first = 0;
  int last = kDays * kDaySamples;
  /// In the step that ends with this sample.
  std::function<std::int64_t(int sample)> rate{};
};

void write_counter(std::ostream& out, const Counter& counter, const SampleOptions& options) {
  const std::int64_t begin = to_ms(kFixtureEnd) / 1000 - kWindowSeconds;
  const std::int64_t scale = options.unit == TimeUnit::kSeconds ? 1 : 1000;
  const std::int64_t step = options.step_seconds;
  const std::int64_t first = counter.first * kStepSeconds;
  std::int64_t bytes = 0;
  for (std::int64_t time = first; time <= counter.last * kStepSeconds; time += step) {
    const auto sample = static_cast<int>((time + kStepSeconds - 1) / kStepSeconds);
    if (time > first) bytes += counter.rate(sample) * step;
    out << counter.series << ' ' << bytes << ' ' << (begin + time) * scale << '\n';
  }
}

std::string receive_series(const std::string& remote, const std::string& hostname) {
  return R"(flow_receive_bytes_total{source_as=")" + remote +
         R"(",destination_as="1103",hostname=")" + hostname + "\"}";
}

std::string transmit_series(const std::string& remote, const std::string& hostname) {
  return R"(flow_transmit_bytes_total{source_as="1103",destination_as=")" + remote +
         R"(",hostname=")" + hostname + "\"}";
}

Counter in_of(const FixtureAs& as) {
  Counter counter{.series = receive_series(std::to_string(as.asn()), as.hostname())};
  if (as.is_steady()) {
    counter.rate = [as](int sample) {
      return (sample - 1) % kDaySamples < as.bursts() ? as.high_rate() : as.low_rate();
    };
    return counter;
  }
  counter.first = as.only_day() * kDaySamples;
  counter.last = counter.first + kDaySamples;
  counter.rate = [as](int) { return as.only_rate(); };
  return counter;
}

Counter steady(std::string series, std::int64_t rate) {
  return {.series = std::move(series), .rate = [rate](int) { return rate; }};
}

}  // namespace

ExpectedRates expected_in(const FixtureAs& as, int days) {
  if (as.is_steady()) {
    // Of 8640 samples the 433 highest are at the percentile's rank or above, of 2016 the 101.
    const int needed = days == 30 ? 433 : 101;
    const std::int64_t p95 = days * as.bursts() >= needed ? as.high_rate() : as.low_rate();
    return {.average_bits = as.low_rate() * (kDaySamples + std::int64_t{2} * as.bursts()) / 36,
            .p95_bits = 8 * p95,
            .samples = days * kDaySamples};
  }
  const bool is_within = as.only_day() >= kDays - days;
  if (!is_within) return {};
  // A day is too little for the percentile of 30 days, and enough for that of 7.
  return {.average_bits = (8 * as.only_rate() * 2 + days) / (std::int64_t{2} * days),
          .p95_bits = days == 30 ? 0 : 8 * as.only_rate(),
          .samples = kDaySamples};
}

ExpectedRates expected_out(const FixtureAs& as, int days) {
  if (!as.is_steady()) return {};
  return {.average_bits = 8 * as.out_rate(),
          .p95_bits = 8 * as.out_rate(),
          .samples = days * kDaySamples};
}

std::vector<FixtureAs> expected_ranking() {
  std::vector<FixtureAs> all;
  for (int number = 1; number <= kFixtureAs; ++number) all.push_back({.number = number});
  const auto bill = [](const FixtureAs& as) {
    return std::max(expected_in(as, 30).p95_bits, expected_out(as, 30).p95_bits);
  };
  const auto average = [](const FixtureAs& as) {
    return std::max(expected_in(as, 30).average_bits, expected_out(as, 30).average_bits);
  };
  std::stable_sort(all.begin(), all.end(), [&](const FixtureAs& a, const FixtureAs& b) {
    return bill(a) != bill(b) ? bill(a) > bill(b) : average(a) > average(b);
  });
  return all;
}

void write_samples(std::ostream& out, const SampleOptions& options) {
  const bool is_openmetrics = options.unit == TimeUnit::kSeconds;
  if (is_openmetrics) out << "# TYPE flow_receive_bytes counter\n";
  for (int number = options.every; number <= kFixtureAs; number += options.every) {
    write_counter(out, in_of({.number = number}), options);
  }
  write_counter(out, steady(receive_series("0", "edge-1"), kUnknownRate), options);
  write_counter(out, steady(receive_series("other", "edge-1"), kFoldedRate), options);
  if (is_openmetrics) out << "# TYPE flow_transmit_bytes counter\n";
  for (int number = options.every; number <= kSteadyAs; number += options.every) {
    const FixtureAs as{.number = number};
    write_counter(out,
                  steady(transmit_series(std::to_string(as.asn()), as.hostname()), as.out_rate()),
                  options);
  }
  if (is_openmetrics) out << "# EOF\n";
}

}  // namespace flowbridge

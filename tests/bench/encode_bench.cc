// How fast samples become request bodies on one core, and how small: design §11.
//
// Series as a flow bridge has them: nine labels, three metrics per flow key, 300 networks, one
// sample per series, label bytes cached. Per batch size the best of five runs, because the machine
// may be busy with something else and only ever makes it slower. Exit status 1 if a target is
// missed.

#include "remote_write/labels.h"
#include "remote_write/request_encoder.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

namespace flowbridge {
namespace {

constexpr double kSamplesPerSecondMin = 4e6;
constexpr double kBytesPerSampleMax = 35;

constexpr int kNetworks = 300;
constexpr int kSeries = 30'000;
constexpr int kRuns = 5;
constexpr int kTicksPerRun = 20;

constexpr UnixTime kFirstTick = unix_ms(1'700'000'000'000);
constexpr Duration kWindow = 15s;

struct Network {
  std::string number;
  std::string name;
};

struct Series {
  std::string label_bytes;
  std::uint64_t bytes = 0;
};

struct Figures {
  double samples_per_second = 0;
  double bytes_per_sample = 0;
};

// Names of two to four words, as registries have them.
std::vector<Network> make_networks(std::mt19937_64& random) {
  constexpr std::array<const char*, 16> kFirst = {
      "Northern", "Pacific", "Alpine",  "Baltic", "Central", "Coastal", "Delta",    "Eastern",
      "Harbour",  "Island",  "Lowland", "Metro",  "Prairie", "River",   "Southern", "Valley"};
  constexpr std::array<const char*, 12> kSecond = {"Broadband", "Carrier",  "Cloud",   "Data",
                                                   "Exchange",  "Fibre",    "Hosting", "Media",
                                                   "Network",   "Research", "Telecom", "Wireless"};
  constexpr std::array<const char*, 6> kLast = {"", " GmbH", " Ltd", " Inc", " Services", " S.A."};
  std::vector<Network> networks;
  for (int i = 0; i < kNetworks; ++i) {
    networks.push_back({std::to_string(1'000 + random() % 399'000),
                        std::string(kFirst[random() % kFirst.size()]) + " " +
                            kSecond[random() % kSecond.size()] + kLast[random() % kLast.size()]});
  }
  return networks;
}

LabelSet flow_labels(const char* metric, const Network& from, const Network& to, bool is_receive,
                     std::uint64_t exporter) {
  return make_label_set({{"__name__", metric},
                         {"direction", is_receive ? "receive" : "transmit"},
                         {"dst_as", to.number},
                         {"dst_as_name", to.name},
                         {"exporter", "edge" + std::to_string(exporter) + ".example.net"},
                         {"job", "flowbridge"},
                         {"proto", "tcp"},
                         {"src_as", from.number},
                         {"src_as_name", from.name}});
}

std::vector<Series> make_series() {
  std::mt19937_64 random(42);
  const std::vector<Network> networks = make_networks(random);
  std::vector<Series> series;
  while (series.size() < kSeries) {
    const Network& from = networks[random() % networks.size()];
    const Network& to = networks[random() % networks.size()];
    const bool is_receive = random() % 2 == 0;
    const std::uint64_t exporter = random() % 4;
    for (const char* metric : {"flow_bytes_total", "flow_packets_total", "flow_flows_total"}) {
      series.push_back({encode_labels(flow_labels(metric, from, to, is_receive, exporter)),
                        random() % 1'000'000'000});
    }
  }
  return series;
}

// Sends every series at every tick, in requests of `batch`, to nowhere.
Figures run(std::vector<Series>& series, RequestEncoder& encoder, std::size_t batch) {
  std::size_t samples = 0;
  std::size_t bytes = 0;
  std::chrono::steady_clock::duration spent{0};
  for (int tick = 0; tick < kTicksPerRun; ++tick) {
    for (Series& each : series) each.bytes += 1'500 * (each.bytes % 1'000 + 1);
    const UnixTime timestamp = kFirstTick + tick * kWindow;
    const auto start = std::chrono::steady_clock::now();
    const auto finish = [&] {
      samples += encoder.series_count();
      bytes += encoder.finish().size();
    };
    for (const Series& each : series) {
      if (encoder.series_count() == batch) finish();
      encoder.add(each.label_bytes, timestamp, value_bits(static_cast<double>(each.bytes)));
    }
    finish();
    spent += std::chrono::steady_clock::now() - start;
  }
  const double count = static_cast<double>(samples);
  return {.samples_per_second = count / std::chrono::duration<double>(spent).count(),
          .bytes_per_sample = static_cast<double>(bytes) / count};
}

Figures best_of(std::vector<Series>& series, std::size_t batch) {
  RequestEncoder encoder;
  Figures best = run(series, encoder, batch);
  for (int i = 1; i < kRuns; ++i) {
    const Figures figures = run(series, encoder, batch);
    if (figures.samples_per_second > best.samples_per_second) best = figures;
  }
  return best;
}

bool bench(std::vector<Series>& series, std::size_t batch) {
  const Figures figures = best_of(series, batch);
  const bool is_fast = figures.samples_per_second >= kSamplesPerSecondMin;
  const bool is_small = figures.bytes_per_sample <= kBytesPerSampleMax;
  std::printf("encode_%zu %.0f samples/s %.0f %s\n", batch, figures.samples_per_second,
              kSamplesPerSecondMin, is_fast ? "ok" : "short");
  std::printf("encode_%zu_size %.1f bytes/sample %.0f %s\n", batch, figures.bytes_per_sample,
              kBytesPerSampleMax, is_small ? "ok" : "short");
  return is_fast && is_small;
}

}  // namespace
}  // namespace flowbridge

int main() {
  std::vector<flowbridge::Series> series = flowbridge::make_series();
  bool is_met = true;
  for (const std::size_t batch : {std::size_t{2'000}, std::size_t{10'000}}) {
    is_met = flowbridge::bench(series, batch) && is_met;
  }
  return is_met ? 0 : 1;
}

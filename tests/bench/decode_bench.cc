// How many pmacct messages one core turns into counts per second: decode, classify, intern the
// router, add to a hash map by key. The map stands in for the window, which does the same and a
// little more. Best of kRuns, because the machine is not ours alone.
#include "base/check.h"
#include "base/hash_map.h"
#include "bench/bench_report.h"
#include "classify/classifier.h"
#include "classify/host_table.h"
#include "decode/decoder.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace flowbridge {
namespace {

constexpr std::uint32_t kOwnAs = 397143;
constexpr std::size_t kRemoteAsCount = 4000;
constexpr std::size_t kMessageCount = 1 << 16;
constexpr int kPassesPerRun = 8;
constexpr int kRuns = 5;
constexpr double kTargetRecordsPerSecond = 1.5e6;
// What pmacct 1.7.3 writes with the twelve primitives of the seed messages, mostly over IPv4.
constexpr double kMessageBytes = 357;

struct Endpoint {
  std::uint32_t asn;
  std::string address;
  std::uint32_t port;
};

/// Messages like the three seed ones: a tenth of them IPv6, two routers, one side own.
class MessageGenerator {
 public:
  MessageGenerator() : random_(1) {
    for (std::size_t i = 0; i < kRemoteAsCount; ++i) {
      remote_as_.push_back(i % 3 == 0 ? 131072 + below(280000) : 1 + below(64495));
    }
  }

  std::string next() {
    const bool ipv6 = below(10) == 0;
    // A few networks carry most traffic: the lesser of two draws favours the front of the list.
    const std::size_t rank = std::min(below(kRemoteAsCount), below(kRemoteAsCount));
    Endpoint source = {remote_as_[rank], address(ipv6), 1 + below(65535)};
    Endpoint destination = {kOwnAs, address(ipv6), 1 + below(65535)};
    if (below(2) == 0) std::swap(source, destination);
    return message(source, destination);
  }

 private:
  std::uint32_t below(std::size_t limit) { return static_cast<std::uint32_t>(random_() % limit); }

  std::string address(bool ipv6) {
    if (!ipv6) {
      return std::to_string(1 + below(223)) + "." + std::to_string(below(256)) + "." +
             std::to_string(below(256)) + "." + std::to_string(below(256));
    }
    char text[40];
    std::snprintf(text, sizeof text, "2602:fe%02x:%x:8:%x:%x:%x:%x", below(256), below(256),
                  below(65536), below(65536), below(65536), below(65536));
    return text;
  }

  std::string message(const Endpoint& source, const Endpoint& destination) {
    const std::string router = "bdr" + std::to_string(1 + below(2)) + ".neptunenetworks.org";
    const std::uint32_t packets = 1 + below(300);
    return "{\"event_type\": \"purge\", \"label\": \"" + router +
           "\", \"as_src\": " + std::to_string(source.asn) +
           ", \"as_dst\": " + std::to_string(destination.asn) + ", \"ip_src\": \"" +
           source.address + "\", \"ip_dst\": \"" + destination.address +
           "\", \"port_src\": " + std::to_string(source.port) +
           ", \"port_dst\": " + std::to_string(destination.port) +
           ", \"ip_proto\": \"tcp\", \"stamp_inserted\": \"2019-11-17 23:00:00\", "
           "\"stamp_updated\": \"2019-11-17 23:03:51\", \"packets\": " +
           std::to_string(packets) +
           ", \"bytes\": " + std::to_string(packets * (40 + below(1460))) +
           ", \"writer_id\": \"default_kafka/20567\"}";
  }

  std::mt19937 random_;
  std::vector<std::uint32_t> remote_as_;
};

class Aggregator final : public FlowSink {
 public:
  void on_flow(const FlowRecord& record) override {
    totals_[classifier_.classify(record, hosts_.intern(record.exporter))] += record.counts;
  }
  void on_ignored(IgnoreReason) override { FB_CHECK(false); }
  void on_rejected(RejectReason, std::string_view) override { FB_CHECK(false); }

  std::uint64_t flows() const {
    std::uint64_t flows = 0;
    for (const auto& [key, counts] : totals_) flows += counts.flows;
    return flows;
  }

 private:
  Classifier classifier_{{.own_as = {Asn(kOwnAs)}}};
  HostTable hosts_{{}};
  HashMap<FlowKey, Counts> totals_;
};

/// Records per second over the payloads, `records` in all of them together.
double best_rate(const std::vector<std::string>& payloads, std::size_t records) {
  double best = 0;
  for (int run = 0; run < kRuns; ++run) {
    const std::unique_ptr<Decoder> decoder = make_decoder(FlowFormat::kPmacctJson);
    Aggregator aggregator;
    const double start = core_seconds();
    for (int pass = 0; pass < kPassesPerRun; ++pass) {
      for (const std::string& payload : payloads) decoder->decode(payload, aggregator);
    }
    const double done = static_cast<double>(records) * kPassesPerRun;
    best = std::max(best, done / (core_seconds() - start));
    FB_CHECK(static_cast<double>(aggregator.flows()) == done);
  }
  return best;
}

/// The same messages as pmacct packs them with kafka_multi_values, `count` to a payload.
std::vector<std::string> packed(const std::vector<std::string>& messages, std::size_t count) {
  std::vector<std::string> payloads;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (i % count == 0) payloads.emplace_back();
    payloads.back() += messages[i] + "\n";
  }
  return payloads;
}

int run() {
  MessageGenerator generator;
  std::vector<std::string> messages;
  double bytes = 0;
  for (std::size_t i = 0; i < kMessageCount; ++i) {
    messages.push_back(generator.next());
    bytes += static_cast<double>(messages.back().size());
  }
  const double mean = bytes / kMessageCount;
  std::printf("# %.1f bytes a message\n", mean);
  FB_CHECK(mean > kMessageBytes - 3 && mean < kMessageBytes + 3);

  BenchReport report;
  report.add(
      {"decode_records", best_rate(messages, kMessageCount), "records/s", kTargetRecordsPerSecond});
  report.add({"decode_records_packed_by_20", best_rate(packed(messages, 20), kMessageCount),
              "records/s", kTargetRecordsPerSecond});
  return report.exit_code();
}

}  // namespace
}  // namespace flowbridge

int main() {
  return flowbridge::run();
}

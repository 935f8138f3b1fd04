// How fast a journal becomes requests that a receiver has answered, and what Debian's vmagent makes
// of the same samples in the same minutes: design §11.
//
// A journal on the disk below TMPDIR holds ticks at which every series rises. Our delivery loop
// reads, plans, encodes and sends them over loopback, in either version of remote write, and writes
// its cursor after every stage, as in production. vmagent is given the same samples as remote write
// 1.0, over four connections, and counts as done when it has forwarded all of them; its queue is on
// the same disk. All push to one receiver, which unpacks and counts. They take turns, and the best
// of the runs counts: the machine may be busy with something else, which makes it only slower.
// Exit status 1 if a target is missed.

#include "bench/bench_report.h"
#include "bench/counting_receiver.h"
#include "bridge/delivery_loop.h"
#include "curl/http_client.h"
#include "journal/journal.h"
#include "posix/clock.h"
#include "posix/directory.h"
#include "record/records.h"
#include "support/child_process.h"
#include "support/log.h"
#include "support/temporary_directory.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace flowbridge {
namespace {

constexpr std::uint32_t kNetworks = 300;
constexpr std::uint32_t kRouters = 4;
constexpr std::uint32_t kKeys = 30'000;
constexpr int kTicks = 80;
constexpr Duration kWindow = 15s;
constexpr int kRuns = 3;
constexpr double kSamplesPerSecondMin = 500'000;
constexpr MeasureSet kCounted{Measure::kBytes, Measure::kPackets, Measure::kFlows};
/// Nothing of what is measured takes as long.
constexpr Duration kLimit = 120s;

template <typename Value>
Value must(Result<Value> result) {
  if (!result) std::fprintf(stderr, "%s\n", result.error().message().c_str());
  FB_CHECK(result.has_value());
  return *std::move(result);
}

void must(const Result<void>& result) {
  FB_CHECK(result.has_value());
}

double seconds_since(MonotonicTime start) {
  return std::chrono::duration<double>(read_now().monotonic - start).count();
}

/// Series as a flow bridge has them: two networks with their names, a router, three measures.
class TickWriter {
 public:
  explicit TickWriter(Journal& journal)
      : journal_(journal), first_(floor_to(read_now().wall - kTicks * kWindow - 1min, kWindow)) {
    append(RecordType::kGrid, encode(GridRecord{{}, kWindow}));
    append(RecordType::kLane, encode(LaneRecord{LaneId(0), {"flows", 0}, 0}));
    for (std::uint32_t i = 1; i <= kRouters + kNetworks; ++i) {
      const std::string text = i <= kRouters ? "edge" + std::to_string(i) + ".example.net"
                                             : "Network " + std::to_string(i * 7919) + " Ltd";
      append(RecordType::kSymbol, encode(SymbolRecord{SymbolId(i), text}));
    }
    for (std::uint32_t key = 0; key < kKeys; ++key) append_series(key);
    must(journal_.commit());
  }

  void write_ticks() {
    for (int tick = 0; tick < kTicks; ++tick) write(first_ + tick * kWindow);
    must(journal_.commit());
  }

 private:
  void append(RecordType type, const std::string& payload) {
    journal_.append(static_cast<std::uint8_t>(type), payload);
  }

  void append_series(std::uint32_t key) {
    const std::uint32_t source = key % kNetworks;
    const std::uint32_t destination = key / kNetworks;
    append(RecordType::kSeries,
           encode(SeriesRecord{.id = SeriesId(key),
                               .flow_class = FlowClass::kReceive,
                               .source_as = Asn(1'000 + source * 131),
                               .destination_as = Asn(64'512 + destination),
                               .host = SymbolId(1 + key % kRouters),
                               .source_as_name = SymbolId(1 + kRouters + source),
                               .destination_as_name = SymbolId(1 + kRouters + destination)}));
  }

  void write(UnixTime tick) {
    BatchRecord batch;
    batch.first = offset_;
    batch.next = ++offset_;
    batch.windows.push_back({tick, {}});
    for (std::uint32_t key = 0; key < kKeys; ++key) {
      batch.windows.back().contributions.push_back(
          {SeriesId(key), {1 + random_() % 10'000'000, 1 + random_() % 10'000, 1}});
    }
    append(RecordType::kBatch, encode(batch));
    append(RecordType::kTick,
           encode(TickRecord{.tick = tick, .previous = tick - kWindow, .width = kWindow}));
  }

  Journal& journal_;
  const UnixTime first_;
  Offset offset_ = 0;
  std::mt19937_64 random_{1};
};

/// Takes requests without a network, and keeps them.
class RequestKeeper final : public HttpClient {
 public:
  void start(HttpRequest request) override {
    HttpCompletion completion;
    completion.id = request.id;
    completion.status = 204;
    done_.push_back(std::move(completion));
    requests.push_back(std::move(request));
  }
  std::vector<HttpCompletion> collect(Duration) override { return std::exchange(done_, {}); }
  void cancel_all() override { done_.clear(); }

  std::deque<HttpRequest> requests;

 private:
  std::vector<HttpCompletion> done_;
};

/// One destination of the journal; it begins before any tick is there.
class Push {
 public:
  struct Options {
    std::string name;
    std::string url;
    ProtocolSetting protocol = ProtocolSetting::kV1;
  };

  Push(const Options& options, Directory& journal_directory, Journal& journal, HttpClient& http)
      : directory_(must(open_directory(temporary_.path()))),
        loop_(must(DeliveryLoop::recover(
            {journal_directory, journal.index(), *directory_, http, hub_, log_},
            {.name = options.name,
             .url = options.url,
             .user_agent = "flowbridge-bench",
             .instance = "edge-1",
             .measures = kCounted,
             .protocol = options.protocol}))) {}

  /// Samples: all that the journal has.
  std::uint64_t run() {
    do {
      FB_CHECK(loop_->step(read_now()).has_value());
    } while (!loop_->idle());
    return hub_.snapshot().deliveries.front()->samples_delivered;
  }

 private:
  TemporaryDirectory temporary_;
  std::unique_ptr<Directory> directory_;
  Hub hub_;
  NullLog log_;
  std::unique_ptr<DeliveryLoop> loop_;
};

struct Figures {
  double samples_per_second = 0;
  double bytes_per_sample = 0;
};

/// Keeps the better of the two.
void improve(Figures& best, const Figures& run) {
  if (run.samples_per_second > best.samples_per_second) best = run;
}

class Bench {
 public:
  Bench() : journal_(must(Journal::open(*directory_, {}))) {}

  int run();

 private:
  std::unique_ptr<Push> add(const std::string& name, ProtocolSetting protocol, HttpClient& http) {
    return std::make_unique<Push>(
        Push::Options{.name = name, .url = receiver_.url(), .protocol = protocol}, *directory_,
        *journal_, http);
  }
  Figures run_push(Push& push);
  Figures run_vmagent(const std::deque<HttpRequest>& requests, std::uint64_t samples);
  Figures figures(std::uint64_t samples, double seconds) const {
    return {.samples_per_second = static_cast<double>(samples) / seconds,
            .bytes_per_sample =
                static_cast<double>(receiver_.body_bytes()) / static_cast<double>(samples)};
  }

  CountingReceiver receiver_;
  TemporaryDirectory temporary_;
  std::unique_ptr<Directory> directory_ = must(open_directory(temporary_.path()));
  std::unique_ptr<Journal> journal_;
};

Figures Bench::run_push(Push& push) {
  receiver_.reset();
  const MonotonicTime start = read_now().monotonic;
  const std::uint64_t samples = push.run();
  const double seconds = seconds_since(start);
  FB_CHECK(receiver_.samples() == samples);
  return figures(samples, seconds);
}

/// The forwarder that Debian packages, on a free port; none where it is not installed.
std::optional<ChildProcess> start_vmagent(const std::string& directory, const std::string& to,
                                          std::uint16_t port) {
  Result<ChildProcess> vmagent = ChildProcess::start(
      {.command = {"vmagent", "-httpListenAddr=127.0.0.1:" + std::to_string(port),
                   "-remoteWrite.url=" + to, "-remoteWrite.tmpDataPath=" + directory,
                   "-loggerLevel=ERROR"}});
  if (!vmagent) return std::nullopt;
  CurlHttpClient http;
  const bool is_up = wait_until(10s, [&] {
    HttpRequest question;
    question.url = "http://127.0.0.1:" + std::to_string(port) + "/health";
    http.start(std::move(question));
    const std::vector<HttpCompletion> done = http.collect(1s);
    return !done.empty() && done.front().status.has_value();
  });
  FB_CHECK(is_up);
  return *std::move(vmagent);
}

Figures Bench::run_vmagent(const std::deque<HttpRequest>& requests, std::uint64_t samples) {
  const TemporaryDirectory queue;
  const std::uint16_t port = free_port();
  std::optional<ChildProcess> vmagent = start_vmagent(queue.path(), receiver_.url(), port);
  if (!vmagent) return {};
  const std::string url = "http://127.0.0.1:" + std::to_string(port) + "/api/v1/write";
  CurlHttpClient http;
  receiver_.reset();
  const MonotonicTime start = read_now().monotonic;
  std::size_t running = 0;
  for (HttpRequest request : requests) {
    request.url = url;
    http.start(std::move(request));
    const std::size_t most = SenderOptions{}.in_flight_max;
    for (++running; running == most;) {
      for (const HttpCompletion& done : http.collect(1s)) {
        FB_CHECK(done.status == 204);
        --running;
      }
    }
  }
  FB_CHECK(receiver_.wait_for(samples, kLimit));
  return figures(samples, seconds_since(start));
}

int Bench::run() {
  RequestKeeper keeper;
  CurlHttpClient http;
  const std::unique_ptr<Push> kept = add("kept", ProtocolSetting::kV1, keeper);
  std::vector<std::unique_ptr<Push>> version_one;
  std::vector<std::unique_ptr<Push>> version_two;
  for (int i = 0; i < kRuns; ++i) {
    version_one.push_back(add("v1-" + std::to_string(i), ProtocolSetting::kV1, http));
    version_two.push_back(add("v2-" + std::to_string(i), ProtocolSetting::kV2, http));
  }
  TickWriter(*journal_).write_ticks();
  const std::uint64_t samples = kept->run();
  Figures push_v1;
  Figures push_v2;
  Figures vmagent;
  for (int i = 0; i < kRuns; ++i) {
    improve(push_v1, run_push(*version_one[static_cast<std::size_t>(i)]));
    improve(vmagent, run_vmagent(keeper.requests, samples));
    improve(push_v2, run_push(*version_two[static_cast<std::size_t>(i)]));
  }
  BenchReport report;
  report.add({"push", push_v1.samples_per_second, "samples/s", kSamplesPerSecondMin});
  report.add({"push_v2", push_v2.samples_per_second, "samples/s", kSamplesPerSecondMin});
  report.add({"push_size", push_v1.bytes_per_sample, "bytes/sample", 0});
  report.add({"push_v2_size", push_v2.bytes_per_sample, "bytes/sample", 0});
  if (vmagent.samples_per_second == 0) {
    std::printf("# vmagent is not installed: nothing to compare with\n");
    return report.exit_code();
  }
  report.add({"vmagent", vmagent.samples_per_second, "samples/s", 0});
  report.add({"vmagent_size", vmagent.bytes_per_sample, "bytes/sample", 0});
  const double percent = 100 * push_v1.samples_per_second / vmagent.samples_per_second;
  report.add({"push_to_vmagent", percent, "percent", 0});
  return report.exit_code();
}

}  // namespace
}  // namespace flowbridge

int main() {
  return flowbridge::Bench().run();
}

// How much later one destination is sent its samples while another one takes connections and never
// answers: the program itself, between a mock cluster, flowgen and a receiver that takes
// everything. Prints `name value unit target ok|short` for each figure.
//
//   isolation_bench [<seconds>]

#include "bench/bench_report.h"
#include "support/child_process.h"
#include "support/mock_kafka.h"
#include "support/scrape.h"
#include "support/temporary_directory.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace flowbridge {
namespace {

/// The other one may come as late as this costs, in percent of how soon it came without.
constexpr double kPercentMin = 90;
constexpr Duration kWarmUp = 15s;
constexpr Duration kLookEvery = 50ms;

/// Takes everything.
class Receiver {
 public:
  Receiver() {
    server_.Post(
        ".*", [](const httplib::Request&, httplib::Response& response) { response.status = 204; });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~Receiver() {
    server_.stop();
    thread_.join();
  }
  int port() const { return port_; }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

/// The kernel takes connections for it, and it looks at none of them.
class BlackHole {
 public:
  BlackHole() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    const bool listens = ::bind(socket_, generic, size) == 0 && ::listen(socket_, 128) == 0 &&
                         ::getsockname(socket_, generic, &size) == 0;
    if (!listens) std::abort();
    port_ = ntohs(address.sin_port);
  }
  ~BlackHole() { ::close(socket_); }
  int port() const { return port_; }

 private:
  int socket_;
  int port_ = 0;
};

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

ChildProcess started(std::vector<std::string> command) {
  Result<ChildProcess> child = ChildProcess::start(
      {.command = std::move(command), .environment = {"FLOWBRIDGE_ASN_DB_REFRESH=off"}});
  if (!child) std::abort();
  return *std::move(child);
}

/// Seconds between a tick's time and its acceptance by the good one, at the 99th percentile of
/// moments.
double p99_of_lag(int port_of_other, Duration duration) {
  const TemporaryDirectory directory;
  const MockKafka kafka = MockKafka::start({.topics = {"pmacct.acct:3"}});
  const Receiver good;
  const std::uint16_t port = free_port();
  const std::string config = directory.file("flowbridge.yaml");
  std::ofstream(config) << "remote_write:\n- {name: good, url: 'http://127.0.0.1:" << good.port()
                        << "/w'}\n- {name: other, url: 'http://127.0.0.1:" << port_of_other
                        << "/w', remote_timeout: 5s}\n";
  ChildProcess flows =
      started({FLOWBRIDGE_FLOWGEN, "--brokers=" + kafka.address(), "--partitions=3", "--rate=2000",
               "--truth-file=" + directory.file("truth.json")});
  ChildProcess bridge =
      started({FLOWBRIDGE_PROGRAM, "--kafka.brokers=" + kafka.address(),
               "--kafka.topics=pmacct.acct", "--asn=64496", "--window=1s", "--lateness=1s",
               "--config.file=" + config, "--storage.path=" + directory.file("state"),
               "--web.listen-address=127.0.0.1:" + std::to_string(port)});
  const std::string metric =
      R"(flowbridge_remote_write_journal_highest_sent_timestamp_seconds{remote_name="good"})";
  std::vector<double> lags;
  const auto begin = std::chrono::steady_clock::now();
  auto looked_at = begin;
  wait_until(kWarmUp + duration, [&] {
    const auto now = std::chrono::steady_clock::now();
    const auto passed = now - begin;
    if (now - looked_at < kLookEvery) return false;
    looked_at = now;
    const std::optional<double> sent = scraped_sum(port, metric);
    if (sent && passed > kWarmUp) lags.push_back(wall_seconds() - *sent);
    return false;
  });
  flows.stop(10s);
  bridge.stop(30s);
  if (lags.empty()) {
    std::fprintf(stderr, "nothing was sent:\n%s\n", bridge.error_output().c_str());
    std::exit(1);
  }
  std::sort(lags.begin(), lags.end());
  return lags[lags.size() * 99 / 100];
}

int run(Duration duration) {
  double without = 0;
  double with = 0;
  {
    const Receiver other;
    without = p99_of_lag(other.port(), duration);
  }
  {
    const BlackHole other;
    with = p99_of_lag(other.port(), duration);
  }
  BenchReport report;
  report.add({.name = "isolation_p99_without", .value = without * 1000, .unit = "ms", .target = 0});
  report.add({.name = "isolation_p99_with", .value = with * 1000, .unit = "ms", .target = 0});
  report.add({.name = "isolation_p99_kept",
              .value = 100 * without / with,
              .unit = "%",
              .target = kPercentMin});
  return report.exit_code();
}

}  // namespace
}  // namespace flowbridge

int main(int argc, char** argv) {
  const long seconds = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 45;
  if (seconds <= 0) {
    std::fprintf(stderr, "usage: %s [<seconds>]\n", argv[0]);
    return 2;
  }
  return flowbridge::run(std::chrono::seconds(seconds));
}

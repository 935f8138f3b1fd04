#include "support/prometheus_process.h"

#include "base/check.h"

#include <array>
#include <bit>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace flowbridge {

namespace {

constexpr const char* kProgram = "/usr/bin/prometheus";
constexpr const char* kHost = "127.0.0.1";
constexpr std::string_view kReadyLine = "Server is ready to receive web requests";
constexpr Duration kStartLimit = 30s;
// Another process may take the port between our finding it and the server's binding it.
constexpr int kStartAttempts = 5;

int free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  FB_CHECK(probe >= 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  FB_CHECK(bind(probe, any, size) == 0);
  FB_CHECK(getsockname(probe, any, &size) == 0);
  close(probe);
  return ntohs(address.sin_port);
}

// Runs in the child; only what is allowed between fork and exec.
[[noreturn]] void become(const std::vector<char*>& arguments, int log) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int null = open("/dev/null", O_RDWR);
  dup2(null, STDIN_FILENO);
  dup2(null, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execv(arguments[0], arguments.data());
  _exit(127);
}

WrittenSeries from_json(const nlohmann::json& result) {
  WrittenSeries series;
  for (const auto& [name, value] : result.at("metric").items()) {
    series.labels.push_back({name, value.get<std::string>()});
  }
  for (const nlohmann::json& pair : result.at("values")) {
    const double seconds = pair.at(0).get<double>();
    const double value = std::strtod(pair.at(1).get<std::string>().c_str(), nullptr);
    series.samples.push_back({unix_ms(std::llround(seconds * 1000)), value_bits(value)});
  }
  return series;
}

}  // namespace

class PrometheusProcess::Child {
 public:
  Child() : port_(free_port()) {
    std::string pattern = std::filesystem::temp_directory_path() / "flowbridge-test-XXXXXX";
    FB_CHECK(mkdtemp(pattern.data()) != nullptr);
    directory_ = pattern;
    std::ofstream(directory_ / "prometheus.yml") << "{}\n";
    run();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    kill(process_, SIGTERM);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
    if (log_reader_.joinable()) log_reader_.join();
    close(log_);
    std::filesystem::remove_all(directory_);
  }

  int port() const { return port_; }

  // False if the server ended, or took too long.
  bool wait_until_ready() {
    std::string log;
    std::array<char, 4096> buffer{};
    while (log.find(kReadyLine) == std::string::npos) {
      pollfd readable{.fd = log_, .events = POLLIN, .revents = 0};
      if (poll(&readable, 1, static_cast<int>(kStartLimit.count())) <= 0) return false;
      const ssize_t got = read(log_, buffer.data(), buffer.size());
      if (got <= 0) return false;
      log.append(buffer.data(), static_cast<std::size_t>(got));
    }
    // A log that nobody reads would stop the server once the pipe is full.
    log_reader_ = std::thread([fd = log_] {
      std::array<char, 4096> ignored{};
      while (read(fd, ignored.data(), ignored.size()) > 0) {
      }
    });
    return true;
  }

 private:
  void run() {
    std::vector<std::string> arguments = {
        kProgram,
        "--config.file=" + (directory_ / "prometheus.yml").string(),
        "--storage.tsdb.path=" + (directory_ / "data").string(),
        "--web.listen-address=" + std::string(kHost) + ":" + std::to_string(port_),
        "--web.enable-remote-write-receiver",
    };
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);

    std::array<int, 2> ends{};
    FB_CHECK(pipe2(ends.data(), O_CLOEXEC) == 0);
    process_ = fork();
    FB_CHECK(process_ >= 0);
    if (process_ == 0) become(pointers, ends[1]);
    close(ends[1]);
    log_ = ends[0];
  }

  int port_ = 0;
  std::filesystem::path directory_;
  pid_t process_ = 0;
  int log_ = -1;
  std::thread log_reader_;
};

PrometheusProcess::PrometheusProcess(std::unique_ptr<Child> child) : child_(std::move(child)) {}
PrometheusProcess::~PrometheusProcess() = default;

Result<std::unique_ptr<PrometheusProcess>> PrometheusProcess::start() {
  if (access(kProgram, X_OK) != 0) {
    return Error(ErrorCode::kNotFound, std::string(kProgram) + " is not installed");
  }
  for (int attempt = 0; attempt < kStartAttempts; ++attempt) {
    auto child = std::make_unique<Child>();
    if (!child->wait_until_ready()) continue;
    return std::unique_ptr<PrometheusProcess>(new PrometheusProcess(std::move(child)));
  }
  return Error(ErrorCode::kUnavailable, std::string(kProgram) + " does not start");
}

std::string PrometheusProcess::write_url() const {
  return std::string("http://") + kHost + ":" + std::to_string(child_->port()) + "/api/v1/write";
}

Result<std::vector<WrittenSeries>> PrometheusProcess::samples(const std::string& selector,
                                                              UnixTime end, Duration range) const {
  char time[32];
  std::snprintf(time, sizeof(time), "%.3f", static_cast<double>(to_ms(end)) / 1000);
  const std::string query = selector + "[" + std::to_string(range.count()) + "ms]";
  httplib::Client client(kHost, child_->port());
  const httplib::Result answer =
      client.Get("/api/v1/query", {{"query", query}, {"time", time}}, httplib::Headers{});
  if (!answer || answer->status != 200) {
    return Error(ErrorCode::kUnavailable, answer ? answer->body : to_string(answer.error()));
  }
  std::vector<WrittenSeries> series;
  const auto parsed = nlohmann::json::parse(answer->body);
  for (const nlohmann::json& result : parsed.at("data").at("result")) {
    series.push_back(from_json(result));
  }
  return series;
}

}  // namespace flowbridge

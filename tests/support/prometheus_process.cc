#include "support/prometheus_process.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace flowbridge {

namespace {

constexpr Duration kStartLimit = 30s;
constexpr int kReadLimitSeconds = 20;
// Another process may take the port between our finding it and the server's binding it.
constexpr int kStartsMax = 5;

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

PrometheusProcess::PrometheusProcess(std::unique_ptr<TemporaryDirectory> directory,
                                     ChildProcess process, std::uint16_t port)
    : directory_(std::move(directory)), process_(std::move(process)), port_(port) {}

Result<std::unique_ptr<PrometheusProcess>> PrometheusProcess::start() {
  std::string errors;
  for (int i = 0; i < kStartsMax; ++i) {
    auto directory = std::make_unique<TemporaryDirectory>();
    std::ofstream(directory->file("prometheus.yml")) << "global: {}\n";
    const std::uint16_t port = free_port();
    Result<ChildProcess> process = ChildProcess::start(
        {.command = {"prometheus", "--config.file=" + directory->file("prometheus.yml"),
                     "--storage.tsdb.path=" + directory->file("data"),
                     "--web.listen-address=127.0.0.1:" + std::to_string(port),
                     "--storage.tsdb.retention.time=10y", "--web.enable-remote-write-receiver"}});
    if (!process) return process.error();
    std::unique_ptr<PrometheusProcess> server(
        new PrometheusProcess(std::move(directory), *std::move(process), port));
    if (server->wait_until_ready()) return server;
    errors = server->process_.error_output();
  }
  return Error(ErrorCode::kUnavailable, "prometheus does not start: " + errors);
}

bool PrometheusProcess::wait_until_ready() {
  httplib::Client client(url());
  wait_until(kStartLimit, [&] {
    const httplib::Result answer = client.Get("/-/ready");
    return (answer && answer->status == 200) || process_.wait(0ms);
  });
  return !process_.wait(0ms);
}

int PrometheusProcess::write(const std::vector<WrittenSeries>& series) const {
  httplib::Client client(url());
  client.set_read_timeout(kReadLimitSeconds);
  const httplib::Headers headers = {{"Content-Encoding", "snappy"},
                                    {"X-Prometheus-Remote-Write-Version", "0.1.0"}};
  const httplib::Result answer =
      client.Post("/api/v1/write", headers, make_request_body(series), "application/x-protobuf");
  return answer ? answer->status : 0;
}

Result<std::vector<WrittenSeries>> PrometheusProcess::samples(const std::string& selector,
                                                              UnixTime end, Duration range) const {
  char time[32];
  std::snprintf(time, sizeof(time), "%.3f", static_cast<double>(to_ms(end)) / 1000);
  const std::string query = selector + "[" + std::to_string(range.count()) + "ms]";
  httplib::Client client(url());
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

#include "support/prometheus_process.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
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

std::string configuration(const PrometheusProcessOptions& options) {
  const std::string window = std::to_string(options.out_of_order_window.count()) + "ms";
  return "storage: {tsdb: {out_of_order_time_window: " + window + "}}\n";
}

/// As the API takes a time.
std::string seconds(UnixTime time) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.3f", static_cast<double>(to_ms(time)) / 1000);
  return text;
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

PrometheusProcess::PrometheusProcess(std::unique_ptr<TemporaryDirectory> directory,
                                     ChildProcess process, std::uint16_t port,
                                     std::vector<std::string> command)
    : directory_(std::move(directory)),
      process_(std::move(process)),
      port_(port),
      command_(std::move(command)) {}

std::string prometheus3_program() {
  const char* const program = std::getenv("PROMETHEUS3_PROGRAM");
  return program == nullptr ? "" : program;
}

Result<std::unique_ptr<PrometheusProcess>> PrometheusProcess::start(
    const PrometheusProcessOptions& options) {
  std::string errors;
  for (int i = 0; i < kStartsMax; ++i) {
    auto directory = std::make_unique<TemporaryDirectory>();
    std::ofstream(directory->file("prometheus.yml")) << configuration(options);
    if (!options.blocks.empty()) {
      std::filesystem::copy(options.blocks, directory->file("data"),
                            std::filesystem::copy_options::recursive);
    }
    const std::uint16_t port = free_port();
    std::vector<std::string> command = {options.program,
                                        "--config.file=" + directory->file("prometheus.yml"),
                                        "--storage.tsdb.path=" + directory->file("data"),
                                        "--web.listen-address=127.0.0.1:" + std::to_string(port),
                                        "--storage.tsdb.retention.time=10y",
                                        "--web.enable-remote-write-receiver",
                                        "--enable-feature=" + options.features};
    Result<ChildProcess> process = ChildProcess::start({.command = command});
    if (!process) return process.error();
    std::unique_ptr<PrometheusProcess> server(
        new PrometheusProcess(std::move(directory), *std::move(process), port, std::move(command)));
    if (server->wait_until_ready()) return server;
    errors = server->process_.error_output();
  }
  return Error(ErrorCode::kUnavailable, "prometheus does not start: " + errors);
}

Result<void> PrometheusProcess::restart() {
  process_.stop(kStartLimit);
  Result<ChildProcess> process = ChildProcess::start({.command = command_});
  if (!process) return process.error();
  process_ = *std::move(process);
  if (wait_until_ready()) return {};
  return Error(ErrorCode::kUnavailable,
               "prometheus does not start again: " + process_.error_output());
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
  const std::string query = selector + "[" + std::to_string(range.count()) + "ms]";
  return matrix("/api/v1/query", {{"query", query}, {"time", seconds(end)}});
}

Result<std::vector<WrittenSeries>> PrometheusProcess::evaluate(const std::string& expression,
                                                               const EvaluationTimes& times) const {
  return matrix("/api/v1/query_range", {{"query", expression},
                                        {"start", seconds(times.first)},
                                        {"end", seconds(times.last)},
                                        {"step", std::to_string(times.step.count()) + "ms"}});
}

Result<std::vector<WrittenSeries>> PrometheusProcess::matrix(
    const std::string& path, const std::multimap<std::string, std::string>& parameters) const {
  httplib::Client client(url());
  client.set_read_timeout(kReadLimitSeconds);
  const httplib::Result answer = client.Get(path, parameters, httplib::Headers{});
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

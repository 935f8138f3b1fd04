#include "integration/bridge/pipeline.h"

#include "support/prometheus_process.h"
#include "support/run_program.h"
#include "support/scrape.h"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <nlohmann/json.hpp>

namespace flowbridge {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr Duration kStartLimit = 30s;
constexpr Duration kDeliveryLimit = 90s;
constexpr Duration kEndLimit = 20s;

std::string local(std::uint16_t port) {
  return "http://127.0.0.1:" + std::to_string(port);
}

std::optional<std::string> get(std::uint16_t port, const std::string& path) {
  httplib::Client client(local(port));
  client.set_connection_timeout(2);
  client.set_read_timeout(5);
  const httplib::Result answer = client.Get(path);
  if (!answer || answer->status != 200) return std::nullopt;
  return answer->body;
}

std::vector<std::string> lines_with(const std::string& words, const std::string& text) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(words) != std::string::npos) found.push_back(line);
  }
  return found;
}

std::vector<std::string> store_command(Store store, std::uint16_t port, const std::string& path) {
  const std::string address = "127.0.0.1:" + std::to_string(port);
  switch (store) {
    case Store::kPrometheus:
    case Store::kPrometheus3:
      return {store == Store::kPrometheus ? "prometheus" : prometheus3_program(),
              "--config.file=" + path + ".yml", "--storage.tsdb.path=" + path,
              "--web.listen-address=" + address, "--web.enable-remote-write-receiver"};
    case Store::kVictoriaMetrics:
      return {"victoria-metrics", "-storageDataPath=" + path, "-httpListenAddr=" + address,
              "-search.latencyOffset=0s"};
  }
  return {};
}

}  // namespace

Pipeline::Pipeline(const std::vector<std::string>& kafka_arguments)
    : kafka_(MockKafka::start({.topics = {"pmacct.acct:3"}, .arguments = kafka_arguments})),
      store_port_(free_port()),
      bridge_port_(free_port()) {}

Pipeline::~Pipeline() {
  if (flowgen_) flowgen_->stop(kEndLimit);
  if (bridge_) bridge_->stop(kEndLimit);
  if (store_) store_->stop(kEndLimit);
}

bool Pipeline::start_store(Store store, const std::vector<std::string>& more) {
  if (store == Store::kPrometheus3 && prometheus3_program().empty()) return false;
  const std::string path = directory_.file("store");
  std::ofstream(path + ".yml") << "global: {scrape_interval: 15s}\n";
  std::vector<std::string> command = store_command(store, store_port_, path);
  command.insert(command.end(), more.begin(), more.end());
  Result<ChildProcess> started = ChildProcess::start({.command = command});
  if (!started) return false;
  store_.emplace(*std::move(started));
  const std::string ready = store == Store::kVictoriaMetrics ? "/health" : "/-/ready";
  EXPECT_TRUE(wait_until(kStartLimit, [&] { return get(store_port_, ready).has_value(); }))
      << store_->error_output();
  return true;
}

void Pipeline::stop_store() {
  store_->stop(kEndLimit);
  store_.reset();
}

std::vector<std::string> Pipeline::bridge_command(const char* program) const {
  return {program,
          "--kafka.brokers=" + kafka_.address(),
          "--kafka.topics=pmacct.acct",
          "--kafka.start=earliest",
          "--asn=64496",
          "--window=1s",
          "--lateness=1s",
          "--storage.path=" + state_path(),
          "--remote-write.url=" + store_url(),
          "--web.listen-address=127.0.0.1:" + std::to_string(bridge_port_)};
}

std::string Pipeline::store_url() const {
  return local(store_port_) + "/api/v1/write";
}

void Pipeline::start_bridge(const std::vector<std::string>& more) {
  if (bridge_) said_before_ += bridge_->error_output();
  std::vector<std::string> command = bridge_command(FLOWBRIDGE_PROGRAM);
  command.insert(command.end(), more.begin(), more.end());
  const auto is = [](std::string_view flag) {
    return [flag](const std::string& argument) { return argument.starts_with(flag); };
  };
  // A file lists its own.
  const bool has_file = std::any_of(more.begin(), more.end(), is("--config.file="));
  if (has_file) std::erase_if(command, is("--remote-write.url="));
  // A variable, so that a test may say something else.
  Result<ChildProcess> started =
      ChildProcess::start({.command = command, .environment = {"FLOWBRIDGE_ASN_DB_REFRESH=off"}});
  ASSERT_TRUE(started) << started.error().message();
  bridge_.emplace(*std::move(started));
  ASSERT_TRUE(wait_until(kStartLimit, [&] { return get(bridge_port_, "/-/healthy").has_value(); }))
      << bridge_said();
}

void Pipeline::launch_crashing_bridge(const std::string& crash_at) {
  std::vector<std::string> command = bridge_command(FLOWBRIDGE_CRASHING);
  // Several requests a stage.
  command.emplace_back("--remote-write.samples-max=100");
  Result<ChildProcess> started = ChildProcess::start(
      {.command = command,
       .environment = {"FLOWBRIDGE_CRASH_AT=" + crash_at, "FLOWBRIDGE_ASN_DB_REFRESH=off"}});
  ASSERT_TRUE(started) << started.error().message();
  bridge_.emplace(*std::move(started));
}

ExitStatus Pipeline::stop_bridge() {
  return bridge_->stop(kEndLimit);
}

void Pipeline::kill_bridge() {
  bridge_->send(SIGKILL);
  EXPECT_TRUE(bridge_->wait(kEndLimit));
}

std::string Pipeline::bridge_said() const {
  return said_before_ + bridge_->error_output();
}

std::vector<std::string> Pipeline::flowgen_command(const std::vector<std::string>& more) const {
  std::vector<std::string> command{FLOWBRIDGE_FLOWGEN,
                                   "--brokers=" + kafka_.address(),
                                   "--topic=pmacct.acct",
                                   "--partitions=3",
                                   "--as-count=100",
                                   "--compression=zstd",
                                   "--truth-file=" + truth_file()};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

void Pipeline::make_flows(const std::vector<std::string>& more) {
  Result<ChildProcess> flowgen = ChildProcess::start({.command = flowgen_command(more)});
  ASSERT_TRUE(flowgen) << flowgen.error().message();
  const std::optional<ExitStatus> ended = flowgen->wait(kDeliveryLimit);
  ASSERT_EQ(ended, ExitStatus{.code = 0}) << flowgen->error_output();
}

void Pipeline::begin_flows(const std::vector<std::string>& more) {
  Result<ChildProcess> flowgen = ChildProcess::start({.command = flowgen_command(more)});
  ASSERT_TRUE(flowgen) << flowgen.error().message();
  flowgen_.emplace(*std::move(flowgen));
}

void Pipeline::end_flows() {
  EXPECT_EQ(flowgen_->stop(kEndLimit), ExitStatus{.code = 0}) << flowgen_->error_output();
  flowgen_.reset();
}

void Pipeline::expect_protocol(const std::string& version) const {
  const std::string metrics = page("/metrics");
  EXPECT_THAT(lines_with("flowbridge_remote_write_info{", metrics),
              ElementsAre(HasSubstr("protocol=\"" + version + "\"")));
  EXPECT_THAT(lines_with("flowbridge_remote_write_requests_total{", metrics),
              ElementsAre(HasSubstr("code=\"204\"")));
  EXPECT_THAT(lines_with("destination does not take remote write 2.0", bridge_said()),
              SizeIs(version == "1.0" ? 1 : 0));
}

std::optional<double> Pipeline::metric(const std::string& name) const {
  return scraped_sum(bridge_port_, name);
}

std::optional<double> Pipeline::store_metric(const std::string& name) const {
  return scraped_sum(store_port_, name);
}

std::optional<double> Pipeline::ask_store(const std::string& query) const {
  httplib::Client client(local(store_port_));
  const httplib::Result answer =
      client.Get("/api/v1/query", {{"query", query}}, httplib::Headers{});
  if (!answer || answer->status != 200) return std::nullopt;
  const nlohmann::json result = nlohmann::json::parse(answer->body).at("data").at("result");
  if (result.size() != 1) return std::nullopt;
  return std::stod(result.at(0).at("value").at(1).get<std::string>());
}

int Pipeline::http_status(const std::string& path) const {
  httplib::Client client(local(bridge_port_));
  const httplib::Result answer = client.Get(path);
  return answer ? answer->status : 0;
}

std::string Pipeline::page(const std::string& path) const {
  httplib::Client client(local(bridge_port_));
  const httplib::Result answer = client.Get(path);
  return answer ? answer->body : "";
}

PageAnswer Pipeline::post(const std::string& path) const {
  httplib::Client client(local(bridge_port_));
  client.set_read_timeout(60);
  const httplib::Result answer = client.Post(path);
  return answer ? PageAnswer{answer->status, answer->body} : PageAnswer{};
}

void Pipeline::wait_delivered() {
  int quiet = 0;
  const bool delivered = wait_until(kDeliveryLimit, [&] {
    bool zero = true;
    for (const char* name :
         {"flowbridge_kafka_consumer_lag_records", "flowbridge_open_windows",
          "flowbridge_remote_write_ticks_pending", "flowbridge_remote_write_samples_pending"}) {
      zero = zero && metric(name) == 0.0;
    }
    quiet = zero ? quiet + 1 : 0;
    return quiet >= 5;
  });
  ASSERT_TRUE(delivered) << bridge_said();
}

void Pipeline::expect_exact(const std::vector<std::string>& more) {
  wait_delivered();
  const ProgramResult inspected =
      run_program({.path = FLOWBRIDGE_PROGRAM,
                   .arguments = {"state", "inspect", "--records", "--storage.path=" + state_path()},
                   .environment = {}});
  ASSERT_EQ(inspected.exit_code, 0) << inspected.err;
  std::ofstream(journal_file()) << inspected.out;
  std::vector<std::string> arguments = more;
  arguments.push_back("--journal-file=" + journal_file());
  expect_exact_without_journal(arguments);
}

void Pipeline::expect_exact_without_journal(const std::vector<std::string>& more) {
  wait_delivered();
  std::vector<std::string> command = {FLOWBRIDGE_ORACLE,
                                      "--truth-file=" + truth_file(),
                                      "--prometheus=" + local(store_port_),
                                      "--bridge=" + local(bridge_port_),
                                      "--window=1s",
                                      "--lateness=1s",
                                      "--wait=20s"};
  command.insert(command.end(), more.begin(), more.end());
  Result<ChildProcess> oracle = ChildProcess::start({.command = command});
  ASSERT_TRUE(oracle) << oracle.error().message();
  const std::string judgement = oracle->read_rest(kDeliveryLimit);
  std::cout << judgement;
  EXPECT_EQ(oracle->wait(kEndLimit), ExitStatus{.code = 0})
      << judgement << oracle->error_output() << bridge_said();
}

Ended run_bridge(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{FLOWBRIDGE_PROGRAM};
  command.insert(command.end(), arguments.begin(), arguments.end());
  Result<ChildProcess> started = ChildProcess::start({.command = command});
  if (!started) return {{}, started.error().message()};
  const std::optional<ExitStatus> status = started->wait(kEndLimit);
  return {status.value_or(ExitStatus{}), started->error_output()};
}

}  // namespace flowbridge

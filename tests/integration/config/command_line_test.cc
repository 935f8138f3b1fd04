#include "support/run_program.h"
#include "support/temporary_directory.h"

#include <fstream>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

using Environment = std::map<std::string, std::string>;

ProgramResult flowbridge_program(const std::vector<std::string>& arguments,
                                 const Environment& environment = {}) {
  return run_program(
      {.path = FLOWBRIDGE_PROGRAM, .arguments = arguments, .environment = environment});
}

/// The command line of the blog on flow-exporter, and the one variable that it needs now.
const std::vector<std::string>& blog_arguments() {
  static const std::vector<std::string> kArguments = {"--brokers=kafka:9092", "--topic=pmacct.acct",
                                                      "--asn=397143"};
  return kArguments;
}
Environment blog_environment() {
  return {{"FLOWBRIDGE_REMOTE_WRITE_URL", "http://prometheus:9090/api/v1/write"}};
}

std::vector<std::string> command(const std::string& name, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), name);
  return arguments;
}

/// An HTTP server on a free port that answers health checks.
class HealthServer {
 public:
  HealthServer(int healthy, int ready) {
    server_.Get("/-/healthy", [healthy](const httplib::Request&, httplib::Response& response) {
      response.status = healthy;
      response.set_content(healthy == 200 ? "healthy\n" : "ingest has not stepped\nmore\n",
                           "text/plain");
    });
    server_.Get("/-/ready", [ready](const httplib::Request&, httplib::Response& response) {
      response.status = ready;
      response.set_content(ready == 200 ? "ready\n" : "kafka: no broker answers\n", "text/plain");
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  ~HealthServer() {
    // A server that is not in its loop yet does not hear stop(); answering proves that it is.
    static_cast<void>(httplib::Client("127.0.0.1", port_).Get("/"));
    server_.stop();
    thread_.join();
  }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

/// A port of this machine with nobody behind it, or with somebody who never answers.
class SilentPort {
 public:
  SilentPort() : file_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(file_, generic, size), 0);
    EXPECT_EQ(::getsockname(file_, generic, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~SilentPort() { ::close(file_); }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;

  /// From now on connections are accepted, by the kernel only.
  void listen() { EXPECT_EQ(::listen(file_, 1), 0); }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  int file_;
  int port_ = 0;
};

/// A configuration file on the disk.
class FileOnDisk {
 public:
  explicit FileOnDisk(const std::string& text) { std::ofstream(path()) << text; }
  std::string path() const { return directory_.file("flowbridge.yaml"); }
  std::string flag() const { return "--config.file=" + path(); }

 private:
  TemporaryDirectory directory_;
};

constexpr const char* kWholeFile = R"(kafka:
  brokers: [kafka:9092]
  topics: [pmacct.acct]
  property: {sasl.password: hunter2}
asn: [64496]
remote_write: {url: "https://me:hunter2@h/write"}
window: 20s
)";

TEST(CheckConfig, AcceptsTheBlogsCommandLineWithOneVariableMore) {
  const ProgramResult result =
      flowbridge_program(command("check-config", blog_arguments()), blog_environment());
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.out,
            "configuration ok: brokers=kafka:9092 topics=pmacct.acct partitions=all asn=397143 "
            "window=15s metrics=bytes destinations=default=http://prometheus:9090/api/v1/write "
            "storage=./data\n");
}

TEST(CheckConfig, WithoutADestinationSaysSoAndExits2) {
  const ProgramResult result = flowbridge_program(command("check-config", blog_arguments()));
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, StartsWith("flowbridge: --remote-write.url: no destination: "));
}

TEST(Run, IsTheCommandIfNoneIsNamedAndChecksItsConfigurationFirst) {
  const ProgramResult unnamed = flowbridge_program({"--window=15"}, blog_environment());
  const ProgramResult named = flowbridge_program({"run", "--window=15"}, blog_environment());
  EXPECT_EQ(unnamed.exit_code, 2);
  EXPECT_EQ(named.exit_code, 2);
  EXPECT_EQ(unnamed.err, named.err);
  EXPECT_THAT(named.err, HasSubstr("--window: \"15\" has no unit; did you mean 15s?"));
}

TEST(PrintConfig, ShowsEveryValueAndWhereItComesFrom) {
  Environment environment = blog_environment();
  environment["FLOWBRIDGE_LOG_LEVEL"] = "debug";
  std::vector<std::string> arguments = blog_arguments();
  arguments.insert(arguments.end(), {"--window", "30s", "--time-source=record"});
  const ProgramResult result = flowbridge_program(command("print-config", arguments), environment);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  std::map<std::string, std::string> lines;
  std::istringstream out(result.out);
  for (std::string line; std::getline(out, line);) lines[line.substr(0, line.find(' '))] = line;
  EXPECT_THAT(lines["kafka.brokers"], MatchesRegex("kafka.brokers +kafka:9092 +--brokers"));
  EXPECT_THAT(lines["window"], MatchesRegex("window +30s +--window"));
  EXPECT_THAT(lines["log.level"], MatchesRegex("log.level +debug +FLOWBRIDGE_LOG_LEVEL"));
  EXPECT_THAT(lines["log.format"], MatchesRegex("log.format +auto +default"));
  EXPECT_THAT(lines["lateness"], MatchesRegex("lateness +2m +default"));
  EXPECT_THAT(lines["instance"],
              MatchesRegex("instance +\\(made at the first start.*\\) +default"));
  EXPECT_THAT(lines["kafka.property"], MatchesRegex("kafka.property +\\(none\\) +default"));
}

TEST(PrintConfig, HidesSecretsWhereverTheyCameFrom) {
  const Environment environment = {
      {"FLOWBRIDGE_REMOTE_WRITE_URL", "https://me:hunter2@example.com/push?key=hunter2"},
      {"FLOWBRIDGE_KAFKA_PROPERTY", "sasl.username=me\nsasl.password=hunter2\n"}};
  for (const std::string name : {"print-config", "check-config"}) {
    const ProgramResult result = flowbridge_program(command(name, blog_arguments()), environment);
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.out + result.err, Not(HasSubstr("hunter2")));
    EXPECT_THAT(result.out, HasSubstr("https://<hidden>@example.com/push?<hidden>"));
  }
  EXPECT_THAT(flowbridge_program(command("print-config", blog_arguments()), environment).out,
              HasSubstr("sasl.username=me,sasl.password=<hidden>"));
}

TEST(PrintConfig, PrintsWhatThereIsBesideTheMistakes) {
  const ProgramResult result = flowbridge_program({"print-config", "--window=15", "--asn=64496"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.out, HasSubstr("\nasn                       64496"));
  EXPECT_THAT(result.err, HasSubstr("has no unit"));
}

TEST(ConfigFile, IsNamedByAFlagOrAVariableAndShownByPrintConfig) {
  const FileOnDisk file(kWholeFile);
  const ProgramResult result = flowbridge_program({"print-config", file.flag(), "--window=30s"},
                                                  {{"FLOWBRIDGE_ASN", "64497"}});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr(file.path() + ":2:3 (kafka.brokers)\n"));
  EXPECT_THAT(result.out, HasSubstr("30s                                     --window\n"));
  EXPECT_THAT(result.out, HasSubstr("64497                                   FLOWBRIDGE_ASN\n"));
  EXPECT_THAT(result.out, Not(HasSubstr("hunter2")));
  const ProgramResult named =
      flowbridge_program({"check-config"}, {{"FLOWBRIDGE_CONFIG_FILE", file.path()}});
  EXPECT_EQ(named.exit_code, 0) << named.err;
  EXPECT_THAT(named.out, HasSubstr(" asn=64496 window=20s "));
}

TEST(ConfigFile, MistakesInItEndRunAndCheckConfigWithTheirPlaces) {
  const FileOnDisk file(std::string(kWholeFile) + "lateness: 5\nkafak: {mode: static}\n");
  for (const std::string name : {"check-config", "run"}) {
    const ProgramResult result = flowbridge_program({name, file.flag()});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.err,
              "flowbridge: " + file.path() +
                  ":9:1 (kafak): unknown key; did you mean kafka?\nflowbridge: " + file.path() +
                  ":8:11 (lateness): \"5\" has no unit; did you mean 5s?\n");
  }
}

TEST(DestinationList, IsShownByPrintConfigAndCheckConfigWithoutSecrets) {
  const FileOnDisk file(R"(
kafka: {brokers: [kafka:9092], topics: [pmacct.acct]}
asn: [64496]
remote_write:
- name: a
  url: https://me:hunter2@h/write
  basic_auth: {username: me, password: hunter2}
  send_exemplars: true
- name: b
  url: http://i/write
  headers: {X-Key: hunter2}
)");
  const ProgramResult shown = flowbridge_program({"print-config", file.flag()});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, Not(HasSubstr("hunter2")));
  EXPECT_THAT(shown.out, Not(HasSubstr("\nremote-write.url")));
  EXPECT_THAT(shown.out, HasSubstr("\nremote_write[0].basic_auth.password "));
  EXPECT_THAT(shown.out, HasSubstr(file.path() + ":11:20 (remote_write[1].headers.X-Key)\n"));
  const ProgramResult checked = flowbridge_program({"check-config", file.flag()});
  EXPECT_EQ(checked.exit_code, 0);
  EXPECT_THAT(checked.out, HasSubstr(" destinations=a=https://<hidden>@h/write,b=http://i/write "));
  EXPECT_EQ(checked.err, "flowbridge: " + file.path() +
                             ":8:19 (remote_write[0].send_exemplars): has no effect here: flows "
                             "have none\n");
}

TEST(ConfigFile, OneThatIsNotThereIsAMistake) {
  const ProgramResult result =
      flowbridge_program({"check-config", "--config.file=/nowhere/flowbridge.yaml"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err,
            "flowbridge: --config.file: cannot read /nowhere/flowbridge.yaml: No such file or "
            "directory\n");
}

TEST(ConfigFile, TellsOtherCommandsToo) {
  const FileOnDisk file("storage: {path: /nowhere/state}\nwidnow: 1\n");
  EXPECT_THAT(flowbridge_program({"state", "verify", file.flag()}).err,
              HasSubstr("flowbridge.yaml:1:11 (storage.path): there is no directory"));
  const ProgramResult status = flowbridge_program({"asn", "status", file.flag(), "--json"});
  EXPECT_THAT(status.out + status.err, HasSubstr("/nowhere/state/asn-db"));
}

TEST(Version, IsOneLineOrOneObject) {
  const ProgramResult text = flowbridge_program({"version"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out, MatchesRegex("flowbridge " FLOWBRIDGE_VERSION
                                     " \\(revision [^ ]+, [A-Za-z]+ [0-9.]+, [^ ]+\\)\n"));
  EXPECT_EQ(flowbridge_program({"--version"}).out, text.out);

  const ProgramResult json = flowbridge_program({"version", "--json"});
  EXPECT_EQ(json.exit_code, 0);
  const nlohmann::json object = nlohmann::json::parse(json.out);
  EXPECT_EQ(object.at("version"), FLOWBRIDGE_VERSION);
  for (const char* key : {"revision", "compiler", "architecture"}) {
    EXPECT_THAT(object.at(key).get<std::string>(), Not(IsEmpty())) << key;
  }
}

TEST(Help, IsTheSameHoweverItIsAskedFor) {
  const ProgramResult help = flowbridge_program({"help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, HasSubstr("Usage: flowbridge [run] [flags]"));
  for (const std::string flag : {"--help", "-help", "-h"}) {
    EXPECT_EQ(flowbridge_program({flag}).out, help.out);
    EXPECT_EQ(flowbridge_program({"--window=oops", flag}).out, help.out);
  }
  EXPECT_THAT(flowbridge_program({"help", "run"}).out, HasSubstr("--kafka.brokers"));
}

TEST(Output, ThatCannotBeWrittenIsAFailure) {
  const ProgramResult result =
      run_program({.path = "/bin/sh",
                   .arguments = {"-c", "exec \"$PROGRAM\" --help > /dev/full"},
                   .environment = {{"PROGRAM", FLOWBRIDGE_PROGRAM}}});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("flowbridge: cannot write to stdout"));
}

TEST(Healthcheck, ExitsByTheAnswer) {
  const HealthServer server(200, 503);
  const std::string flag = "--web.listen-address=" + server.address();
  const ProgramResult healthy = flowbridge_program({"healthcheck", flag});
  EXPECT_EQ(healthy.exit_code, 0);
  EXPECT_EQ(healthy.out, "healthy: http://" + server.address() + "/-/healthy\n");
  const ProgramResult ready = flowbridge_program({"healthcheck", flag, "--ready"});
  EXPECT_EQ(ready.exit_code, 1);
  EXPECT_EQ(ready.err, "flowbridge: http://" + server.address() +
                           "/-/ready answered 503: kafka: no broker answers\n");
}

TEST(Healthcheck, SaysTheFirstLineOfWhatIsWrong) {
  const HealthServer server(500, 200);
  const std::string flag = "--addr=" + server.address();
  const ProgramResult healthy = flowbridge_program({"healthcheck", flag});
  EXPECT_EQ(healthy.exit_code, 1);
  EXPECT_THAT(healthy.err, HasSubstr("answered 500: ingest has not stepped\n"));
  EXPECT_EQ(flowbridge_program({"healthcheck", flag, "--ready"}).exit_code, 0);
}

TEST(Healthcheck, AsksWhereTheEnvironmentSaysAndIgnoresTheRestOfIt) {
  const HealthServer server(200, 200);
  const ProgramResult result =
      flowbridge_program({"healthcheck"}, {{"FLOWBRIDGE_WEB_LISTEN_ADDRESS", server.address()},
                                           {"FLOWBRIDGE_WINDOW", "oops"},
                                           {"FLOWBRIDGE_WIDNOW", "oops"}});
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

TEST(Healthcheck, AsksWhereTheFileSays) {
  const HealthServer server(200, 200);
  const FileOnDisk file("web: {listen_address: '" + server.address() + "'}\nwidnow: 1\n");
  const ProgramResult result =
      flowbridge_program({"healthcheck"}, {{"FLOWBRIDGE_CONFIG_FILE", file.path()}});
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

TEST(Healthcheck, ABrokenFileIsToldOnlyIfTheProbeFails) {
  const HealthServer server(200, 200);
  const SilentPort silent;
  const FileOnDisk file("web: {\n");
  EXPECT_EQ(
      flowbridge_program({"healthcheck", file.flag(), "--addr=" + server.address()}).exit_code, 0);
  const ProgramResult failed =
      flowbridge_program({"healthcheck", file.flag(), "--addr=" + silent.address()});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.err, HasSubstr("nothing listens on"));
  EXPECT_THAT(failed.err, HasSubstr("flowbridge.yaml:2:1: not YAML: "));
}

TEST(Healthcheck, SaysWhatToDoWhenNothingListens) {
  const SilentPort port;
  const ProgramResult result =
      flowbridge_program({"healthcheck", "--web.listen-address=" + port.address()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "flowbridge: nothing listens on " + port.address() +
                            "; is flowbridge running? If it listens elsewhere, say where with "
                            "--web.listen-address or FLOWBRIDGE_WEB_LISTEN_ADDRESS\n");
}

TEST(Healthcheck, GivesUpOnWhoNeverAnswers) {
  SilentPort port;
  port.listen();
  const ProgramResult result = flowbridge_program(
      {"healthcheck", "--web.listen-address=" + port.address(), "--timeout=100ms"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("gave no answer within 100ms"));
}

}  // namespace
}  // namespace flowbridge

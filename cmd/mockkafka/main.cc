// mockkafka: librdkafka's mock cluster in a process of its own, so that it can be killed, stopped
// and shared. Nothing it holds survives it; retention is 5 MiB of compressed bytes per partition.

#include "mockkafka/bind_port.h"
#include "mockkafka/commands.h"
#include "mockkafka/record_writer.h"
#include "process/rdkafka.h"
#include "process/stop_signals.h"
#include "process/whole_file.h"

#include <array>
#include <cstdio>
#include <exception>
#include <limits>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <boost/program_options.hpp>
#include <librdkafka/rdkafka_mock.h>
#include <poll.h>
#include <unistd.h>

namespace flowbridge {
namespace {

namespace po = boost::program_options;

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kBrokersMax = 100;
constexpr std::size_t kCommandBytesMax = 4096;

constexpr const char* kIntroduction =
    "mockkafka runs librdkafka's mock cluster on 127.0.0.1 and prints its address:\n\n"
    "  mockkafka --topic=pmacct.acct:3\n"
    "  bootstrap.servers=127.0.0.1:40001\n\n"
    "Commands on stdin, one a line, each answered with 'ok' or 'error …':\n"
    "  down [BROKER] | up [BROKER] | rtt MS [BROKER] | error API ERROR [COUNT] | clear API |\n"
    "  topic NAME:PARTITIONS | refuse TOPIC ERROR | leader TOPIC PARTITION BROKER |\n"
    "  append TOPIC PARTITION TIMESTAMP PAYLOAD | tombstone TOPIC PARTITION TIMESTAMP |\n"
    "  numbers TOPIC PARTITION FIRST COUNT BYTES | quit\n"
    "It ends with quit, at the end of stdin (not with --detach), and on SIGINT or SIGTERM.\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n\nOptions";

struct MockOptions {
  int brokers_count = 1;
  int port = 0;
  bool detach = false;
  std::string address_path;
  std::string compression;
  std::vector<std::string> topics;
  bool help = false;
  std::string help_text;
};

Result<MockOptions> parse(const std::vector<std::string>& arguments) {
  MockOptions options;
  po::options_description all(kIntroduction, 100, 60);
  po::options_description_easy_init add = all.add_options();
  add("help", po::bool_switch(&options.help), "print this text");
  add("brokers-count", po::value(&options.brokers_count)->default_value(1), "brokers");
  add("topic", po::value(&options.topics)->composing(), "NAME:PARTITIONS (repeatable)");
  add("port", po::value(&options.port)->default_value(0),
      "the first broker's port, the others' follow it; 0: any free ones");
  add("address-file", po::value(&options.address_path), "write HOST:PORT,… there, too");
  add("compression", po::value(&options.compression)->default_value("none"),
      "of the records that commands append: none, gzip, snappy, lz4 or zstd");
  add("detach", po::bool_switch(&options.detach), "keep running at the end of stdin");
  try {
    po::variables_map values;
    po::store(po::command_line_parser(arguments).options(all).positional({}).run(), values);
    po::notify(values);
  } catch (const std::exception& error) {
    return Error(ErrorCode::kInvalid, error.what());
  }
  if (options.brokers_count < 1 || options.brokers_count > kBrokersMax) {
    return Error(ErrorCode::kInvalid, "--brokers-count: expected 1 to 100");
  }
  const int last_port = options.port + options.brokers_count - 1;
  if (options.port < 0 || last_port > std::numeric_limits<std::uint16_t>::max()) {
    return Error(ErrorCode::kInvalid, "--port: expected 0 to 65535");
  }
  options.help_text = (std::ostringstream() << all).str();
  return options;
}

struct DestroyCluster {
  void operator()(rd_kafka_mock_cluster_t* cluster) const {
    rd_kafka_mock_cluster_destroy(cluster);
  }
};

/// Complete lines out of what read() returns in pieces.
class CommandLines {
 public:
  explicit CommandLines(MockCommands& commands) : commands_(commands) {}

  /// Reads once, and answers the commands that are complete.
  CommandOutcome serve() {
    std::array<char, kCommandBytesMax> chunk{};
    const ssize_t size = read(STDIN_FILENO, chunk.data(), chunk.size());
    if (size <= 0) {
      at_end_ = true;
      return CommandOutcome::kDone;
    }
    pending_.append(chunk.data(), static_cast<std::size_t>(size));
    for (std::size_t end = pending_.find('\n'); end != std::string::npos;
         end = pending_.find('\n')) {
      const std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      if (answer(line) == CommandOutcome::kQuit) return CommandOutcome::kQuit;
    }
    if (pending_.size() > kCommandBytesMax) {
      std::printf("error a command is longer than %zu bytes\n", kCommandBytesMax);
      std::fflush(stdout);
      pending_.clear();
    }
    return CommandOutcome::kDone;
  }

  bool at_end() const { return at_end_; }

 private:
  CommandOutcome answer(const std::string& line) {
    const Result<CommandOutcome> outcome = commands_.run(line);
    if (outcome) {
      std::puts("ok");
    } else {
      std::printf("error %s\n", outcome.error().message().c_str());
    }
    std::fflush(stdout);
    return outcome ? *outcome : CommandOutcome::kDone;
  }

  MockCommands& commands_;
  std::string pending_;
  bool at_end_ = false;
};

void serve(MockCommands& commands, const StopSignals& signals, bool detach) {
  CommandLines lines(commands);
  std::array<pollfd, 2> waited{};
  waited[0] = {.fd = signals.descriptor(), .events = POLLIN, .revents = 0};
  waited[1] = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  while (true) {
    if (poll(waited.data(), waited.size(), -1) < 0) continue;
    if (waited[0].revents != 0) return;
    if (waited[1].revents == 0) continue;
    if (lines.serve() == CommandOutcome::kQuit) return;
    if (lines.at_end() && !detach) return;
    if (lines.at_end()) waited[1].fd = -1;  // poll() passes over it
  }
}

int fail(const std::string& what) {
  std::fprintf(stderr, "mockkafka: %s\n", what.c_str());
  return kExitFailed;
}

int run(const MockOptions& options) {
  Result<StopSignals> signals = StopSignals::make();
  if (!signals) return fail(signals.error().message());
  bind_from_port(static_cast<std::uint16_t>(options.port));

  // The mock cluster needs a handle for its threads and log; this one never connects anywhere, and
  // must not warn about that.
  auto conf = make_rdkafka_conf({{"log_level", "3"}});
  if (!conf) return fail(conf.error().message());
  const auto handle = make_rdkafka(RD_KAFKA_PRODUCER, *std::move(conf));
  if (!handle) return fail(handle.error().message());
  const std::unique_ptr<rd_kafka_mock_cluster_t, DestroyCluster> cluster(
      rd_kafka_mock_cluster_new(handle->get(), options.brokers_count));
  if (!cluster) {
    return fail("cannot start" + (options.port == 0
                                      ? std::string()
                                      : "; is port " + std::to_string(options.port) + " in use?"));
  }
  bind_from_port(0);
  const std::string address = rd_kafka_mock_cluster_bootstraps(cluster.get());
  RecordWriter writer({.address = address, .compression = options.compression});
  MockCommands commands(*cluster, writer);
  for (const std::string& topic : options.topics) {
    if (auto made = commands.make_topic(topic); !made) {
      return fail("--topic: " + made.error().message());
    }
  }
  if (!options.address_path.empty()) {
    if (auto written = write_file(options.address_path, address + "\n"); !written) {
      return fail(written.error().message());
    }
  }
  std::printf("bootstrap.servers=%s\n", address.c_str());
  std::fflush(stdout);
  serve(commands, *signals, options.detach);
  return 0;
}

int main_with(const std::vector<std::string>& arguments) {
  const Result<MockOptions> options = parse(arguments);
  if (!options) {
    std::fprintf(stderr, "mockkafka: %s; see mockkafka --help\n",
                 options.error().message().c_str());
    return kExitUsage;
  }
  if (options->help) {
    std::fputs(options->help_text.c_str(), stdout);
    return 0;
  }
  return run(*options);
}

}  // namespace
}  // namespace flowbridge

int main(int count, char** arguments) {
  return flowbridge::main_with(std::vector<std::string>(arguments + 1, arguments + count));
}

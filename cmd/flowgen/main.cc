// flowgen: flow messages from a seed. See generator.h for what they are, options.cc for the flags.

#include "flowgen/kafka_output.h"
#include "flowgen/options.h"
#include "flowgen/output.h"
#include "flowgen/run.h"
#include "flowgen/truth.h"
#include "process/stop_signals.h"
#include "process/whole_file.h"

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace flowbridge {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

UnixTime wall_clock() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return UnixTime(std::chrono::duration_cast<Duration>(since_epoch));
}

int fail(const Error& error, int exit_code) {
  std::fprintf(stderr, "flowgen: %s\n", error.message().c_str());
  return exit_code;
}

Result<std::unique_ptr<RecordOutput>> make_output(const FlowgenOptions& options,
                                                  StopSignals& signals) {
  switch (options.destination) {
    case FlowgenDestination::kStdout:
      return make_file_output("-", options.first_offsets);
    case FlowgenDestination::kFile:
      return make_file_output(options.output_path, options.first_offsets);
    case FlowgenDestination::kKafka:
      return make_kafka_output({.brokers = options.brokers,
                                .topic = options.topic,
                                .compression = options.compression,
                                .properties = options.properties,
                                .first_offsets = options.first_offsets},
                               signals);
  }
  FB_CHECK(false);
}

Result<std::unique_ptr<GroupProgress>> make_progress(const FlowgenOptions& options) {
  if (options.ahead_limit == 0) return std::unique_ptr<GroupProgress>();
  return make_group_progress({.brokers = options.brokers,
                              .topic = options.topic,
                              .group_id = options.group_id,
                              .properties = options.properties,
                              .partitions = options.generator.partitions});
}

Result<Truth> produce(const FlowgenOptions& options, StopSignals& signals) {
  const Result<std::unique_ptr<RecordOutput>> output = make_output(options, signals);
  if (!output) return output.error();
  const Result<std::unique_ptr<GroupProgress>> progress = make_progress(options);
  if (!progress) return progress.error();
  return run_flowgen(options,
                     {.output = **output, .signals = signals, .progress = progress->get()});
}

int run(const std::vector<std::string>& arguments) {
  const Result<FlowgenCommand> command = parse_flowgen_command(arguments, wall_clock());
  if (!command) {
    std::fprintf(stderr, "flowgen: %s; see flowgen --help\n", command.error().message().c_str());
    return kExitUsage;
  }
  if (command->help) {
    std::fputs(command->help->c_str(), stdout);
    return 0;
  }
  const FlowgenOptions& options = command->options;
  Result<StopSignals> signals = StopSignals::make();
  if (!signals) return fail(signals.error(), kExitFailed);

  const Result<Truth> truth = produce(options, *signals);
  if (!truth) return fail(truth.error(), kExitFailed);
  const std::string text = to_json(*truth);
  if (!options.truth_path.empty()) {
    if (auto written = write_file(options.truth_path, text); !written) {
      return fail(written.error(), kExitFailed);
    }
  }
  const bool records_on_stdout = options.destination == FlowgenDestination::kStdout;
  std::fputs(text.c_str(), records_on_stdout ? stderr : stdout);
  return 0;
}

}  // namespace
}  // namespace flowbridge

int main(int count, char** arguments) {
  return flowbridge::run(std::vector<std::string>(arguments + 1, arguments + count));
}

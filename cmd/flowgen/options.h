#pragma once
/// The command line of flowgen.
///
/// Lifetime: values.      Threads: any.
/// Fails:    kInvalid, naming the option and what was expected.
/// Units:    rates are records per second over all partitions.
///
///   Result<FlowgenCommand> command = parse_flowgen_command(arguments, now);
///   if (command->help) print(*command->help);

#include "base/result.h"
#include "base/time.h"
#include "flow/offset.h"
#include "flowgen/generator.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

enum class FlowgenDestination { kKafka, kStdout, kFile };

struct FlowgenOptions {
  GeneratorOptions generator = {};
  /// Where each partition begins.
  std::vector<Offset> first_offsets = {};
  /// Of this run, over all partitions; absent: until a signal.
  std::optional<std::int64_t> records_limit = {};
  /// How fast records are produced; 0: as fast as possible.
  std::int64_t rate = 1000;
  Duration flush_timeout = 10s;
  /// Empty: the truth is only printed.
  std::string truth_path = {};

  FlowgenDestination destination = FlowgenDestination::kKafka;
  /// For kFile.
  std::string output_path = {};

  // For kKafka.
  std::string brokers = {};
  std::string topic = "pmacct.acct";
  std::string compression = "none";
  std::vector<std::pair<std::string, std::string>> properties = {};
  /// Whose committed offsets ahead_limit refers to.
  std::string group_id = {};
  /// Never more records per partition beyond the committed offset; 0: no limit.
  std::int64_t ahead_limit = 0;
};

struct FlowgenCommand {
  FlowgenOptions options = {};
  /// The text to print instead of running.
  std::optional<std::string> help = {};
};

/// `arguments` without the program's name.
Result<FlowgenCommand> parse_flowgen_command(const std::vector<std::string>& arguments,
                                             UnixTime now);

}  // namespace flowbridge

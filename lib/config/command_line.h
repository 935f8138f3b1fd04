#pragma once
/// Flags, read from a command line.
///
/// Knows how flags are written (--name=value, --name value, and Go's single dash, because
/// flow-exporter's users have it in their files) and which there are, but not what a value means.
/// It goes on after a mistake, so that all of them are told at once.
///
/// Lifetime: owns what it returns; option numbers count rows of the table that was passed.
/// Threads:  any.
/// Fails:    never; every mistake is a Problem. None of them repeats a value, but for arguments
///           without "=" that belong to no flag.
/// Units:    none.
///
///   CommandLine line = read_command_line(option_table(), {"--brokers=kafka:9092", "--takeover"});
///   line.values[1];   // {.option = …, .flag = "--takeover", .text = "true"}

#include "config/option_table.h"
#include "config/problem.h"

#include <span>
#include <string>
#include <vector>

namespace flowbridge {

struct FlagValue {
  /// The row in the option table.
  std::size_t option = 0;
  /// With two dashes, by the name that was used: "--brokers" for --kafka.brokers.
  std::string flag;
  std::string text;
};

struct CommandLine {
  /// In the order given; more than one for a flag only if it is repeatable.
  std::vector<FlagValue> values;
  std::vector<Problem> problems;
};

CommandLine read_command_line(std::span<const OptionSpec> options,
                              const std::vector<std::string>& arguments);

}  // namespace flowbridge

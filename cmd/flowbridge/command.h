#pragma once
/// The commands of flowbridge.
///
/// A command is a name, its help and a function from what main was given to an exit code. The table
/// below is what main dispatches over, and what `flowbridge help` prints.
///
/// Lifetime: the table and its texts live as long as the program.      Threads: main's.
/// Fails:    by exit code, with the reason on stderr.
/// Units:    none.
///
///   const Command* command = find_command("check-config");
///   return command->run(sources);

#include "config/option_table.h"
#include "config/sources.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

enum ExitCode : int {
  kExitOk = 0,
  kExitFailed = 1,  // at run time; for healthcheck: not healthy; for state: damaged
  kExitUsage = 2,   // the flags, the environment, the file or the command must change
};

struct Command {
  std::string_view name;
  /// One line for the list of commands.
  std::string_view summary;
  /// What it does, for its own help.
  std::string_view prose;
  /// What it takes beside flags, as help shows it.
  std::string_view operands = {};
  /// The flags it takes.
  std::vector<OptionSpec> (*options)();
  int (*run)(const Sources& sources);
};

/// In the order of help; the first is the one that runs if none is named.
std::span<const Command> commands();
/// Null if there is none.
const Command* find_command(std::string_view name);

/// Whether there are commands of two words that begin with it.
bool begins_command(std::string_view word);

/// Takes the name of a command off the front: two words if no name is only the first of them.
/// Requires: there is an argument.
std::string take_command_name(std::vector<std::string>& arguments);

/// `flowbridge --help`, and `flowbridge help <command>`.
std::string program_help();
std::string command_help(const Command& command);

/// Says on stderr what is wrong, and returns kExitUsage.
int usage_error(const std::vector<Problem>& problems);

/// "unknown command", with the nearest one or where to find them all.
Problem unknown_command_problem(const std::string& name);

int run_command(const Sources& sources);
int check_config_command(const Sources& sources);
int print_config_command(const Sources& sources);
int healthcheck_command(const Sources& sources);
int state_verify_command(const Sources& sources);
int state_inspect_command(const Sources& sources);
int asn_lookup_command(const Sources& sources);
int asn_status_command(const Sources& sources);
int asn_refresh_command(const Sources& sources);
int peering_report_command(const Sources& sources);
int version_command(const Sources& sources);
int help_command(const Sources& sources);

std::vector<OptionSpec> check_config_options();
std::vector<OptionSpec> healthcheck_options();
std::vector<OptionSpec> state_verify_options();
std::vector<OptionSpec> state_inspect_options();
std::vector<OptionSpec> asn_lookup_options();
std::vector<OptionSpec> asn_status_options();
std::vector<OptionSpec> asn_refresh_options();
std::vector<OptionSpec> peering_report_options();
std::vector<OptionSpec> version_options();

}  // namespace flowbridge

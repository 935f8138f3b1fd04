#include "flowbridge/command.h"

#include "base/check.h"
#include "config/help.h"
#include "config/suggest.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace flowbridge {

namespace {

std::vector<OptionSpec> bridge_options() {
  return {option_table().begin(), option_table().end()};
}

std::vector<OptionSpec> no_options() {
  return {};
}

constexpr std::array<Command, 12> kCommands = {{
    {.name = "run",
     .summary = "Count flows from Kafka and send them on. Runs if no command is named.",
     .prose = "Consumes flow records from Kafka, adds up their bytes by AS pair, router and "
              "direction, and pushes the counters by remote write. Ends on SIGTERM or SIGINT.",
     .options = bridge_options,
     .run = run_command},
    {.name = "check-config",
     .summary = "Say what is wrong with the configuration; exit 0, 1 or 2.",
     .prose = "Checks what flowbridge run would be given, and tells every mistake at once. Takes "
              "the same flags, and --connect, with which it also tries whether Kafka and the "
              "destinations are there, let us in and have what is configured. Without it neither "
              "is asked.",
     .options = check_config_options,
     .run = check_config_command},
    {.name = "print-config",
     .summary = "Print every value and where it comes from, without secrets.",
     .prose =
         "Prints what flowbridge run would use, one option on a line: name, value, and the "
         "flag, variable or key of the file that set it. Mistakes go to stderr. Takes the same "
         "flags.",
     .options = bridge_options,
     .run = print_config_command},
    {.name = "healthcheck",
     .summary = "Ask a running flowbridge whether it is well; exit 0 or 1.",
     .prose = "Sends one request to the flowbridge that listens on this machine, for container "
              "health checks and probes. Ignores all other options in the environment.",
     .options = healthcheck_options,
     .run = healthcheck_command},
    {.name = "state verify",
     .summary = "Check a state directory, to the last byte; exit 0 or 1.",
     .prose =
         "Reads the whole state directory and changes nothing: every record and checkpoint of "
         "the journal, what they add up to, and how far each destination has come. Says what "
         "is damaged, in which file and at which byte, and what to do. Exits 0 if it is whole, "
         "1 if it is damaged or cannot be read, 2 if there is none. A bridge may be running in "
         "it; what it is just writing is not judged.",
     .options = state_verify_options,
     .run = state_verify_command},
    {.name = "state inspect",
     .summary = "Explain what a state directory holds.",
     .prose = "Reads the state directory as state verify does, and tells what is in it: the "
              "writer, the journal's files, open windows, lanes, series, and destinations. "
              "docs/state.md describes the JSON. Exits as state verify does.",
     .options = state_inspect_options,
     .run = state_inspect_command},
    {.name = "asn lookup",
     .summary = "Explain the name of an AS: flowbridge asn lookup 15169.",
     .prose =
         "Tells for each AS number its name, the rule that chose it, and what every source says "
         "of it, each with its edition and age. The chosen one has an asterisk. Reads the cache "
         "of names and changes nothing; needs no network, and says so where there is no cache.",
     .operands = "<number>...",
     .options = asn_lookup_options,
     .run = asn_lookup_command},
    {.name = "asn status",
     .summary = "Show how fresh AS names are, and what waits for you.",
     .prose = "Tells for each source of AS names where it is taken from, which edition is in force "
              "and how old it is; which edition is held back and why; what failed, and until when "
              "the server is left alone. Only reads.",
     .options = asn_status_options,
     .run = asn_status_command},
    {.name = "asn refresh",
     .summary = "Fetch AS names now; exit 0, or 1 if a source failed.",
     .prose = "Asks every source for its newest file, as a bridge does once a day, judges what "
              "comes, and makes a new table of names, which takes effect at once. A bridge that "
              "runs does it by itself, and holds the cache meanwhile. Exits 1 if a source failed, "
              "and says why; its names stay as they are.",
     .options = asn_refresh_options,
     .run = asn_refresh_command},
    {.name = "peering report",
     .summary = "Say with whom to peer next, by traffic and PeeringDB.",
     .prose = "Asks the store of a destination how much is exchanged with each AS, and ranks those "
              "that are no peers yet by their 95th percentile, with their policies and the "
              "exchanges and facilities in common, from the cache of PeeringDB. Says what each "
              "exchange is worth. docs/peering-report.md tells how it calculates.",
     .options = peering_report_options,
     .run = peering_report_command},
    {.name = "version",
     .summary = "Print the version and how it was built.",
     .prose = "Prints the version, the revision of the sources, the compiler and the architecture.",
     .options = version_options,
     .run = version_command},
    {.name = "help",
     .summary = "Explain a command: flowbridge help <command>.",
     .prose = "Prints what a command does and the flags it takes.",
     .operands = "[command]",
     .options = no_options,
     .run = help_command},
}};

std::string command_list() {
  constexpr std::size_t kSummaryColumn = 17;
  std::string out;
  for (const Command& command : commands()) {
    std::string line = "  " + std::string(command.name);
    line.resize(kSummaryColumn, ' ');
    out += line + std::string(command.summary) + "\n";
  }
  return out;
}

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

const Command* find_command(std::string_view name) {
  const auto found = std::find_if(kCommands.begin(), kCommands.end(),
                                  [name](const Command& command) { return command.name == name; });
  return found == kCommands.end() ? nullptr : found;
}

bool begins_command(std::string_view word) {
  const std::string beginning = std::string(word) + " ";
  return std::any_of(kCommands.begin(), kCommands.end(),
                     [&](const Command& command) { return command.name.starts_with(beginning); });
}

std::string take_command_name(std::vector<std::string>& arguments) {
  FB_CHECK(!arguments.empty());
  std::string name = std::move(arguments.front());
  arguments.erase(arguments.begin());
  if (!begins_command(name) || arguments.empty() || arguments.front().starts_with('-')) return name;
  name += " " + arguments.front();
  arguments.erase(arguments.begin());
  return name;
}

std::string program_help() {
  return "flowbridge counts network flows from Kafka and pushes them by Prometheus remote write.\n"
         "\n"
         "Usage: flowbridge [run] [flags]\n"
         "       flowbridge <command> [flags]\n"
         "\n"
         "Example:\n"
         "  flowbridge --kafka.brokers=kafka:9092 --kafka.topics=pmacct.acct --asn=64496 \\\n"
         "             --remote-write.url=http://prometheus:9090/api/v1/write\n"
         "\n"
         "Commands:\n" +
         command_list() +
         "\n"
         "Flags of run, check-config and print-config, with the variable that does the same.\n"
         "A flag goes before a variable, a variable before a key of the file that --config.file\n"
         "names, a key before the default. --kafka.group-id is in the file: kafka: {group_id: "
         "...}\n" +
         options_help(option_table());
}

std::string command_help(const Command& command) {
  const std::vector<OptionSpec> options = command.options();
  std::string usage = "Usage: flowbridge " + std::string(command.name);
  if (!command.operands.empty()) usage += " " + std::string(command.operands);
  if (!options.empty()) usage += " [flags]";
  return usage + "\n\n" + wrapped(command.prose, 0) + options_help(options);
}

int usage_error(const std::vector<Problem>& problems) {
  std::fputs(format_problems(problems).c_str(), stderr);
  return kExitUsage;
}

Problem unknown_command_problem(const std::string& name) {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) names.push_back(command.name);
  const std::string_view meant = nearest(name, names);
  const std::string word = name.substr(0, name.find(' '));
  if (begins_command(word) && (meant.empty() || word == name)) {
    std::string longer;
    for (const std::string_view each : names) {
      if (!each.starts_with(word + " ")) continue;
      longer += (longer.empty() ? "" : " or ") + std::string(each);
    }
    return {.where = word, .what = "say what to do: " + longer};
  }
  const std::string hint =
      meant.empty() ? "; flowbridge help lists the commands" : did_you_mean(meant);
  return {.where = {}, .what = "unknown command " + in_quotes(name) + hint};
}

int help_command(const Sources& sources) {
  if (sources.arguments.empty()) {
    std::fputs(program_help().c_str(), stdout);
    return kExitOk;
  }
  std::vector<std::string> rest = sources.arguments;
  const std::string name = take_command_name(rest);
  const Command* command = find_command(name);
  if (command == nullptr) return usage_error({unknown_command_problem(name)});
  if (!rest.empty()) {
    return usage_error({{.where = "help", .what = "takes one command, not several"}});
  }
  std::fputs(command_help(*command).c_str(), stdout);
  return kExitOk;
}

}  // namespace flowbridge

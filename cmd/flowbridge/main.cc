// Reads the command line, the environment and the configuration file, finds the command, returns
// its exit code: 0 done, 1 failed at run time, 2 what it was given must change.

#include "flowbridge/command.h"
#include "flowbridge/named_file.h"

#include <algorithm>
#include <cstdio>
#include <exception>

#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace flowbridge {
namespace {

Environment read_process_environment() {
  Environment environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment;
}

bool asks_for(const std::vector<std::string>& arguments, std::span<const std::string_view> flags) {
  return std::any_of(arguments.begin(), arguments.end(), [flags](const std::string& argument) {
    return std::find(flags.begin(), flags.end(), argument) != flags.end();
  });
}

int unknown_command(const std::string& argument) {
  // What stands behind "=" may be a secret.
  const std::string name = argument.substr(0, argument.find('='));
  const OptionSpec* option = find_option(option_table(), name);
  if (option != nullptr && (argument != name || !begins_command(name))) {
    return usage_error(
        {{.where = {}, .what = "unknown command " + in_quotes(name) + did_you_mean("--" + name)}});
  }
  return usage_error({unknown_command_problem(name)});
}

int dispatch(std::vector<std::string> arguments) {
  constexpr std::string_view kHelpFlags[] = {"--help", "-help", "-h"};
  constexpr std::string_view kVersionFlags[] = {"--version", "-version"};
  const bool named = !arguments.empty() && !arguments.front().starts_with('-');
  const std::string name =
      named ? take_command_name(arguments) : std::string(commands().front().name);

  const Command* command = find_command(name);
  if (command == nullptr) return unknown_command(name);
  if (asks_for(arguments, kHelpFlags)) {
    std::fputs((named ? command_help(*command) : program_help()).c_str(), stdout);
    return kExitOk;
  }
  if (!named && asks_for(arguments, kVersionFlags)) return version_command({});
  Sources sources{.arguments = std::move(arguments), .environment = read_process_environment()};
  return command->run(with_named_file(command->options(), std::move(sources)));
}

// Files of AS names are megabytes each. Left to itself glibc keeps the memory of each one that is
// done with, in case the next one fits; these go back at once, and smaller ones are kept as ever.
void give_back_large_memory() {
#ifdef __GLIBC__
  constexpr int kLargeBytes = 4 << 20;
  mallopt(M_MMAP_THRESHOLD, kLargeBytes);
  mallopt(M_TRIM_THRESHOLD, 2 * kLargeBytes);
#endif
}

int guarded_main(int count, char** values) {
  // What arrives here is a bug or a lack of memory; a message and exit code 1 are better than a
  // core dump in a restart loop.
  try {
    const int code =
        dispatch(std::vector<std::string>(values + std::min(count, 1), values + count));
    // A full disk behind a redirection must not look like success.
    const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    if (written || code != kExitOk) return code;
    std::fputs("flowbridge: cannot write to stdout\n", stderr);
    return kExitFailed;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "flowbridge: %s\n", error.what());
    return kExitFailed;
  }
}

}  // namespace
}  // namespace flowbridge

int main(int count, char** values) {
  flowbridge::give_back_large_memory();
  return flowbridge::guarded_main(count, values);
}

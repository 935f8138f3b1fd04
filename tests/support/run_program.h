#pragma once
/// Programs run as a user runs them: arguments and environment in, output and exit code out.
///
/// Lifetime: none; the program has ended, and is reaped, when run_program returns.
/// Threads:  any.
/// Fails:    a program that cannot be started, or has not ended after a minute, has the exit code
///           127, and the reason in `err`.
/// Units:    exit codes; 128 + n for a program ended by signal n, as in a shell.
///
///   ProgramResult result = run_program({.path = path, .arguments = {"version"}});
///   EXPECT_EQ(result.exit_code, 0);

#include <map>
#include <string>
#include <vector>

namespace flowbridge {

struct ProgramCall {
  std::string path;
  /// Without the program's own name.
  std::vector<std::string> arguments;
  /// All of it: the program sees nothing of the test's own environment.
  std::map<std::string, std::string> environment;
};

struct ProgramResult {
  int exit_code = 0;
  std::string out;
  std::string err;
};

ProgramResult run_program(const ProgramCall& call);

}  // namespace flowbridge

#include "support/run_program.h"

#include "support/child_process.h"

#include <utility>

namespace flowbridge {

namespace {

constexpr Duration kLimit = 60s;
constexpr int kNotRun = 127;
constexpr int kSignalled = 128;

}  // namespace

ProgramResult run_program(const ProgramCall& call) {
  ChildProcess::Options options{.command = {call.path}, .inherits_environment = false};
  options.command.insert(options.command.end(), call.arguments.begin(), call.arguments.end());
  for (const auto& [name, value] : call.environment) {
    options.environment.push_back(name + "=" + value);
  }
  Result<ChildProcess> child = ChildProcess::start(options);
  if (!child) return {.exit_code = kNotRun, .out = {}, .err = child.error().message()};
  child->close_stdin();
  std::string out = child->read_rest(kLimit);
  const std::optional<ExitStatus> status = child->wait(kLimit);
  if (!status) return {.exit_code = kNotRun, .out = std::move(out), .err = "it does not end"};
  return {.exit_code = status->signal == 0 ? status->code : kSignalled + status->signal,
          .out = std::move(out),
          .err = child->error_output()};
}

}  // namespace flowbridge

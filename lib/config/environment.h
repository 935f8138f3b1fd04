#pragma once
/// Option values in the environment.
///
/// Every option can be set by FLOWBRIDGE_ and its path in capitals. The environment is an argument:
/// only main reads the real one. A variable with our prefix that names no option is a mistake, and
/// is told, unless it is one of those that Kubernetes sets for a service called flowbridge.
///
/// Lifetime: owns what it returns; option numbers count rows of the table that was passed.
/// Threads:  any.
/// Fails:    never; every mistake is a Problem. None of them repeats a value.
/// Units:    none.
///
///   read_environment(option_table(), {{"FLOWBRIDGE_WINDOW", "30s"}}, UnknownNames::kReject);

#include "config/option_table.h"
#include "config/problem.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace flowbridge {

using Environment = std::map<std::string, std::string>;

enum class UnknownNames : std::uint8_t {
  kReject,
  kIgnore,  // for a command that uses a few of the options only
};

struct VariableValue {
  /// The row in the option table.
  std::size_t option = 0;
  std::string variable;
  /// Never empty: an empty variable is one that is not set, as compose files leave them.
  std::string text;
};

struct EnvironmentValues {
  std::vector<VariableValue> values;
  std::vector<Problem> problems;
};

EnvironmentValues read_environment(std::span<const OptionSpec> options,
                                   const Environment& environment, UnknownNames unknown);

/// Whether Kubernetes sets such a variable, for a service whose name begins like our prefix:
/// FLOWBRIDGE_SERVICE_HOST, FLOWBRIDGE_PORT_9590_TCP_ADDR, FLOWBRIDGE_PORT=tcp://….
bool is_service_link(std::string_view name, std::string_view value);

}  // namespace flowbridge

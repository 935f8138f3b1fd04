#pragma once
/// The value of every option, and where it came from.
///
/// Puts the sources over one another: flag, then environment, then default. Values are still
/// texts; settings.h gives them types.
///
/// Lifetime: owns what it returns.      Threads: any.
/// Fails:    never; every mistake is a Problem.
/// Units:    none.
///
///   OptionValues options = read_options(option_table(), sources, UnknownVariables::kReject);
///   options.values[3].where;   // "--kafka.group-id", "FLOWBRIDGE_KAFKA_GROUP_ID" or "default"

#include "config/environment.h"
#include "config/option_table.h"
#include "config/problem.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace flowbridge {

/// What main was given: the arguments behind the command, and the environment.
struct Sources {
  std::vector<std::string> arguments;
  Environment environment;
};

enum class ValueSource : std::uint8_t { kFlag, kEnvironment, kDefault };

struct OptionValue {
  ValueSource source = ValueSource::kDefault;
  /// For messages: the flag as it was given, the variable, or "default".
  std::string where = "default";
  /// One for each time it was given; none for an option that has no value.
  std::vector<std::string> texts;
};

struct OptionValues {
  /// One for each row of the table, in its order.
  std::vector<OptionValue> values;
  std::vector<Problem> problems;
};

OptionValues read_options(std::span<const OptionSpec> options, const Sources& sources,
                          UnknownVariables unknown);

/// The value as it may be shown: without secrets, several joined by commas.
std::string shown_value(const OptionSpec& option, const OptionValue& value);

/// Whether a librdkafka setting of this name may hold a secret, by the sound of it.
bool sounds_secret(std::string_view key);

}  // namespace flowbridge

#pragma once
/// The value of every option, and where it came from.
///
/// Puts the sources over one another: flag, then environment, then configuration file, then
/// default. Values are still texts; settings.h gives them types.
///
/// Lifetime: owns what it returns.      Threads: any.
/// Fails:    never; every mistake is a Problem.
/// Units:    none.
///
///   OptionValues options = read_options(option_table(), sources, UnknownNames::kReject);
///   options.values[4].where;   // "--kafka.group-id", "FLOWBRIDGE_KAFKA_GROUP_ID",
///                              // "flowbridge.yaml:3:3 (kafka.group_id)" or "default"

#include "config/config_file.h"
#include "config/environment.h"
#include "config/option_table.h"
#include "config/problem.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flowbridge {

/// What main was given: the arguments behind the command, the environment, and the file that one
/// of them names.
struct Sources {
  std::vector<std::string> arguments;
  Environment environment;
  std::optional<ConfigFile> file = std::nullopt;
};

/// The file that the arguments or the environment name, for whoever is to read it; empty if none.
std::string config_file_path(std::span<const OptionSpec> options, const Sources& sources);

enum class ValueSource : std::uint8_t { kFlag, kEnvironment, kFile, kDefault };

struct OptionValue {
  ValueSource source = ValueSource::kDefault;
  /// For messages: the flag as it was given, the variable, the key in the file, or "default".
  std::string where = "default";
  /// One for each time it was given; none for an option that has no value.
  std::vector<std::string> texts;
  /// Where each of them stands; empty if there is no better answer than `where`.
  std::vector<std::string> places = {};
};

struct OptionValues {
  /// One for each row of the table, in its order.
  std::vector<OptionValue> values;
  /// Of the file.
  FileSections sections = {};
  std::vector<Problem> problems;
};

OptionValues read_options(std::span<const OptionSpec> options, const Sources& sources,
                          UnknownNames unknown);

/// The value as it may be shown: without secrets, several joined by commas.
std::string shown_value(const OptionSpec& option, const OptionValue& value);

/// Whether a librdkafka setting of this name may hold a secret, by the sound of it.
bool sounds_secret(std::string_view key);

}  // namespace flowbridge

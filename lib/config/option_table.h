#pragma once
/// Every option of flowbridge, once.
///
/// One table drives the flags, the environment, the keys of the configuration file, --help, the
/// suggestions for mistyped names and docs/options.md, so that none of them can know an option that
/// another does not. To add an option add a row here, and a field in settings.h that reads it.
///
/// Lifetime: the table and its texts live as long as the program.      Threads: any.
/// Fails:    never.
/// Units:    as each row says; defaults and limits are texts that the option's own parser reads.
///
///   for (const OptionSpec& option : option_table()) print(flag_name(option), option.prose);
///   environment_name(*find_option(option_table(), "kafka.group-id"));  //
///   FLOWBRIDGE_KAFKA_GROUP_ID

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

enum class OptionGroup : std::uint8_t {
  kConfiguration,
  kKafka,
  kFlows,
  kRemoteWrite,
  kStorage,
  kAsNames,
  kWeb,
  kLogging,
  kProcess,
  kCommand,  // what only one command has
};

enum class OptionType : std::uint8_t {
  kText,
  kTextList,  // separated by commas; the flag may be repeated
  kUnsigned,  // a whole number
  kDuration,
  kSize,        // bytes
  kBoolean,     // the flag alone means true
  kRange,       // from:to, either may be left out; the flag alone means all
  kChoice,      // one of those in the placeholder
  kChoiceList,  // some of those in the placeholder, separated by commas
  /// key=value; the flag may be repeated, the variable holds one on each line, the file key: value
  kKeyValues,
};

/// How much of a value may be shown in a log, a status page or a message.
enum class Secrecy : std::uint8_t {
  kPublic,
  kUrl,        // without user, password and query
  kKeyValues,  // the keys, and the values of keys that do not sound like secrets
};

/// Where an option may be given beside the command line.
enum class OptionPlaces : std::uint8_t {
  kEverywhere,  // as FLOWBRIDGE_<NAME>, and as a key of the configuration file
  kNotInFile,
  kNowhere,
};

struct OptionSpec {
  /// The path that names it everywhere: --<name>, and the key in YAML (key_path).
  std::string_view name = {};
  OptionGroup group = OptionGroup::kProcess;
  OptionType type = OptionType::kText;
  /// What stands for the value in --help; for a choice, the choices with "|" between them.
  std::string_view placeholder = {};
  /// The value if none is given; empty for none.
  std::string_view default_text = {};
  /// What holds if none is given, where that is not a fixed value.
  std::string_view default_note = {};
  /// Limits, both allowed; empty for none. For numbers, durations and sizes only.
  std::string_view minimum = {};
  std::string_view maximum = {};
  /// What it is, and what happens when it is raised: sentences for --help and the reference.
  std::string_view prose = {};
  /// The name that flow-exporter gave it; empty for none.
  std::string_view alias = {};
  Secrecy secrecy = Secrecy::kPublic;
  /// For an option that must be given: what is missing without it. Empty for others.
  std::string_view missing = {};
  OptionPlaces places = OptionPlaces::kEverywhere;
  /// The key in the file, where the name's own level may be something else there; empty: as the
  /// name says.
  std::string_view key = {};
};

/// All options of the bridge, in the order of --help.
std::span<const OptionSpec> option_table();

/// By name or alias, without dashes; null if there is none.
const OptionSpec* find_option(std::span<const OptionSpec> options, std::string_view name);

/// "--kafka.brokers".
std::string flag_name(const OptionSpec& option);

/// "FLOWBRIDGE_KAFKA_BROKERS": the path in capitals, dots and dashes as underscores.
std::string environment_name(const OptionSpec& option);
inline constexpr std::string_view kEnvironmentPrefix = "FLOWBRIDGE_";

bool is_in_environment(const OptionSpec& option);

/// "kafka.group_id": dashes as underscores, or the option's own key; each dot is a level of the
/// configuration file.
std::string key_path(const OptionSpec& option);
bool is_in_file(const OptionSpec& option);

/// The option that names the configuration file.
inline constexpr std::string_view kConfigFileOption = "config.file";

/// The value that the flag alone stands for; empty if it needs one.
std::string_view implied_text(const OptionSpec& option);

/// Whether giving the flag twice adds to it, rather than being a mistake.
bool is_repeatable(const OptionSpec& option);

/// The choices of a kChoice or kChoiceList.
std::vector<std::string_view> choices(const OptionSpec& option);

/// The heading of the group in --help and the reference: "Remote write".
std::string_view group_title(OptionGroup group);

}  // namespace flowbridge

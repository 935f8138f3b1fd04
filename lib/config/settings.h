#pragma once
/// What the bridge is told to do, checked and typed.
///
/// Made once, at the start, from flags, environment, configuration file and defaults (in this order
/// of precedence).
/// Everything that can be known to be wrong without the network and the disk is found here, all at
/// once; a Settings without problems can be relied on without further checks.
///
/// Lifetime: values.      Threads: as any value.
/// Fails:    never; every mistake is a Problem.
/// Units:    durations in milliseconds, sizes in bytes.
///
///   LoadedSettings loaded = load_settings({.arguments = arguments, .environment = environment});
///   if (!loaded.problems.empty()) return usage_error(format_problems(loaded.problems));
///   use(loaded.settings);

#include "base/log.h"
#include "base/time.h"
#include "config/addresses.h"
#include "config/destination_settings.h"
#include "config/section_reader.h"
#include "config/sources.h"
#include "config/times.h"
#include "config/values.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

enum class KafkaMode : std::uint8_t {
  kStatic,  // partitions are assigned by hand; one replica
};

struct KafkaSettings {
  /// At least one, each "host" or "host:port".
  std::vector<std::string> brokers;
  /// At least one, all different.
  std::vector<std::string> topics;
  /// Of each topic, all different; empty for all partitions.
  std::vector<std::int32_t> partitions;
  std::string group_id;
  KafkaMode mode = KafkaMode::kStatic;
  StartSetting start;
  /// For librdkafka, keys all different; holds none that flowbridge sets itself.
  std::vector<KeyValue> properties;
  /// Likewise, each with the file that holds its value; no key is also among `properties`.
  std::vector<KeyValue> property_files;
  /// Begin although another writer has committed (R26).
  bool takeover = false;
  Duration stall_timeout{0};

  bool operator==(const KafkaSettings&) const = default;
};

enum class FormatSetting : std::uint8_t {
  kPmacct,
};

enum class TimeSourceSetting : std::uint8_t {
  kKafka,   // the time of the Kafka record
  kRecord,  // the end of the flow
};

enum class TransitSeries : std::uint8_t {
  kTotal,  // one per router
  kPairs,  // one per AS pair and router
};

/// At least one is set.
struct CountedMetrics {
  bool bytes = false;
  bool packets = false;
  bool flows = false;

  bool operator==(const CountedMetrics&) const = default;
};

struct FlowSettings {
  /// At least one, all different, none reserved.
  std::vector<std::uint32_t> own_asns;
  FormatSetting format = FormatSetting::kPmacct;
  TimeSourceSetting time_source = TimeSourceSetting::kKafka;
  Duration window{0};
  /// At most kLatenessWindowsMax windows.
  Duration lateness{0};
  CountedMetrics metrics;
  std::uint64_t series_limit = 0;
  Duration series_idle_timeout{0};
  TransitSeries transit = TransitSeries::kTotal;

  bool operator==(const FlowSettings&) const = default;
};

/// At most 10 windows are open (R6), so none can wait for longer than this many.
inline constexpr int kLatenessWindowsMax = 8;

struct StorageSettings {
  std::string path;
  std::uint64_t limit_bytes = 0;

  bool operator==(const StorageSettings&) const = default;
};

enum class AsNamesSetting : std::uint8_t {
  kLabels,  // on every series of flows
  kInfo,    // beside them, in flow_as_info
  kBoth,
};

/// The files of which AS names are made (asndb/source.h).
inline constexpr std::array<std::string_view, 19> kAsnSourceNames = {
    "delegated-afrinic", "delegated-apnic",
    "delegated-arin",    "delegated-lacnic",
    "delegated-ripencc", "asnames",
    "peeringdb-net",     "peeringdb-org",
    "peeringdb-ix",      "peeringdb-netixlan",
    "peeringdb-fac",     "peeringdb-netfac",
    "rpsl-ripe",         "rpsl-ripe-organisation",
    "rpsl-apnic",        "rpsl-apnic-organisation",
    "rpsl-afrinic",      "rpsl-lacnic",
    "rpsl-arin",
};

struct AsnSourceSetting {
  /// One of kAsnSourceNames.
  std::string name;
  /// http, https or file; absent: do without it.
  std::optional<std::string> url;

  bool operator==(const AsnSourceSetting&) const = default;
};

struct AsNameSettings {
  /// Absent: nothing is fetched.
  std::optional<Duration> refresh = {};
  /// Absent: "asn-db" in the state directory.
  std::optional<std::string> path = {};
  /// Each name at most once.
  std::vector<AsnSourceSetting> sources = {};
  bool peeringdb = false;
  std::optional<std::string> peeringdb_key_file = {};
  std::optional<std::string> overrides = {};
  /// After midnight UTC; absent: at once.
  std::optional<std::chrono::minutes> rename_at = {};
  std::optional<std::string> file = {};
  std::string seed = {};
  /// May hold a user and a password; empty: the environment's.
  std::string proxy = {};
  AsNamesSetting where = AsNamesSetting::kLabels;

  bool operator==(const AsNameSettings&) const = default;
};

struct WebSettings {
  WebAddress listen_address;
  /// POST /-/reload is answered.
  bool lifecycle = false;

  bool operator==(const WebSettings&) const = default;
};

enum class LogFormatSetting : std::uint8_t { kAuto, kLogfmt, kJson };

struct LoggingSettings {
  LogLevel level = LogLevel::kInfo;
  LogFormatSetting format = LogFormatSetting::kAuto;

  bool operator==(const LoggingSettings&) const = default;
};

struct ProcessSettings {
  /// Absent: made at the first start and kept in the state directory.
  std::optional<std::string> instance;
  Duration shutdown_timeout{0};

  bool operator==(const ProcessSettings&) const = default;
};

struct Settings {
  KafkaSettings kafka;
  FlowSettings flows;
  /// At least one, with different names.
  std::vector<DestinationSettings> destinations;
  /// Names of former ones, all different.
  std::vector<std::string> forgotten_destinations;
  StorageSettings storage;
  AsNameSettings as_names;
  WebSettings web;
  bool pushes_self_metrics = false;
  LoggingSettings logging;
  ProcessSettings process;

  bool operator==(const Settings&) const = default;
};

struct LoadedSettings {
  /// To be used only if there are no problems.
  Settings settings;
  /// One for each row of option_table(): what was given, with defaults that depend on others.
  std::vector<OptionValue> values;
  /// Of the command's own options.
  std::vector<OptionValue> own_values = {};
  /// What the file says beside options, with defaults.
  std::vector<ShownSetting> sections;
  /// Destinations are a list in the file: options of one have no meaning.
  bool destinations_are_listed = false;
  std::vector<Problem> problems;
  /// Of what was given and has no effect.
  std::vector<Problem> warnings;
};

/// For a command that takes the options of the bridge, and `own` ones beside them.
LoadedSettings load_settings(const Sources& sources, std::span<const OptionSpec> own = {});

/// Whether an option says something of one destination, which the file's list has keys for.
bool is_of_one_destination(const OptionSpec& option);

/// The same for a command that takes `options` only, of which some may be its own: the others have
/// their defaults, are not missed, and may be wrong. The values are those of `options`. Those that
/// can be given nowhere but on the command line are the command's own. A list of destinations is
/// read if remote-write.url is among them.
LoadedSettings load_settings_of(std::span<const OptionSpec> options, const Sources& sources);

}  // namespace flowbridge

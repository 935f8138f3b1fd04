#include "config/settings.h"

#include "config/as_name_settings.h"
#include "config/destination_reader.h"
#include "config/durations.h"
#include "config/settings_reader.h"

#include <array>
#include <set>

namespace flowbridge {

namespace {

constexpr Duration kLatenessByKafka = 5s;
constexpr Duration kLatenessByRecord = 2min;

/// Settings of librdkafka that are ours to make, and what to use instead.
struct OwnProperty {
  std::string_view key;
  std::string_view instead;
};
constexpr std::array<OwnProperty, 10> kOwnProperties = {{
    {"bootstrap.servers", "use --kafka.brokers"},
    {"metadata.broker.list", "use --kafka.brokers"},
    {"group.id", "use --kafka.group-id"},
    {"auto.offset.reset", "use --kafka.start"},
    {"enable.auto.commit", "exact counting depends on it"},
    {"auto.commit.enable", "exact counting depends on it"},
    {"enable.auto.offset.store", "exact counting depends on it"},
    {"enable.partition.eof", "exact counting depends on it"},
    {"isolation.level", "exact counting depends on it"},
    {"check.crcs", "exact counting depends on it"},
}};

Result<KeyValue> parse_property(std::string_view text) {
  Result<KeyValue> property = parse_key_value(text);
  if (!property) return property;
  for (const OwnProperty& own : kOwnProperties) {
    if (property->key != own.key) continue;
    return Error(ErrorCode::kInvalid,
                 in_quotes(own.key) + " is set by flowbridge; " + std::string(own.instead));
  }
  return property;
}

Result<KeyValue> parse_property_file(std::string_view text) {
  Result<KeyValue> property = parse_property(text);
  if (property && property->value.empty()) {
    return Error(ErrorCode::kInvalid, "names no file for " + in_quotes(property->key));
  }
  return property;
}

void read_properties(SettingsReader& reader, KafkaSettings& kafka) {
  kafka.properties = reader.each<KeyValue>("kafka.property", parse_property);
  kafka.property_files = reader.each<KeyValue>("kafka.property-file", parse_property_file);
  std::set<std::string_view> keys;
  const auto reject_repeated = [&](const char* option, const std::vector<KeyValue>& properties) {
    for (const KeyValue& each : properties) {
      if (keys.insert(each.key).second) continue;
      reader.reject(option, in_quotes(each.key) + " is set twice");
    }
  };
  reject_repeated("kafka.property", kafka.properties);
  reject_repeated("kafka.property-file", kafka.property_files);
}

Result<KafkaMode> parse_mode(std::string_view text) {
  if (text == "static") return KafkaMode::kStatic;
  if (text == "group") {
    return Error(ErrorCode::kInvalid,
                 "\"group\" is not available in this version; use static, with one replica");
  }
  return parse_choice(text, {"static"}).error();
}

Result<std::string> parse_group_id(std::string_view text) {
  if (text.empty()) return Error(ErrorCode::kInvalid, "is empty; expected a name");
  return parse_label_text(text);
}

KafkaSettings read_kafka(SettingsReader& reader) {
  KafkaSettings kafka;
  kafka.brokers = reader.list<std::string>("kafka.brokers", parse_broker);
  kafka.topics = reader.list<std::string>("kafka.topics", parse_topic);
  if (!reader.is("kafka.partitions", "all")) {
    kafka.partitions = reader.list<std::int32_t>("kafka.partitions", parse_partition);
  }
  kafka.group_id = reader.one<std::string>("kafka.group-id", parse_group_id);
  kafka.mode = reader.one<KafkaMode>("kafka.mode", parse_mode);
  kafka.start = reader.one<StartSetting>("kafka.start", parse_start_position);
  read_properties(reader, kafka);
  kafka.takeover = reader.one<bool>("takeover", parse_boolean);
  kafka.stall_timeout = reader.duration("stall-timeout");
  return kafka;
}

CountedMetrics read_metrics(SettingsReader& reader) {
  CountedMetrics metrics;
  for (const std::size_t choice : reader.choice_list("metrics")) {
    std::array<bool*, 3> fields = {&metrics.bytes, &metrics.packets, &metrics.flows};
    *fields.at(choice) = true;
  }
  return metrics;
}

/// A window can be open no longer than the ledger keeps it open (R6).
void check_lateness(SettingsReader& reader, const FlowSettings& flows) {
  if (flows.window == Duration(0) || flows.lateness <= kLatenessWindowsMax * flows.window) return;
  reader.reject("lateness", format_duration(flows.lateness) + " is more than " +
                                std::to_string(kLatenessWindowsMax) + " windows of " +
                                format_duration(flows.window) + "; use --lateness=" +
                                format_duration(kLatenessWindowsMax * flows.window) +
                                " or less, or a wider --window");
}

FlowSettings read_flows(SettingsReader& reader) {
  FlowSettings flows;
  flows.own_asns = reader.list<std::uint32_t>("asn", parse_own_asn);
  flows.format = reader.choice<FormatSetting>("flows.format", {FormatSetting::kPmacct});
  flows.time_source = reader.choice<TimeSourceSetting>(
      "time-source", {TimeSourceSetting::kKafka, TimeSourceSetting::kRecord});
  flows.window = reader.duration("window");
  const bool by_record = flows.time_source == TimeSourceSetting::kRecord;
  reader.set_default("lateness", format_duration(by_record ? kLatenessByRecord : kLatenessByKafka));
  flows.lateness = reader.duration("lateness");
  check_lateness(reader, flows);
  flows.metrics = read_metrics(reader);
  flows.series_limit = reader.number("series.limit");
  flows.series_idle_timeout = reader.duration("series.idle-timeout");
  flows.transit = reader.choice<TransitSeries>("series.transit",
                                               {TransitSeries::kTotal, TransitSeries::kPairs});
  return flows;
}

DestinationSettings read_destination(SettingsReader& reader) {
  return {
      .name = std::string(kDefaultDestination),
      .url = reader.one<std::string>("remote-write.url", parse_http_url),
      .timeout = reader.duration("remote-write.timeout"),
      .connections = reader.number("remote-write.connections"),
      .samples_max = reader.number("remote-write.samples-max"),
      .version = reader.choice<VersionSetting>(
          "remote-write.protocol",
          {VersionSetting::kAuto, VersionSetting::kV1, VersionSetting::kV2}),
      .receiver = reader.choice<ReceiverProfile>(
          "remote-write.receiver",
          {ReceiverProfile::kAuto, ReceiverProfile::kPrometheus, ReceiverProfile::kThanos,
           ReceiverProfile::kMimir, ReceiverProfile::kCortex, ReceiverProfile::kVictoriaMetrics}),
      .when_full = reader.choice<FullSetting>("remote-write.when-full",
                                              {FullSetting::kBlock, FullSetting::kDropOldest}),
      .out_of_order_window = reader.duration("remote-write.out-of-order-window")};
}

LoggingSettings read_logging(SettingsReader& reader) {
  return {.level = reader.choice<LogLevel>(
              "log.level", {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarn, LogLevel::kError}),
          .format = reader.choice<LogFormatSetting>(
              "log.format",
              {LogFormatSetting::kAuto, LogFormatSetting::kLogfmt, LogFormatSetting::kJson})};
}

ProcessSettings read_process(SettingsReader& reader) {
  return {.instance = reader.optional<std::string>("instance", parse_label_text),
          .shutdown_timeout = reader.duration("shutdown.timeout")};
}

Settings read_settings(SettingsReader& reader) {
  Settings settings;
  settings.kafka = read_kafka(reader);
  settings.flows = read_flows(reader);
  settings.destinations = {read_destination(reader)};
  settings.forgotten_destinations =
      reader.list<std::string>("remote-write.forget", parse_destination_name);
  settings.storage = {.path = reader.one<std::string>("storage.path", parse_path),
                      .limit_bytes = reader.size("storage.limit")};
  settings.as_names = read_as_names(reader);
  settings.web = {.listen_address = reader.one<WebAddress>("web.listen-address", parse_web_address),
                  .lifecycle = reader.one<bool>("web.enable-lifecycle", parse_boolean)};
  settings.pushes_self_metrics = reader.one<bool>("self-metrics.push", parse_boolean);
  settings.logging = read_logging(reader);
  settings.process = read_process(reader);
  return settings;
}

/// One who gave both would not know which of them holds.
void reject_options_beside_list(const FileSection& list, const std::vector<OptionValue>& values,
                                std::vector<Problem>& problems) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const OptionSpec& option = option_table()[i];
    if (!is_of_one_destination(option) || values[i].source == ValueSource::kDefault) continue;
    problems.push_back({.where = values[i].where,
                        .what = "destinations are a list at " + list.where +
                                ", whose entries say this each; remove one of the two",
                        .option = std::string(option.name)});
  }
}

}  // namespace

bool is_of_one_destination(const OptionSpec& option) {
  return option.group == OptionGroup::kRemoteWrite && option.name != "remote-write.forget";
}

LoadedSettings load_settings(const Sources& sources, std::span<const OptionSpec> own) {
  LoadedSettings loaded;
  std::vector<OptionSpec> options(option_table().begin(), option_table().end());
  options.insert(options.end(), own.begin(), own.end());
  OptionValues given = read_options(options, sources, UnknownNames::kReject);
  const auto first_own = given.values.end() - static_cast<std::ptrdiff_t>(own.size());
  loaded.own_values.assign(first_own, given.values.end());
  given.values.erase(first_own, given.values.end());
  const FileSections& sections = given.sections;
  loaded.destinations_are_listed = sections.destinations.has_value();
  if (sections.destinations) {
    reject_options_beside_list(*sections.destinations, given.values, given.problems);
  }
  SettingsReader reader(std::move(given.values), std::move(given.problems),
                        sections.destinations ? "remote-write.url" : "");
  loaded.settings = read_settings(reader);
  SectionNotes notes;
  if (sections.destinations) {
    loaded.settings.destinations =
        read_destinations(*sources.file, *sections.destinations, sources.environment, notes);
  }
  if (sources.file) {
    read_common_labels(*sources.file, sections, loaded.settings.destinations, notes);
  }
  loaded.values = std::move(reader).take_values();
  loaded.problems = std::move(reader).take_problems();
  loaded.problems.insert(loaded.problems.end(), notes.problems.begin(), notes.problems.end());
  loaded.warnings = std::move(notes.warnings);
  loaded.sections = std::move(notes.values);
  return loaded;
}

LoadedSettings load_settings_of(std::span<const OptionSpec> options, const Sources& sources) {
  LoadedSettings loaded;
  OptionValues given = read_options(options, sources, UnknownNames::kIgnore);
  std::vector<OptionValue> all = read_options(option_table(), {}, UnknownNames::kIgnore).values;
  for (std::size_t i = 0; i < options.size(); ++i) {
    // One of the command's own may have the name of another of the bridge's.
    if (!is_in_environment(options[i])) continue;
    const OptionSpec* shared = find_option(option_table(), options[i].name);
    if (shared == nullptr) continue;
    all[static_cast<std::size_t>(shared - option_table().data())] = given.values[i];
  }
  const std::optional<FileSection>& listed = given.sections.destinations;
  loaded.destinations_are_listed = listed.has_value();
  if (listed) reject_options_beside_list(*listed, all, given.problems);
  SettingsReader reader(std::move(all), std::move(given.problems),
                        listed ? "remote-write.url" : "");
  loaded.settings = read_settings(reader);
  SectionNotes notes;
  if (listed) {
    loaded.settings.destinations =
        read_destinations(*sources.file, *listed, sources.environment, notes);
  }
  loaded.values = std::move(given.values);
  loaded.problems = std::move(reader).take_problems();
  loaded.problems.insert(loaded.problems.end(), notes.problems.begin(), notes.problems.end());
  std::erase_if(loaded.problems, [options](const Problem& problem) {
    return !problem.option.empty() && find_option(options, problem.option) == nullptr;
  });
  return loaded;
}

}  // namespace flowbridge

#include "config/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// What must be given, and more arguments behind it.
std::vector<std::string> with_required(const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"--kafka.brokers=kafka:9092", "--kafka.topics=pmacct.acct",
                                        "--asn=64496",
                                        "--remote-write.url=http://prometheus:9090/api/v1/write"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

/// The settings of a command line without mistakes.
Settings load(const std::vector<std::string>& more) {
  const LoadedSettings loaded =
      load_settings({.arguments = with_required(more), .environment = {}});
  EXPECT_EQ(format_problems(loaded.problems), "");
  return loaded.settings;
}

/// What is wrong with a command line that is complete.
std::string mistakes(const std::vector<std::string>& more) {
  const LoadedSettings loaded =
      load_settings({.arguments = with_required(more), .environment = {}});
  return format_problems(loaded.problems);
}

TEST(Settings, DefaultsAreWhatTheDesignSays) {
  const Settings settings = load({});
  EXPECT_THAT(settings.kafka.brokers, ElementsAre("kafka:9092"));
  EXPECT_THAT(settings.kafka.topics, ElementsAre("pmacct.acct"));
  EXPECT_THAT(settings.kafka.partitions, IsEmpty());
  EXPECT_EQ(settings.kafka.group_id, "flowbridge");
  EXPECT_EQ(settings.kafka.mode, KafkaMode::kStatic);
  EXPECT_EQ(settings.kafka.start, (StartSetting{.kind = StartSetting::Kind::kAgo, .ago = 30min}));
  EXPECT_THAT(settings.kafka.properties, IsEmpty());
  EXPECT_FALSE(settings.kafka.takeover);
  EXPECT_EQ(settings.kafka.stall_timeout, 10min);

  EXPECT_THAT(settings.flows.own_asns, ElementsAre(64'496));
  EXPECT_EQ(settings.flows.format, FormatSetting::kPmacct);
  EXPECT_EQ(settings.flows.time_source, TimeSourceSetting::kKafka);
  EXPECT_EQ(settings.flows.window, 15s);
  EXPECT_EQ(settings.flows.lateness, 5s);
  EXPECT_EQ(settings.flows.metrics, (CountedMetrics{.bytes = true}));
  EXPECT_EQ(settings.flows.series_limit, 100'000U);
  EXPECT_EQ(settings.flows.series_idle_timeout, 1h);
  EXPECT_EQ(settings.flows.transit, TransitSeries::kTotal);

  EXPECT_EQ(settings.destinations.at(0).url, "http://prometheus:9090/api/v1/write");
  EXPECT_EQ(settings.destinations.at(0).timeout, 30s);
  EXPECT_EQ(settings.destinations.at(0).connections, 4U);
  EXPECT_EQ(settings.destinations.at(0).samples_max, 2'000U);

  EXPECT_EQ(settings.storage.path, "./data");
  EXPECT_EQ(settings.storage.limit_bytes, 10ULL << 30);
  EXPECT_EQ(settings.as_names,
            (AsNameSettings{.refresh = 24h, .seed = "/usr/share/flowbridge/names.snapshot"}));
  EXPECT_EQ(settings.web.listen_address, (WebAddress{.host = "", .port = 9590}));
  EXPECT_EQ(settings.logging.level, LogLevel::kInfo);
  EXPECT_EQ(settings.logging.format, LogFormatSetting::kAuto);
  EXPECT_EQ(settings.process.instance, std::nullopt);
  EXPECT_EQ(settings.process.shutdown_timeout, 10s);
}

TEST(Settings, EveryOptionArrivesInItsField) {
  const Settings settings = load({"--kafka.brokers=other:9093",
                                  "--kafka.topics=b,c",
                                  "--kafka.partitions=0,7",
                                  "--kafka.group-id=g",
                                  "--kafka.mode=static",
                                  "--kafka.start=earliest",
                                  "--kafka.property=security.protocol=SSL",
                                  "--kafka.property",
                                  "client.rack=a=b",
                                  "--kafka.property-file=sasl.password=/run/secrets/kafka",
                                  "--takeover",
                                  "--stall-timeout=1m",
                                  "--asn=AS64497,397143",
                                  "--flows.format=pmacct",
                                  "--time-source=record",
                                  "--window=1m",
                                  "--lateness=8m",
                                  "--metrics=flows,packets",
                                  "--series.limit=5",
                                  "--series.idle-timeout=2h",
                                  "--series.transit=pairs",
                                  "--remote-write.timeout=5s",
                                  "--remote-write.connections=8",
                                  "--remote-write.samples-max=500",
                                  "--remote-write.protocol=2.0",
                                  "--remote-write.receiver=mimir",
                                  "--remote-write.when-full=drop-oldest",
                                  "--storage.path=/var/lib/flowbridge",
                                  "--storage.limit=1TiB",
                                  "--web.listen-address=[::1]:0",
                                  "--log.level=error",
                                  "--log.format=json",
                                  "--instance=edge-1",
                                  "--shutdown.timeout=0s"});
  EXPECT_THAT(settings.kafka.brokers, ElementsAre("kafka:9092", "other:9093"));
  EXPECT_THAT(settings.kafka.topics, ElementsAre("pmacct.acct", "b", "c"));
  EXPECT_THAT(settings.kafka.partitions, ElementsAre(0, 7));
  EXPECT_EQ(settings.kafka.group_id, "g");
  EXPECT_EQ(settings.kafka.start, StartSetting{.kind = StartSetting::Kind::kEarliest});
  EXPECT_THAT(settings.kafka.properties,
              ElementsAre(KeyValue{"security.protocol", "SSL"}, KeyValue{"client.rack", "a=b"}));
  EXPECT_THAT(settings.kafka.property_files,
              ElementsAre(KeyValue{"sasl.password", "/run/secrets/kafka"}));
  EXPECT_TRUE(settings.kafka.takeover);
  EXPECT_EQ(settings.kafka.stall_timeout, 1min);
  EXPECT_THAT(settings.flows.own_asns, ElementsAre(64'496, 64'497, 397'143));
  EXPECT_EQ(settings.flows.time_source, TimeSourceSetting::kRecord);
  EXPECT_EQ(settings.flows.window, 1min);
  EXPECT_EQ(settings.flows.lateness, 8min);
  EXPECT_EQ(settings.flows.metrics, (CountedMetrics{.packets = true, .flows = true}));
  EXPECT_EQ(settings.flows.series_limit, 5U);
  EXPECT_EQ(settings.flows.series_idle_timeout, 2h);
  EXPECT_EQ(settings.flows.transit, TransitSeries::kPairs);
  EXPECT_EQ(settings.destinations.at(0).timeout, 5s);
  EXPECT_EQ(settings.destinations.at(0).connections, 8U);
  EXPECT_EQ(settings.destinations.at(0).samples_max, 500U);
  EXPECT_EQ(settings.destinations.at(0).version, VersionSetting::kV2);
  EXPECT_EQ(settings.destinations.at(0).receiver, ReceiverProfile::kMimir);
  EXPECT_EQ(settings.destinations.at(0).when_full, FullSetting::kDropOldest);
  EXPECT_EQ(settings.storage.path, "/var/lib/flowbridge");
  EXPECT_EQ(settings.storage.limit_bytes, 1ULL << 40);
  EXPECT_EQ(settings.web.listen_address, (WebAddress{.host = "::1", .port = 0}));
  EXPECT_EQ(settings.logging.level, LogLevel::kError);
  EXPECT_EQ(settings.logging.format, LogFormatSetting::kJson);
  EXPECT_EQ(settings.process.instance, "edge-1");
  EXPECT_EQ(settings.process.shutdown_timeout, 0s);
}

TEST(Settings, EveryOptionOfAsNamesArrivesInItsField) {
  const Settings settings =
      load({"--asn-db.refresh=12h", "--asn-db.path=/var/cache/asn",
            "--asn-db.source=asnames=https://mirror.example/asn.txt",
            "--asn-db.source=delegated-arin=off", "--asn-db.source=delegated-apnic=file:///apnic",
            "--asn-db.peeringdb", "--asn-db.peeringdb-key-file=/run/key",
            "--asn-db.overrides=names.yaml", "--asn-db.rename-at=04:30", "--asn-db.file=asn.txt",
            "--asn-db.seed=seed", "--asn-db.proxy=http://proxy:3128", "--as-names=both"});
  EXPECT_EQ(settings.as_names.refresh, Duration(12h));
  EXPECT_EQ(settings.as_names.path, "/var/cache/asn");
  EXPECT_THAT(settings.as_names.sources,
              ElementsAre(AsnSourceSetting{"asnames", "https://mirror.example/asn.txt"},
                          AsnSourceSetting{"delegated-arin", std::nullopt},
                          AsnSourceSetting{"delegated-apnic", "file:///apnic"}));
  EXPECT_TRUE(settings.as_names.peeringdb);
  EXPECT_EQ(settings.as_names.peeringdb_key_file, "/run/key");
  EXPECT_EQ(settings.as_names.overrides, "names.yaml");
  EXPECT_EQ(settings.as_names.rename_at, std::chrono::minutes(270));
  EXPECT_EQ(settings.as_names.file, "asn.txt");
  EXPECT_EQ(settings.as_names.seed, "seed");
  EXPECT_EQ(settings.as_names.proxy, "http://proxy:3128");
  EXPECT_EQ(settings.as_names.where, AsNamesSetting::kBoth);
}

TEST(Settings, EveryChoiceOfTheTableIsAccepted) {
  for (const OptionSpec& option : option_table()) {
    if (option.type != OptionType::kChoice && option.type != OptionType::kChoiceList) continue;
    for (const std::string_view choice : choices(option)) {
      EXPECT_EQ(mistakes({flag_name(option) + "=" + std::string(choice)}), "");
    }
  }
}

TEST(Settings, EveryLimitOfTheTableIsAllowedAndKept) {
  for (const OptionSpec& option : option_table()) {
    // A lateness needs a window to match, which a test of its own is about.
    if (option.name == "lateness") continue;
    for (const std::string_view limit : {option.minimum, option.maximum}) {
      if (limit.empty()) continue;
      EXPECT_EQ(mistakes({flag_name(option) + "=" + std::string(limit)}), "");
    }
  }
  EXPECT_EQ(mistakes({"--window=999ms"}),
            "flowbridge: --window: \"999ms\" is too little; the least is 1s\n");
  EXPECT_EQ(mistakes({"--window=61s"}),
            "flowbridge: --window: \"61s\" is too much; the most is 1m\n");
  EXPECT_EQ(mistakes({"--series.limit=0"}),
            "flowbridge: --series.limit: \"0\" is too little; the least is 1\n");
  EXPECT_EQ(mistakes({"--remote-write.connections=65"}),
            "flowbridge: --remote-write.connections: \"65\" is too much; the most is 64\n");
  EXPECT_EQ(mistakes({"--storage.limit=1MiB"}),
            "flowbridge: --storage.limit: \"1MiB\" is too little; the least is 16MiB\n");
}

TEST(Settings, LatenessFollowsTheTimeSourceUnlessItIsGiven) {
  EXPECT_EQ(load({"--time-source=record"}).flows.lateness, 2min);
  EXPECT_EQ(load({"--time-source=record", "--lateness=30s"}).flows.lateness, 30s);
  EXPECT_EQ(load({"--lateness=0"}).flows.lateness, 0s);
}

TEST(Settings, LatenessIsAtMostEightWindows) {
  EXPECT_EQ(mistakes({"--window=1s", "--lateness=8s"}), "");
  EXPECT_EQ(mistakes({"--window=1s", "--lateness=9s"}),
            "flowbridge: --lateness: 9s is more than 8 windows of 1s; use --lateness=8s or less, "
            "or a wider --window\n");
  EXPECT_EQ(mistakes({"--window=10s", "--time-source=record"}),
            "flowbridge: --lateness: 2m is more than 8 windows of 10s; use --lateness=1m20s or "
            "less, or a wider --window\n");
}

TEST(Settings, AMistakeInTheEnvironmentIsNamedByItsVariable) {
  const LoadedSettings loaded =
      load_settings({.arguments = with_required({}), .environment = {{"FLOWBRIDGE_WINDOW", "15"}}});
  EXPECT_EQ(format_problems(loaded.problems),
            "flowbridge: FLOWBRIDGE_WINDOW: \"15\" has no unit; did you mean 15s?\n");
}

TEST(Settings, AVariableThatAFlagReplacesIsNotRead) {
  const LoadedSettings loaded = load_settings(
      {.arguments = with_required({"--window=30s"}), .environment = {{"FLOWBRIDGE_WINDOW", "15"}}});
  EXPECT_THAT(loaded.problems, IsEmpty());
}

TEST(Settings, WithoutADestinationItSaysExactlyThat) {
  const LoadedSettings loaded =
      load_settings({.arguments = {"--brokers=kafka:9092", "--topic=pmacct.acct", "--asn=397143"},
                     .environment = {}});
  ASSERT_EQ(loaded.problems.size(), 1U);
  EXPECT_EQ(loaded.problems[0].where, "--remote-write.url");
  EXPECT_THAT(loaded.problems[0].what, HasSubstr("no destination"));
  EXPECT_THAT(loaded.problems[0].what, HasSubstr("FLOWBRIDGE_REMOTE_WRITE_URL"));
}

TEST(Settings, FlowExportersCommandLineNeedsOneVariableMore) {
  const Environment environment = {
      {"FLOWBRIDGE_REMOTE_WRITE_URL", "http://prometheus:9090/api/v1/write"}};
  for (const std::string dashes : {"-", "--"}) {
    const LoadedSettings loaded = load_settings(
        {.arguments = {dashes + "brokers=kafka:9092", dashes + "topic=pmacct.acct",
                       dashes + "partitions=all", dashes + "asn=397143", dashes + "addr=:9590"},
         .environment = environment});
    EXPECT_EQ(format_problems(loaded.problems), "");
    EXPECT_THAT(loaded.settings.kafka.brokers, ElementsAre("kafka:9092"));
    EXPECT_THAT(loaded.settings.kafka.topics, ElementsAre("pmacct.acct"));
    EXPECT_THAT(loaded.settings.flows.own_asns, ElementsAre(397'143));
  }
}

TEST(Settings, AMistypedFlagIsNotAlsoMissing) {
  const LoadedSettings loaded =
      load_settings({.arguments = {"--kafka.broker=kafka:9092", "--topic", "--asn=1"},
                     .environment = {{"FLOWBRIDGE_REMOTE_WRITE_URI", "http://h/"}}});
  EXPECT_EQ(format_problems(loaded.problems),
            "flowbridge: --kafka.broker: unknown flag; did you mean --kafka.brokers?\n"
            "flowbridge: --topic: needs a value: --topic=<topic,...>\n"
            "flowbridge: FLOWBRIDGE_REMOTE_WRITE_URI: unknown variable; did you mean "
            "FLOWBRIDGE_REMOTE_WRITE_URL?\n");
}

TEST(Settings, WhatIsInAListTwiceIsAMistake) {
  EXPECT_EQ(mistakes({"--kafka.brokers=kafka:9092"}),
            "flowbridge: --kafka.brokers: \"kafka:9092\" is given twice\n");
  EXPECT_EQ(mistakes({"--asn=AS64496"}), "flowbridge: --asn: \"AS64496\" is given twice\n");
  EXPECT_EQ(mistakes({"--metrics=bytes,bytes"}),
            "flowbridge: --metrics: \"bytes\" is given twice\n");
  EXPECT_EQ(mistakes({"--kafka.property=a=1", "--kafka.property=a=2"}),
            "flowbridge: --kafka.property: \"a\" is set twice\n");
  EXPECT_EQ(mistakes({"--kafka.property=a=1", "--kafka.property-file=a=/b"}),
            "flowbridge: --kafka.property-file: \"a\" is set twice\n");
}

TEST(Settings, APropertysFileHasAName) {
  EXPECT_EQ(mistakes({"--kafka.property-file=sasl.password="}),
            "flowbridge: --kafka.property-file: names no file for \"sasl.password\"\n");
}

TEST(Settings, WhatFlowbridgeSetsItselfIsNotForLibrdkafkasList) {
  EXPECT_EQ(mistakes({"--kafka.property=group.id=x"}),
            "flowbridge: --kafka.property: \"group.id\" is set by flowbridge; use "
            "--kafka.group-id\n");
  EXPECT_EQ(mistakes({"--kafka.property=enable.auto.commit=true"}),
            "flowbridge: --kafka.property: \"enable.auto.commit\" is set by flowbridge; exact "
            "counting depends on it\n");
  EXPECT_EQ(mistakes({"--kafka.property-file=group.id=/x"}),
            "flowbridge: --kafka.property-file: \"group.id\" is set by flowbridge; use "
            "--kafka.group-id\n");
}

TEST(Settings, GroupModeIsRefusedByName) {
  EXPECT_EQ(mistakes({"--kafka.mode=group"}),
            "flowbridge: --kafka.mode: \"group\" is not available in this version; use static, "
            "with one replica\n");
  EXPECT_EQ(mistakes({"--kafka.mode=statik"}),
            "flowbridge: --kafka.mode: \"statik\" is not known; expected static; did you mean "
            "static?\n");
}

TEST(Settings, NoMessageRepeatsASecret) {
  const std::vector<std::vector<std::string>> lines = {
      {"--kafka.property=hunter2"},
      {"--kafka.property==hunter2"},
      {"--kafka.property=sasl.password=hunter2", "--kafka.property=sasl.password=hunter2"},
      {"--kafka.property=group.id=hunter2"},
      {"--remote-write.url=ftp://me:hunter2@h/x"},
      {"--remote-write.password=hunter2"},
  };
  for (const std::vector<std::string>& line : lines) {
    EXPECT_NE(mistakes(line), "");
    EXPECT_THAT(mistakes(line), ::testing::Not(HasSubstr("hunter2")));
  }
}

TEST(SettingsOf, ACommandReadsItsOptionsAndMissesNoOther) {
  const std::vector<OptionSpec> options = {
      *find_option(option_table(), "storage.path"), *find_option(option_table(), "asn-db.source"),
      OptionSpec{.name = "json", .type = OptionType::kBoolean, .default_text = "false"}};
  const LoadedSettings good = load_settings_of(
      options, {.arguments = {"--asn-db.source=asnames=off", "--json"},
                .environment = {{"FLOWBRIDGE_STORAGE_PATH", "/state"},
                                {"FLOWBRIDGE_WINDOW", "wrong, and for run to say"}}});
  EXPECT_TRUE(good.problems.empty()) << format_problems(good.problems);
  EXPECT_EQ(good.settings.storage.path, "/state");
  EXPECT_EQ(good.settings.as_names.sources.size(), 1U);
  EXPECT_EQ(good.settings.as_names.refresh, Duration(24h));
  ASSERT_EQ(good.values.size(), 3U);
  EXPECT_THAT(good.values[2].texts, ElementsAre("true"));

  const LoadedSettings bad = load_settings_of(
      options, {.arguments = {"--asn-db.source=names=off", "--window=15s"}, .environment = {}});
  EXPECT_EQ(bad.problems.size(), 2U) << format_problems(bad.problems);
}

}  // namespace
}  // namespace flowbridge

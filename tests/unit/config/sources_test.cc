#include "config/sources.h"

#include "config/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const OptionSpec kSmallTable[] = {
    {.name = "kafka.brokers", .type = OptionType::kTextList, .alias = "brokers"},
    {.name = "window",
     .type = OptionType::kDuration,
     .placeholder = "duration",
     .default_text = "15s"},
    {.name = "takeover", .type = OptionType::kBoolean, .default_text = "false"},
    {.name = "kafka.property", .type = OptionType::kKeyValues, .secrecy = Secrecy::kKeyValues},
    {.name = "url", .placeholder = "url", .secrecy = Secrecy::kUrl},
    {.name = "json",
     .type = OptionType::kBoolean,
     .default_text = "false",
     .places = OptionPlaces::kNowhere},
    {.name = "records", .type = OptionType::kRange, .placeholder = "from:to"},
};
enum Row : std::size_t { kBrokers, kWindow, kTakeover, kProperty, kUrl, kJson, kRecords };

OptionValues read(const std::vector<std::string>& arguments, const Environment& environment = {}) {
  return read_options(kSmallTable, {.arguments = arguments, .environment = environment},
                      UnknownNames::kReject);
}

/// The texts of one option, from a reading without problems.
std::vector<std::string> texts(Row row, const std::vector<std::string>& arguments,
                               const Environment& environment = {}) {
  const OptionValues options = read(arguments, environment);
  EXPECT_EQ(format_problems(options.problems), "");
  return options.values[row].texts;
}

std::string problems(const std::vector<std::string>& arguments,
                     const Environment& environment = {}) {
  return format_problems(read(arguments, environment).problems);
}

TEST(CommandLine, TakesValuesBehindEqualsOrNext) {
  EXPECT_THAT(texts(kWindow, {"--window=30s"}), ElementsAre("30s"));
  EXPECT_THAT(texts(kWindow, {"--window", "30s"}), ElementsAre("30s"));
  EXPECT_THAT(texts(kWindow, {"--window", "-5m"}), ElementsAre("-5m"));
  EXPECT_THAT(texts(kUrl, {"--url=http://h/a?b=c"}), ElementsAre("http://h/a?b=c"));
}

TEST(CommandLine, ARangeMayStandAloneAndMeansAll) {
  EXPECT_THAT(texts(kRecords, {}), IsEmpty());
  EXPECT_THAT(texts(kRecords, {"--records"}), ElementsAre(":"));
  EXPECT_THAT(texts(kRecords, {"--records=5:9"}), ElementsAre("5:9"));
}

TEST(CommandLine, TakesASingleDashAsGoDoes) {
  EXPECT_THAT(texts(kBrokers, {"-brokers=kafka:9092"}), ElementsAre("kafka:9092"));
  EXPECT_THAT(texts(kWindow, {"-window", "30s"}), ElementsAre("30s"));
}

TEST(CommandLine, ABooleanStandsAloneOrHasAValue) {
  EXPECT_THAT(texts(kTakeover, {"--takeover"}), ElementsAre("true"));
  EXPECT_THAT(texts(kTakeover, {"--takeover=false"}), ElementsAre("false"));
  EXPECT_THAT(texts(kTakeover, {"--takeover", "false"}), ElementsAre("false"));
  EXPECT_THAT(texts(kTakeover, {"--takeover", "--window=1s"}), ElementsAre("true"));
}

TEST(CommandLine, AListMayBeGivenSeveralTimesAndByBothNames) {
  EXPECT_THAT(texts(kBrokers, {"--kafka.brokers=a,b", "--window=1s", "--brokers", "c"}),
              ElementsAre("a,b", "c"));
}

TEST(CommandLine, NamesTheFlagAsItWasGiven) {
  EXPECT_EQ(read({"-brokers=a"}).values[kBrokers].where, "--brokers");
  EXPECT_EQ(read({"--kafka.brokers", "a"}).values[kBrokers].where, "--kafka.brokers");
}

TEST(CommandLine, TellsEveryMistakeInOrder) {
  EXPECT_EQ(problems({"stray", "--widnow=1s", "--url", "--window=1s", "--window=2s", "--window"}),
            "flowbridge: unexpected argument \"stray\"; values follow their flag, as in "
            "--window=15s or --window 15s\n"
            "flowbridge: --widnow: unknown flag; did you mean --window?\n"
            "flowbridge: --url: needs a value: --url=<url>\n"
            "flowbridge: --window: is given twice; it takes one value\n"
            "flowbridge: --window: needs a value: --window=<duration>\n");
}

TEST(CommandLine, TheValueOfAnUnknownFlagIsNotShown) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"--passwrod=hunter2"},
                                             {"--passwrod", "hunter2"},
                                             {"-passwrod", "hunter2", "hunter2"}}) {
    EXPECT_EQ(problems(arguments), "flowbridge: --passwrod: unknown flag\n");
  }
}

TEST(CommandLine, TheRestOfASecretIsNotShown) {
  EXPECT_EQ(problems({"--kafka.property", "sasl.password=my", "hunter2"}),
            "flowbridge: --kafka.property: has an unexpected argument behind its value; "
            "put quotes around a value that holds blanks\n");
  EXPECT_EQ(problems({"--window", "15", "s"}),
            "flowbridge: --window: has an unexpected argument \"s\" behind its value; a "
            "command stands before all flags\n");
}

TEST(CommandLine, ASecretBehindAFlagWithoutItsDashesIsNotShown) {
  EXPECT_EQ(problems({"kafka.property=sasl.password=hunter2"}),
            "flowbridge: unexpected argument \"kafka.property=…\"; did you mean "
            "--kafka.property?\n");
  EXPECT_EQ(problems({"—kafka.property=sasl.password=hunter2"}),
            "flowbridge: unexpected argument \"—kafka.property=…\"; values follow their flag, as "
            "in --window=15s or --window 15s\n");
}

TEST(CommandLine, TheNameOfAnUnknownFlagIsFitForATerminal) {
  EXPECT_EQ(problems({"--\x1b[2J\xff"}), "flowbridge: --\\x1b[2J\\xff: unknown flag\n");
  EXPECT_EQ(problems({"--" + std::string(1000, 'x')}),
            "flowbridge: --" + std::string(kQuotedBytesMax - 2, 'x') + "…: unknown flag\n");
  EXPECT_EQ(problems({}, {{"FLOWBRIDGE_\n", "x"}}),
            "flowbridge: FLOWBRIDGE_\\x0a: unknown variable\n");
}

TEST(CommandLine, SurvivesEveryOddSpelling) {
  for (const std::string argument :
       {"", "-", "--", "---", "--=", "--=x", "-=", "--window=", "--takeover=", "-1", "--.", "--*",
        "--window*", "--win", "--window\n=1s", "--no-takeover", "--WINDOW=1s"}) {
    for (const std::vector<std::string>& arguments :
         {std::vector{argument}, {argument, argument}, {"--window", argument}, {argument, "1s"}}) {
      const CommandLine line = read_command_line(kSmallTable, arguments);
      EXPECT_TRUE(!line.problems.empty() || !line.values.empty()) << argument;
    }
  }
  EXPECT_EQ(problems({"--win=1s"}), "flowbridge: --win: unknown flag\n");
  EXPECT_EQ(problems({"--window="}),
            "flowbridge: --window: has an empty value: --window=<duration>\n");
  EXPECT_EQ(problems({"--"}),
            "flowbridge: unexpected argument \"--\"; flowbridge takes flags only\n");
}

TEST(Environment, AFlagGoesBeforeAVariableAndAVariableBeforeTheDefault) {
  const Environment environment = {{"FLOWBRIDGE_WINDOW", "20s"}};
  EXPECT_THAT(texts(kWindow, {}), ElementsAre("15s"));
  EXPECT_THAT(texts(kWindow, {}, environment), ElementsAre("20s"));
  EXPECT_THAT(texts(kWindow, {"--window=30s"}, environment), ElementsAre("30s"));
  EXPECT_EQ(read({}).values[kWindow].where, "default");
  EXPECT_EQ(read({}, environment).values[kWindow].where, "FLOWBRIDGE_WINDOW");
  EXPECT_EQ(read({"--window=30s"}, environment).values[kWindow].where, "--window");
}

TEST(Environment, AFlagReplacesAListRatherThanAddingToIt) {
  EXPECT_THAT(texts(kBrokers, {"--brokers=a"}, {{"FLOWBRIDGE_KAFKA_BROKERS", "b"}}),
              ElementsAre("a"));
}

TEST(Environment, AnEmptyVariableIsNotSet) {
  EXPECT_THAT(texts(kWindow, {}, {{"FLOWBRIDGE_WINDOW", ""}}), ElementsAre("15s"));
}

TEST(Environment, SettingsOfLibrdkafkaStandOneOnALine) {
  EXPECT_THAT(texts(kProperty, {}, {{"FLOWBRIDGE_KAFKA_PROPERTY", "a=1,2\r\n\nb=3\n"}}),
              ElementsAre("a=1,2", "b=3"));
}

TEST(Environment, AnUnknownVariableIsAMistakeWithASuggestion) {
  const auto check = [](const std::string& name, const std::string& message) {
    EXPECT_EQ(problems({}, {{name, "x"}}), message);
  };
  check("FLOWBRIDGE_WIDNOW",
        "flowbridge: FLOWBRIDGE_WIDNOW: unknown variable; did you mean FLOWBRIDGE_WINDOW?\n");
  check("FLOWBRIDGE_BROKERS",
        "flowbridge: FLOWBRIDGE_BROKERS: unknown variable; did you mean "
        "FLOWBRIDGE_KAFKA_BROKERS?\n");
  check("FLOWBRIDGE_KAFKA_BROKER",
        "flowbridge: FLOWBRIDGE_KAFKA_BROKER: unknown variable; did you mean "
        "FLOWBRIDGE_KAFKA_BROKERS?\n");
  check("FLOWBRIDGE_ZOOKEEPER", "flowbridge: FLOWBRIDGE_ZOOKEEPER: unknown variable\n");
  check("FLOWBRIDGE_", "flowbridge: FLOWBRIDGE_: unknown variable\n");
  check("FLOWBRIDGE_JSON", "flowbridge: FLOWBRIDGE_JSON: unknown variable\n");
  check("FLOWBRIDGE", "");
  check("flowbridge_window", "");
  check("PATH", "");
}

TEST(Environment, WhatKubernetesSetsForAServiceIsNotAMistake) {
  const Environment links = {
      {"FLOWBRIDGE_SERVICE_HOST", "10.96.0.7"},
      {"FLOWBRIDGE_SERVICE_PORT", "9590"},
      {"FLOWBRIDGE_SERVICE_PORT_HTTP_METRICS", "9590"},
      {"FLOWBRIDGE_PORT", "tcp://10.96.0.7:9590"},
      {"FLOWBRIDGE_PORT_9590_TCP", "tcp://10.96.0.7:9590"},
      {"FLOWBRIDGE_PORT_9590_TCP_PROTO", "tcp"},
      {"FLOWBRIDGE_PORT_9590_TCP_PORT", "9590"},
      {"FLOWBRIDGE_PORT_9590_TCP_ADDR", "10.96.0.7"},
      {"FLOWBRIDGE_HEADLESS_SERVICE_HOST", "None"},
      {"FLOWBRIDGE_METRICS_PORT_53_UDP_ADDR", "10.96.0.8"},
  };
  EXPECT_EQ(problems({}, links), "");
  EXPECT_FALSE(is_service_link("FLOWBRIDGE_PORT", "9590"));
  EXPECT_FALSE(is_service_link("FLOWBRIDGE_PORT_X_TCP", "tcp://h:1"));
  EXPECT_FALSE(is_service_link("FLOWBRIDGE_PORT_9590_ICMP", "x"));
  EXPECT_FALSE(is_service_link("FLOWBRIDGE_PORT_9590", "x"));
}

TEST(Environment, ACommandWithFewOptionsIgnoresTheOthers) {
  const OptionValues options =
      read_options(kSmallTable, {.arguments = {}, .environment = {{"FLOWBRIDGE_LOG_LEVEL", "x"}}},
                   UnknownNames::kIgnore);
  EXPECT_THAT(options.problems, IsEmpty());
}

TEST(ShownValue, HidesSecrets) {
  const auto shown = [](Row row, const std::vector<std::string>& arguments) {
    return shown_value(kSmallTable[row], read(arguments).values[row]);
  };
  EXPECT_EQ(shown(kWindow, {"--window=1s"}), "1s");
  EXPECT_EQ(shown(kBrokers, {"--brokers=a,b", "--brokers=c"}), "a,b,c");
  EXPECT_EQ(shown(kBrokers, {}), "");
  EXPECT_EQ(shown(kUrl, {"--url=http://me:hunter2@h/x?key=hunter2"}),
            "http://<hidden>@h/x?<hidden>");
  // By mistake, or where it sounds like no secret.
  EXPECT_EQ(shown(kBrokers, {"--brokers=SSL://me:hunter2@h:9093"}), "SSL://<hidden>@h:9093");
  EXPECT_EQ(shown(kProperty, {"--kafka.property=x=http://me:hunter2@h"}), "x=http://<hidden>@h");
  EXPECT_EQ(
      shown(kProperty, {"--kafka.property=sasl.username=me",
                        "--kafka.property=sasl.password=hunter2", "--kafka.property=hunter2"}),
      "sasl.username=me,sasl.password=<hidden>,<hidden>");
}

TEST(SoundsSecret, GoesByTheNameOfTheSetting) {
  for (const std::string_view key :
       {"sasl.password", "SASL.PASSWORD", "ssl.key.password", "ssl.key.pem", "ssl.key.location",
        "sasl.oauthbearer.client.secret", "sasl.jaas.config", "sasl.oauthbearer.config",
        "some.token", "ssl.keystore.password"}) {
    EXPECT_TRUE(sounds_secret(key)) << key;
  }
  for (const std::string_view key :
       {"security.protocol", "sasl.mechanism", "sasl.username", "ssl.ca.location", "client.id"}) {
    EXPECT_FALSE(sounds_secret(key)) << key;
  }
}

}  // namespace
}  // namespace flowbridge

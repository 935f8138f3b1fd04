#include "config/option_table.h"

#include "config/durations.h"
#include "config/environment.h"
#include "config/help.h"
#include "config/values.h"

#include <algorithm>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Whether the option's own parser reads a default or a limit.
bool is_readable(const OptionSpec& option, std::string_view text) {
  switch (option.type) {
    case OptionType::kUnsigned:
      return parse_unsigned(text).has_value();
    case OptionType::kDuration:
      return parse_duration(text).has_value();
    case OptionType::kSize:
      return parse_size(text).has_value();
    case OptionType::kBoolean:
      return parse_boolean(text).has_value();
    case OptionType::kChoice:
    case OptionType::kChoiceList:
      return parse_choice(text, choices(option)).has_value();
    case OptionType::kText:
    case OptionType::kTextList:
    case OptionType::kKeyValues:
    case OptionType::kRange:
      return true;
  }
  return false;
}

TEST(OptionTable, NamesAliasesAndVariablesAreUnique) {
  std::set<std::string_view> names;
  std::set<std::string> variables;
  for (const OptionSpec& option : option_table()) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    if (!option.alias.empty()) {
      EXPECT_TRUE(names.insert(option.alias).second) << option.alias;
    }
    EXPECT_TRUE(variables.insert(environment_name(option)).second) << option.name;
  }
}

TEST(OptionTable, NoVariableLooksLikeOneOfKubernetes) {
  for (const OptionSpec& option : option_table()) {
    EXPECT_FALSE(is_service_link(environment_name(option), "15s")) << option.name;
  }
}

TEST(OptionTable, DefaultsAndLimitsAreReadable) {
  for (const OptionSpec& option : option_table()) {
    for (const std::string_view text : {option.default_text, option.minimum, option.maximum}) {
      if (text.empty()) continue;
      EXPECT_TRUE(is_readable(option, text)) << option.name << ": " << text;
    }
  }
}

TEST(OptionTable, EveryOptionSaysWhatItIsInSentences) {
  for (const OptionSpec& option : option_table()) {
    EXPECT_TRUE(option.prose.ends_with('.')) << option.name;
    EXPECT_TRUE(option.type == OptionType::kBoolean || !option.placeholder.empty()) << option.name;
    const bool is_ascii = std::all_of(option.prose.begin(), option.prose.end(),
                                      [](char c) { return c >= 0x20 && c < 0x7f; });
    EXPECT_TRUE(is_ascii) << option.name << ": help counts bytes as columns";
  }
}

TEST(OptionTable, WhatMustBeGivenShowsHow) {
  for (const OptionSpec& option : option_table()) {
    if (option.missing.empty()) continue;
    EXPECT_TRUE(option.default_text.empty()) << option.name;
    EXPECT_THAT(std::string(option.missing), HasSubstr(flag_name(option) + "=")) << option.name;
  }
}

TEST(OptionTable, GroupsStandTogether) {
  std::set<OptionGroup> seen;
  OptionGroup group = OptionGroup::kCommand;
  for (const OptionSpec& option : option_table()) {
    if (option.group == group) continue;
    group = option.group;
    EXPECT_TRUE(seen.insert(group).second) << option.name;
  }
}

TEST(OptionTable, HasFlowExportersFlagsAsAliases) {
  const auto path = [](std::string_view name) {
    const OptionSpec* option = find_option(option_table(), name);
    return option == nullptr ? "" : option->name;
  };
  EXPECT_EQ(path("brokers"), "kafka.brokers");
  EXPECT_EQ(path("topic"), "kafka.topics");
  EXPECT_EQ(path("partitions"), "kafka.partitions");
  EXPECT_EQ(path("asn"), "asn");
  EXPECT_EQ(path("addr"), "web.listen-address");
  EXPECT_EQ(path(""), "");
  EXPECT_EQ(path("zookeeper"), "");
}

TEST(OptionTable, AVariableIsThePathInCapitals) {
  EXPECT_EQ(environment_name(*find_option(option_table(), "kafka.brokers")),
            "FLOWBRIDGE_KAFKA_BROKERS");
  EXPECT_EQ(environment_name(*find_option(option_table(), "remote-write.samples-max")),
            "FLOWBRIDGE_REMOTE_WRITE_SAMPLES_MAX");
}

TEST(OptionTable, ChoicesStandInThePlaceholder) {
  EXPECT_THAT(choices(*find_option(option_table(), "log.level")),
              ElementsAre("debug", "info", "warn", "error"));
}

TEST(Help, NoLineIsWiderThanItsColumns) {
  std::istringstream lines(options_help(option_table()));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), kHelpColumns) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

TEST(Help, NamesEveryFlagAndVariable) {
  const std::string help = options_help(option_table());
  for (const OptionSpec& option : option_table()) {
    EXPECT_THAT(help, HasSubstr("  " + flag_name(option)));
    EXPECT_THAT(help, HasSubstr("  " + environment_name(option) + "\n"));
  }
}

TEST(Help, SaysDefaultsWithTheirLimits) {
  const auto check = [](const OptionSpec& option, const std::string& want) {
    EXPECT_EQ(default_and_limits(option), want);
  };
  check({.default_text = "15s", .minimum = "1s", .maximum = "1m"}, "15s (1s to 1m)");
  check({.default_text = "10GiB", .minimum = "16MiB"}, "10GiB (16MiB or more)");
  check({.default_text = "1", .maximum = "2"}, "1 (2 or less)");
  check({.default_text = "all"}, "all");
  check({.default_note = "it depends"}, "it depends");
  check({}, "none");
}

TEST(Wrapped, BreaksBetweenWordsAndNeverWithin) {
  EXPECT_EQ(wrapped("", 2), "");
  EXPECT_EQ(wrapped("two words", 2), "  two words\n");
  const std::string fits(kHelpColumns, 'x');
  EXPECT_EQ(wrapped(fits + " y", 0), fits + "\ny\n");
  const std::string too_long(kHelpColumns + 5, 'x');
  EXPECT_EQ(wrapped("a " + too_long, 0), "a\n" + too_long + "\n");
}

}  // namespace
}  // namespace flowbridge

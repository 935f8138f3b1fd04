#include "config/config_file.h"

#include "config/help.h"
#include "config/settings.h"
#include "support/test_files.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ConfigFile file_of(const std::string& text) {
  return {.name = "f.yaml", .text = text};
}

/// "kafka.group-id=x" for each text of each option that the file sets, or the problems.
std::vector<std::string> set_by(const std::string& text) {
  const FileValues read = read_config_file(option_table(), file_of(text), UnknownNames::kReject);
  std::vector<std::string> out;
  for (const FileValue& value : read.values) {
    EXPECT_EQ(value.texts.size(), value.places.size());
    for (const std::string& each : value.texts) {
      out.push_back(std::string(option_table()[value.option].name) + "=" + each);
    }
  }
  for (const Problem& problem : read.problems) out.push_back(format_problems({problem}));
  return out;
}

std::string problems(const std::string& text) {
  return format_problems(
      read_config_file(option_table(), file_of(text), UnknownNames::kReject).problems);
}

/// What must be given, as flags.
Sources with_file(const std::string& text, const std::vector<std::string>& more = {},
                  const Environment& environment = {}) {
  Sources sources{.arguments = {"--kafka.brokers=kafka:9092", "--kafka.topics=pmacct.acct",
                                "--asn=64496", "--remote-write.url=http://h/write"},
                  .environment = environment,
                  .file = file_of(text)};
  sources.arguments.insert(sources.arguments.end(), more.begin(), more.end());
  return sources;
}

const OptionValue& value_of(const LoadedSettings& loaded, std::string_view name) {
  const OptionSpec* option = find_option(option_table(), name);
  return loaded.values[static_cast<std::size_t>(option - option_table().data())];
}

TEST(ConfigFile, DotsAreLevelsAndDashesUnderscores) {
  EXPECT_THAT(set_by("kafka:\n  group_id: x\n  mode: static\nasn: 64496\nremote_write:\n"
                     "  samples_max: 5\nstall_timeout: 1m\n"),
              ElementsAre("kafka.group-id=x", "kafka.mode=static", "asn=64496",
                          "remote-write.samples-max=5", "stall-timeout=1m"));
}

TEST(ConfigFile, AListIsAYamlListOrATextWithCommas) {
  EXPECT_THAT(set_by("kafka: {brokers: [a:9092, b:9092], topics: 'x,y'}\nasn:\n- 1\n- AS2\n"),
              ElementsAre("kafka.brokers=a:9092", "kafka.brokers=b:9092", "kafka.topics=x,y",
                          "asn=1", "asn=AS2"));
}

TEST(ConfigFile, PairsAreKeysWithTheirValues) {
  EXPECT_THAT(
      set_by("kafka: {property: {security.protocol: SASL_SSL, sasl.password: 'a=b', x: ''}}\n"
             "asn_db: {source: {asnames: off}}\n"),
      ElementsAre("kafka.property=security.protocol=SASL_SSL", "kafka.property=sasl.password=a=b",
                  "kafka.property=x=", "asn-db.source=asnames=off"));
}

TEST(ConfigFile, ValuesAreTextsAsFlagsHaveThem) {
  EXPECT_THAT(set_by("takeover: true\nasn_db: {refresh: off, rename_at: 04:30, proxy: ''}\n"
                     "web: {listen_address: :9590}\nstorage: {limit: 10GiB, path: \"a\\tb\"}\n"
                     "instance: 0x10\n"),
              ElementsAre("takeover=true", "asn-db.refresh=off", "asn-db.rename-at=04:30",
                          "asn-db.proxy=", "web.listen-address=:9590", "storage.limit=10GiB",
                          "storage.path=a\tb", "instance=0x10"));
}

TEST(ConfigFile, MayBeEmptyAndHaveEmptySections) {
  for (const std::string text : {"", "# nothing\n", "kafka:\nseries: {}\n", "---\n"}) {
    EXPECT_THAT(set_by(text), IsEmpty()) << text;
  }
  EXPECT_THAT(set_by("kafka: {property: {}}\n"), IsEmpty());
}

TEST(ConfigFile, EachMistakeHasItsPlaceAndKey) {
  EXPECT_EQ(problems("kafka:\n  group_id: [x]\nwindow:\n"),
            "flowbridge: f.yaml:2:13 (kafka.group_id): takes one value, not a list; expected "
            "group_id: <name>\n"
            "flowbridge: f.yaml:3:1 (window): has no value; expected window: <duration>\n");
}

TEST(ConfigFile, AKeyThatComesTwiceIsToldWithBothPlaces) {
  EXPECT_EQ(problems("kafka: {mode: static}\nkafka: {mode: static}\n"),
            "flowbridge: f.yaml:2:1: kafka comes twice, first at 1:1; remove one\n");
}

TEST(ConfigFile, AnUnknownKeyComesWithTheOneThatWasMeant) {
  const auto hint = [](const std::string& text) {
    const std::string all = problems(text);
    const std::string_view begin = "unknown key";
    return all.substr(std::min(all.find(begin), all.size()));
  };
  EXPECT_EQ(hint("kafka: {group-id: x}\n"), "unknown key; it is spelled group_id here\n");
  EXPECT_EQ(hint("kafka: {GroupId: x}\n"), "unknown key; it is spelled group_id here\n");
  EXPECT_EQ(hint("asn-db: {refresh: off}\n"), "unknown key; it is spelled asn_db here\n");
  EXPECT_EQ(hint("kafka: {borkers: x}\n"), "unknown key; did you mean brokers?\n");
  EXPECT_EQ(hint("kafak: {brokers: x}\n"), "unknown key; did you mean kafka?\n");
  EXPECT_EQ(hint("group_id: x\n"), "unknown key; did you mean group_id below kafka?\n");
  EXPECT_EQ(hint("kafka.brokers: x\n"), "unknown key; did you mean brokers below kafka?\n");
  EXPECT_EQ(hint("kafka: {window: 15s}\n"), "unknown key; did you mean window at the top level?\n");
  EXPECT_EQ(hint("zookeeper: x\n"), "unknown key\n");
  EXPECT_EQ(hint("config: {file: x}\n"), "unknown key\n");
  EXPECT_EQ(hint("'': x\n"), "unknown key\n");
}

TEST(ConfigFile, FlowExportersFlagsAreNoKeysButUnderstood) {
  EXPECT_THAT(problems("topic: x\n"), HasSubstr("did you mean topics below kafka?"));
  EXPECT_THAT(problems("addr: :1\n"), HasSubstr("did you mean listen_address below web?"));
}

TEST(ConfigFile, AMissingBlankBehindAColonIsGuessed) {
  EXPECT_EQ(problems("kafka: {group_id:x}\n"),
            "flowbridge: f.yaml:1:9 (kafka.group_id:…): unknown key; is there a blank behind its "
            "colon?\n");
  EXPECT_THAT(problems("kafka:\n  group_id:x\n"), HasSubstr("is there a blank behind its colon?"));
  EXPECT_THAT(problems("window:15s\n"), HasSubstr("is there a blank behind its colon?"));
}

TEST(ConfigFile, NoMessageRepeatsAValue) {
  for (const std::string text :
       {"kafka: {property: hunter2}\n", "kafka: {property: [sasl.password=hunter2]}\n",
        "kafka: {property: {sasl.password=hunter2: }}\n", "kafka: hunter2\n", "hunter2\n",
        "sasl.password=hunter2:\n", "kafka: {property: {sasl.password: [hunter2]}}\n",
        "kafka: {group_id: [hunter2]}\n", "kafka: {brokers: [[hunter2]]}\n",
        "kafka: {passwrod: hunter2}\n", "remote_write: {url:http://me:hunter2@h/}\n",
        "a=hunter2: 1\na=hunter2: 2\n", "kafka: {property: {'sasl password': hunter2}}\n"}) {
    const LoadedSettings loaded = load_settings(with_file(text));
    EXPECT_THAT(loaded.problems, testing::Not(IsEmpty())) << text;
    EXPECT_EQ(format_problems(loaded.problems).find("hunter2"), std::string::npos) << text;
  }
}

TEST(ConfigFile, AFlagGoesBeforeAVariableAVariableBeforeTheFile) {
  const std::string text = "window: 20s\n";
  EXPECT_EQ(load_settings(with_file(text)).settings.flows.window, 20s);
  EXPECT_EQ(
      load_settings(with_file(text, {}, {{"FLOWBRIDGE_WINDOW", "30s"}})).settings.flows.window,
      30s);
  EXPECT_EQ(load_settings(with_file(text, {"--window=40s"})).settings.flows.window, 40s);
  EXPECT_EQ(load_settings(with_file("kafka: {brokers: [a, b]}\n")).settings.kafka.brokers,
            std::vector<std::string>{"kafka:9092"});
}

TEST(ConfigFile, EveryMessageAboutAValueNamesItsPlace) {
  const LoadedSettings loaded = load_settings(with_file(
      "window: 15\nmetrics: [bytes,\n  byte]\nkafka:\n  property:\n    a: b\n    group.id: x\n"));
  EXPECT_EQ(format_problems(loaded.problems),
            "flowbridge: f.yaml:7:5 (kafka.property): \"group.id\" is set by flowbridge; use "
            "--kafka.group-id\n"
            "flowbridge: f.yaml:1:9 (window): \"15\" has no unit; did you mean 15s?\n"
            "flowbridge: f.yaml:3:3 (metrics): \"byte\" is not known; expected bytes, packets or "
            "flows; did you mean bytes?\n");
  EXPECT_EQ(value_of(loaded, "metrics").where, "f.yaml:2:1 (metrics)");
  EXPECT_EQ(value_of(loaded, "metrics").source, ValueSource::kFile);
}

TEST(ConfigFile, WhatABrokenFileWouldHaveSetIsNotMissed) {
  for (const std::string text : {"kafka: {brokers: a\n", "a: &b c\n", "a: 1\n---\nb: 2\n"}) {
    Sources sources;
    sources.file = file_of(text);
    EXPECT_EQ(load_settings(sources).problems.size(), 1U) << text;
  }
  Sources sources;
  sources.file = file_of("kafka: {brokers: a, brokers: b}\n");
  EXPECT_EQ(load_settings(sources).problems.size(), 4U);
}

TEST(ConfigFile, OneThatCannotBeReadIsTheMistakeOfWhoeverNamedIt) {
  Sources sources{.arguments = {"--config.file=x.yaml"}, .environment = {}};
  sources.file =
      ConfigFile{.name = "x.yaml", .text = Error(ErrorCode::kNotFound, "x.yaml: No such file")};
  EXPECT_EQ(format_problems(load_settings(sources).problems),
            "flowbridge: --config.file: cannot read x.yaml: No such file\n");
  sources.arguments.clear();
  sources.environment["FLOWBRIDGE_CONFIG_FILE"] = "x.yaml";
  EXPECT_EQ(format_problems(load_settings(sources).problems),
            "flowbridge: FLOWBRIDGE_CONFIG_FILE: cannot read x.yaml: No such file\n");
}

TEST(ConfigFile, IsNamedByAFlagOrElseAVariable) {
  const auto path = [](const std::vector<std::string>& arguments, const Environment& environment) {
    return config_file_path(option_table(), {.arguments = arguments, .environment = environment});
  };
  EXPECT_EQ(path({}, {}), "");
  EXPECT_EQ(path({"--config.file=a", "--widnow=1"}, {{"FLOWBRIDGE_CONFIG_FILE", "b"}}), "a");
  EXPECT_EQ(path({}, {{"FLOWBRIDGE_CONFIG_FILE", "b"}}), "b");
  EXPECT_EQ(config_file_path({}, {.arguments = {"--config.file=a"}, .environment = {}}), "");
}

TEST(ConfigFile, ACommandWithFewOptionsIgnoresTheOthers) {
  const OptionSpec options[] = {*find_option(option_table(), "storage.path")};
  Sources sources;
  sources.file = file_of("kafka: {grupp: x}\nstorage: {path: p, limti: x}\nremote_write: [x]\n");
  const LoadedSettings loaded = load_settings_of(options, sources);
  EXPECT_EQ(format_problems(loaded.problems), "");
  EXPECT_EQ(loaded.settings.storage.path, "p");
}

TEST(ConfigFile, AListOfDestinationsIsHandedOnAsItStands) {
  const ConfigFile file = file_of("remote_write:\n- url: http://a/\n- url: http://b/\n");
  const FileValues read = read_config_file(option_table(), file, UnknownNames::kReject);
  EXPECT_THAT(read.problems, IsEmpty());
  ASSERT_TRUE(read.sections.destinations.has_value());
  EXPECT_EQ(read.sections.destinations->where, "f.yaml:1:1 (remote_write)");
  ASSERT_EQ(read.sections.destinations->value.children.size(), 2U);
  EXPECT_EQ(in_words(read.sections.destinations->value.children[1].children[1].at), "3:8");
}

TEST(ConfigFile, NoKeyIsASectionToo) {
  std::set<std::string> keys;
  for (const OptionSpec& option : option_table()) EXPECT_TRUE(keys.insert(key_path(option)).second);
  for (const std::string& key : keys) {
    const auto next = keys.lower_bound(key + ".");
    EXPECT_TRUE(next == keys.end() || !next->starts_with(key + ".")) << key;
  }
}

TEST(ConfigFile, TheExampleIsSound) {
  Sources sources;
  sources.file = file_of(read_source_file("docs/flowbridge.example.yaml"));
  EXPECT_EQ(format_problems(load_settings(sources).problems), "");
}

/// The commented list of the example, for whoever takes its "#" away.
TEST(ConfigFile, TheListOfTheExampleIsSound) {
  const std::string example = read_source_file("docs/flowbridge.example.yaml");
  std::string text;
  for (std::size_t begin = example.find("# remote_write:"); example[begin] == '#';) {
    const std::size_t end = example.find('\n', begin) + 1;
    text += example.substr(begin + 2, end - begin - 2);
    begin = end;
  }
  Sources sources = with_file(text);
  sources.arguments.pop_back();
  const LoadedSettings loaded = load_settings(sources);
  EXPECT_EQ(format_problems(loaded.problems), "");
  EXPECT_EQ(loaded.settings.destinations.size(), 2U);
}

/// What stands in a page between ```yaml and ```.
std::string example_in(const std::string& page) {
  const std::string text = read_source_file(page);
  const std::string_view fence = "```yaml\n";
  const std::size_t begin = text.find(fence) + fence.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST(ConfigFile, TheExamplesOfTheGuidesAreSound) {
  for (const std::string page : {"README.md", "docs/options.md"}) {
    Sources sources;
    sources.file = file_of(example_in(page));
    EXPECT_EQ(format_problems(load_settings(sources).problems), "") << page;
  }
}

TEST(ConfigFile, TheExampleHasEveryKeyAndTheDefaults) {
  std::string text;
  for (const std::string& line : lines_of(read_source_file("docs/flowbridge.example.yaml"))) {
    // "# a comment", but "#key: value" and, below it, "#  key: value".
    const std::size_t hash = line.find('#');
    const bool is_comment = hash != std::string::npos && line.substr(hash).starts_with("# ") &&
                            !line.substr(hash).starts_with("#  ");
    if (is_comment) continue;
    text += line.substr(0, std::min(hash, line.size()));
    if (hash != std::string::npos) text += line.substr(hash + 1);
    text += "\n";
  }
  Sources sources;
  sources.file = file_of(text);
  const LoadedSettings loaded = load_settings(sources);
  EXPECT_EQ(format_problems(loaded.problems), "");
  for (std::size_t i = 0; i < option_table().size(); ++i) {
    const OptionSpec& option = option_table()[i];
    if (!is_in_file(option)) continue;
    EXPECT_EQ(loaded.values[i].source, ValueSource::kFile) << option.name << "\n" << text;
    if (option.default_text.empty()) continue;
    EXPECT_EQ(shown_value(option, loaded.values[i]), option.default_text) << option.name;
  }
}

TEST(KeyUsage, ShowsHowAKeyIsWritten) {
  const auto usage = [](std::string_view name) {
    return key_usage(*find_option(option_table(), name));
  };
  EXPECT_EQ(usage("window"), "window: <duration>");
  EXPECT_EQ(usage("takeover"), "takeover: true or false");
  EXPECT_EQ(usage("kafka.brokers"), "brokers: [<host:port>, ...]");
  EXPECT_EQ(usage("kafka.partitions"), "partitions: [<number>, ...]|all");
  EXPECT_EQ(usage("metrics"), "metrics: [<bytes|packets|flows>, ...]");
  EXPECT_EQ(usage("kafka.property"), "property: {<key>: <value>}");
  EXPECT_EQ(usage("asn-db.source"), "source: {<name>: <url|off>}");
}

}  // namespace
}  // namespace flowbridge

// Settings are the same however they are given: random values of all options, as flags, as
// variables, and as a configuration file.

#include "base/check.h"
#include "base/split_mix.h"
#include "config/settings.h"
#include "support/config_file_text.h"

#include <map>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using Texts = std::vector<std::string>;

/// Values of options that are texts, the odd ones among them. Of lists and pairs, all differ.
const std::map<std::string_view, Texts>& known_texts() {
  static const std::map<std::string_view, Texts> kTexts = {
      {"kafka.brokers", {"kafka:9092", "b", "[::1]:9092", "10.0.0.1:1"}},
      {"kafka.topics", {"pmacct.acct", "0", "null", "-a", "yes"}},
      {"kafka.partitions", {"0", "7", "2147483647"}},
      {"kafka.group-id", {"flowbridge", "a b", "~", "null", "Z\u00fcrich: [1]", "x #y", "'\"\\"}},
      {"kafka.start", {"earliest", "latest", "2h", "2026-01-02T03:04:05Z"}},
      {"kafka.property-file", {"ssl.key.password=/run/secrets/kafka", "a=b=c"}},
      {"kafka.property", {"security.protocol=SASL_SSL", "sasl.password=a=b: {c}, d", "x=", "y= "}},
      {"asn", {"64496", "AS64497", "1"}},
      {"remote-write.url", {"http://h/write", "https://me:secret@[::1]:1/?a={b}&c"}},
      {"remote-write.forget", {"former", "a.b-c_d"}},
      {"storage.path", {"./data", " /var/lib/a b ", "-", "\t", "a,b", "~"}},
      {"asn-db.refresh", {"off", "24h"}},
      {"asn-db.path", {"names", "no"}},
      {"asn-db.source", {"asnames=off", "delegated-arin=file:///a=b", "rpsl-ripe=http://h/"}},
      {"asn-db.peeringdb-key-file", {"key"}},
      {"asn-db.overrides", {"names.yaml"}},
      {"asn-db.rename-at", {"04:30", "00:00"}},
      {"asn-db.file", {"asn.txt"}},
      {"asn-db.seed", {"seed", "0x10"}},
      {"asn-db.proxy", {"http://me:secret@proxy:3128"}},
      {"web.listen-address", {":9590", "[::1]:0", "127.0.0.1:1"}},
      {"instance", {"edge-1", "1e3", "true", "- a", "a: b"}},
  };
  return kTexts;
}

Texts texts_to_choose_from(const OptionSpec& option) {
  const auto known = known_texts().find(option.name);
  if (known != known_texts().end()) return known->second;
  // Every one that is more than 8 windows is too much.
  if (option.name == "lateness") return {"0s", "5s", "8s"};
  switch (option.type) {
    case OptionType::kUnsigned:
    case OptionType::kDuration:
    case OptionType::kSize: {
      Texts texts = {std::string(option.default_text), std::string(option.minimum)};
      if (!option.maximum.empty()) texts.emplace_back(option.maximum);
      return texts;
    }
    case OptionType::kBoolean:
      return {"true", "false"};
    case OptionType::kChoice:
    case OptionType::kChoiceList: {
      const std::vector<std::string_view> all = choices(option);
      return {all.begin(), all.end()};
    }
    case OptionType::kText:
    case OptionType::kTextList:
    case OptionType::kKeyValues:
    case OptionType::kRange:
      break;
  }
  ADD_FAILURE() << "known_texts() has no values of " << option.name;
  return {};
}

/// One of the texts, or some of those of a list, in their order.
Texts random_texts(const OptionSpec& option, SplitMix64& random) {
  const Texts all = texts_to_choose_from(option);
  const auto count = static_cast<std::uint32_t>(all.size());
  if (!is_repeatable(option)) return {all[random.below(count)]};
  Texts some;
  for (const std::string& text : all) {
    if (random.below(2) == 0) some.push_back(text);
  }
  if (some.empty()) some.push_back(all[random.below(count)]);
  return some;
}

/// Values of some options; of those that must be given, and of lateness, always.
std::vector<OptionValue> random_values(SplitMix64& random, std::uint32_t percent) {
  std::vector<OptionValue> values(option_table().size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const OptionSpec& option = option_table()[i];
    const bool is_needed = !option.missing.empty() || option.name == "lateness";
    if (!is_in_file(option) || (!is_needed && random.below(100) >= percent)) continue;
    values[i].texts = random_texts(option, random);
  }
  return values;
}

void add_flags(Sources& sources, const std::vector<OptionValue>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (const std::string& text : values[i].texts) {
      sources.arguments.push_back(flag_name(option_table()[i]) + "=" + text);
    }
  }
}

void add_variables(Sources& sources, const std::vector<OptionValue>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const char separator = option_table()[i].type == OptionType::kKeyValues ? '\n' : ',';
    std::string joined;
    for (const std::string& text : values[i].texts) {
      if (!joined.empty()) joined += separator;
      joined += text;
    }
    if (!joined.empty()) sources.environment[environment_name(option_table()[i])] = joined;
  }
}

void add_file(Sources& sources, const std::vector<OptionValue>& values, ListStyle lists) {
  const std::optional<std::string> text = config_file_text(values, lists);
  ASSERT_TRUE(text.has_value());
  sources.file = ConfigFile{.name = "f.yaml", .text = *text};
}

Settings sound_settings(const Sources& sources) {
  const LoadedSettings loaded = load_settings(sources);
  EXPECT_EQ(format_problems(loaded.problems), "");
  return loaded.settings;
}

TEST(SettingsProperty, AreTheSameFromFlagsVariablesAndAFile) {
  for (std::uint64_t seed = 1; seed <= 500 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SplitMix64 random(seed);
    const std::vector<OptionValue> values = random_values(random, random.below(101));
    Sources flags;
    Sources variables;
    Sources list;
    Sources commas;
    add_flags(flags, values);
    add_variables(variables, values);
    add_file(list, values, ListStyle::kList);
    add_file(commas, values, ListStyle::kCommas);
    const Settings settings = sound_settings(flags);
    EXPECT_TRUE(sound_settings(variables) == settings);
    EXPECT_TRUE(sound_settings(list) == settings) << *list.file->text;
    EXPECT_TRUE(sound_settings(commas) == settings) << *commas.file->text;
  }
}

/// The options of one destination, as the one entry of Prometheus's list.
std::string one_entry(const std::vector<OptionValue>& values) {
  static const std::map<std::string_view, std::string> kKeys = {
      {"remote-write.url", "url"},
      {"remote-write.timeout", "remote_timeout"},
      {"remote-write.connections", "queue_config.max_shards"},
      {"remote-write.samples-max", "queue_config.max_samples_per_send"},
      {"remote-write.protocol", "protobuf_message"},
      {"remote-write.receiver", "receiver"},
      {"remote-write.out-of-order-window", "out_of_order_window"},
      {"remote-write.when-full", "queue_config.when_full"}};
  static const std::map<std::string, std::string> kMessages = {
      {"auto", "auto"},
      {"1.0", "prometheus.WriteRequest"},
      {"2.0", "io.prometheus.write.v2.Request"}};
  std::string entry;
  std::string queue;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const OptionSpec& option = option_table()[i];
    if (!is_of_one_destination(option) || values[i].texts.empty()) continue;
    const std::string& key = kKeys.at(option.name);
    std::string text = values[i].texts.front();
    if (key == "protobuf_message") text = kMessages.at(text);
    const std::size_t dot = key.find('.');
    if (dot == std::string::npos) {
      entry += key + ": '" + text + "', ";
    } else {
      queue += key.substr(dot + 1) + ": '" + text + "', ";
    }
  }
  return "remote_write: [{" + entry + "queue_config: {" + queue + "}}]\n";
}

TEST(SettingsProperty, AreTheSameFromFlagsAndAListWithOneEntry) {
  for (std::uint64_t seed = 1; seed <= 500 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SplitMix64 random(seed);
    std::vector<OptionValue> values = random_values(random, random.below(101));
    Sources flags;
    add_flags(flags, values);
    const std::string list = one_entry(values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (is_of_one_destination(option_table()[i])) values[i] = {};
    }
    Sources listed;
    add_flags(listed, values);
    listed.file = ConfigFile{.name = "f.yaml", .text = list};
    EXPECT_TRUE(sound_settings(listed) == sound_settings(flags)) << list;
  }
}

TEST(SettingsProperty, ComeFromTheFirstOfFlagVariableAndFileThatGivesThem) {
  for (std::uint64_t seed = 1; seed <= 500 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SplitMix64 random(seed);
    const std::vector<OptionValue> by_flag = random_values(random, 30);
    const std::vector<OptionValue> by_variable = random_values(random, 30);
    const std::vector<OptionValue> by_file = random_values(random, 60);
    std::vector<OptionValue> first(by_flag.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
      const bool has_flag = !by_flag[i].texts.empty();
      const bool has_variable = !by_variable[i].texts.empty();
      first[i] = has_flag ? by_flag[i] : has_variable ? by_variable[i] : by_file[i];
    }
    Sources alone;
    Sources together;
    add_flags(alone, first);
    add_flags(together, by_flag);
    add_variables(together, by_variable);
    add_file(together, by_file, ListStyle::kList);
    EXPECT_TRUE(sound_settings(together) == sound_settings(alone));
  }
}

}  // namespace
}  // namespace flowbridge

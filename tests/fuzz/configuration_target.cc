// Any command line and environment: settings, or messages that a person can read and that hold no
// secret. Settings are the same however they are given.

#include "admin/listener.h"
#include "base/check.h"
#include "base/utf8.h"
#include "config/settings.h"
#include "fuzz/targets.h"

#include <algorithm>
#include <array>

namespace flowbridge {
namespace {

constexpr std::size_t kProblemBytesMax = 1000;
constexpr std::string_view kSecret = "Tr0ub4dor3";

/// Where a secret can stand; each is put among the other arguments, or into the environment.
constexpr std::array<std::array<std::string_view, 2>, 17> kSecretPlaces = {{
    {"--kafka.property=sasl.password=Tr0ub4dor3"},
    {"--kafka.property", "ssl.key.password=Tr0ub4dor3"},
    {"--kafka.property=sasl.password=Tr0ub4dor3 x", "Tr0ub4dor3"},
    {"-kafka.property=sasl.password=Tr0ub4dor3"},
    {"kafka.property=sasl.password=Tr0ub4dor3"},
    {"—kafka.property=sasl.password=Tr0ub4dor3"},
    {"--kafka.property=Tr0ub4dor3"},
    {"--remote-write.url=https://me:Tr0ub4dor3@h/write"},
    {"--remote-write.url", "https://h/write?key=Tr0ub4dor3"},
    {"--url=me:Tr0ub4dor3@h"},
    {"--kafka.passwrod=Tr0ub4dor3"},
    {"--kafka.passwrod", "Tr0ub4dor3"},
    {"--web.listen-address=http://me:Tr0ub4dor3@h:1/x"},
    {"--web.listen-address=http://me:1/Tr0ub4dor3@h:1/x"},
    {"--kafka.brokers=SSL://me:Tr0ub4dor3@h:1"},
    {"FLOWBRIDGE_KAFKA_PROPERTY=sasl.jaas.config=Tr0ub4dor3"},
    {"FLOWBRIDGE_REMOTE_WRITE_URL=https://me:Tr0ub4dor3@h/write"},
}};

/// What must be given.
constexpr std::array<std::string_view, 4> kEnough = {"--brokers=kafka", "--topic=flows",
                                                     "--asn=64496", "--url=http://h/write"};

/// A field that looks like one of our variables is one; the others are arguments.
void add_field(Sources& sources, std::string_view field) {
  const std::size_t equals = field.find('=');
  if (field.starts_with(kEnvironmentPrefix) && equals != std::string_view::npos) {
    sources.environment[std::string(field.substr(0, equals))] = field.substr(equals + 1);
  } else {
    sources.arguments.emplace_back(field);
  }
}

Sources sources_of(std::string_view fields) {
  Sources sources;
  while (!fields.empty()) {
    const std::size_t end = std::min(fields.find('\0'), fields.size());
    add_field(sources, fields.substr(0, end));
    fields.remove_prefix(std::min(end + 1, fields.size()));
  }
  return sources;
}

bool holds_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

void check_problems(const std::vector<Problem>& problems) {
  for (const Problem& problem : problems) {
    const std::string line = format_problems({problem});
    FB_CHECK(!problem.what.empty() && line.size() <= kProblemBytesMax && is_utf8(line));
    FB_CHECK(line.ends_with('\n') && !holds_control(line.substr(0, line.size() - 1)));
    FB_CHECK(problem.option.empty() || find_option(option_table(), problem.option) != nullptr);
  }
}

std::vector<std::vector<std::string>> texts_of(const LoadedSettings& loaded) {
  std::vector<std::vector<std::string>> texts;
  for (const OptionValue& value : loaded.values) texts.push_back(value.texts);
  return texts;
}

bool is_same(const LoadedSettings& a, const LoadedSettings& b) {
  return a.problems == b.problems && a.settings == b.settings && texts_of(a) == texts_of(b);
}

/// Everything that holds, given as flags: those of no value are left out.
Sources as_flags(const LoadedSettings& loaded) {
  Sources sources;
  for (std::size_t i = 0; i < loaded.values.size(); ++i) {
    for (const std::string& text : loaded.values[i].texts) {
      const std::string flag = flag_name(option_table()[i]);
      // An empty value stands alone; "--flag=" is a mistake.
      if (!text.empty()) {
        sources.arguments.push_back(flag + "=" + text);
      } else {
        sources.arguments.insert(sources.arguments.end(), {flag, text});
      }
    }
  }
  return sources;
}

/// The same as variables; absent where they cannot say it.
std::optional<Sources> as_variables(const LoadedSettings& loaded) {
  Sources sources;
  for (std::size_t i = 0; i < loaded.values.size(); ++i) {
    const OptionSpec& option = option_table()[i];
    const bool lines = option.type == OptionType::kKeyValues;
    std::string joined;
    for (const std::string& text : loaded.values[i].texts) {
      if (text.empty() || (lines && text.find_first_of("\r\n") != std::string::npos)) return {};
      if (!joined.empty()) joined += lines ? '\n' : ',';
      joined += text;
    }
    if (!joined.empty()) sources.environment[environment_name(option)] = joined;
  }
  return sources;
}

void check_settings(const LoadedSettings& loaded) {
  FB_CHECK(is_same(load_settings(as_flags(loaded)), loaded));
  if (const std::optional<Sources> variables = as_variables(loaded)) {
    const LoadedSettings again = load_settings(*variables);
    FB_CHECK(again.problems.empty() && again.settings == loaded.settings);
  }
  const WebAddress& web = loaded.settings.web.listen_address;
  const Result<ListenAddress> listen = parse_listen_address(to_string(web));
  FB_CHECK(listen.has_value() && listen->host == web.host && listen->port == web.port);
}

void check_secret(Sources sources, std::uint8_t choice) {
  Sources added;
  for (const std::string_view field : kSecretPlaces[choice % kSecretPlaces.size()]) {
    if (!field.empty()) add_field(added, field);
  }
  // What is no flag would be the value of the one before it.
  const bool is_value = !added.arguments.empty() && !added.arguments.front().starts_with('-');
  const std::size_t at =
      is_value ? 0 : choice / kSecretPlaces.size() % (sources.arguments.size() + 1);
  sources.arguments.insert(sources.arguments.begin() + static_cast<std::ptrdiff_t>(at),
                           added.arguments.begin(), added.arguments.end());
  sources.environment.merge(added.environment);
  const LoadedSettings loaded = load_settings(sources);
  FB_CHECK(format_problems(loaded.problems).find(kSecret) == std::string::npos);
  for (std::size_t i = 0; i < loaded.values.size(); ++i) {
    const std::string shown = shown_value(option_table()[i], loaded.values[i]);
    FB_CHECK(shown.find(kSecret) == std::string::npos);
  }
}

}  // namespace

// The first byte says where a secret is put, and the top bit of the second whether what must be
// given is given; then the arguments and variables, NUL behind each.
void fuzz_configuration(std::string_view input) {
  if (input.size() < 2) return;
  Sources sources = sources_of(input.substr(2));
  const bool enough = (static_cast<unsigned char>(input[1]) & 0x80) != 0;
  if (enough) {
    sources.arguments.insert(sources.arguments.begin(), kEnough.begin(), kEnough.end());
  }
  const LoadedSettings loaded = load_settings(sources);
  check_problems(loaded.problems);
  FB_CHECK(is_same(load_settings(sources), loaded));
  if (loaded.problems.empty()) check_settings(loaded);
  if (input.find(kSecret) != std::string_view::npos) return;
  check_secret(std::move(sources), static_cast<std::uint8_t>(input.front()));
}

}  // namespace flowbridge

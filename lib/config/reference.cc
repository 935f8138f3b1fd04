#include "config/reference.h"

#include "config/help.h"
#include "config/option_table.h"

#include <optional>

namespace flowbridge {

namespace {

constexpr std::string_view kPreface =
    R"(<!-- Generated from lib/config/option_table.cc. Do not edit: change the table, then run the
     golden tests with UPDATE_GOLDEN=1. -->

# Options

Every option can be given as a flag (`--window=30s` or `--window 30s`), as an environment variable
(`FLOWBRIDGE_WINDOW=30s`), or as a key of a configuration file in YAML (`window: 30s`), which
`--config.file` names. A flag goes before a variable, a variable before a key, a key before the
default; one of them replaces what those behind it say of the option. A variable that is empty
counts as not set; one that begins with `FLOWBRIDGE_` and names no option is an error.

In the file a dot of the flag is a level, and a dash an underscore:

```yaml
kafka:
  brokers: [kafka-1:9092, kafka-2:9092]
  topics: [pmacct.acct]
  group_id: flowbridge
  property:
    security.protocol: SASL_SSL
asn: [64496]
remote_write:
  url: http://prometheus:9090/api/v1/write
```

A list may also be one text with commas. Values are read as the flags' are, so that `off` and
`04:30` need no quotes; paths are relative to where flowbridge is started. A key that is not known
or comes twice is an error, and so are anchors, aliases, tags and a second document.
[flowbridge.example.yaml](flowbridge.example.yaml) has every key, with its default. Several
destinations, and how to show them who sends, are a list: [remote-write.md](remote-write.md).

Durations are whole numbers with the units `w`, `d`, `h`, `m`, `s`, `ms`: `15s`, `1h30m`. Sizes are
bytes, or whole numbers with `KiB`, `MiB`, `GiB`, `TiB`: `10GiB`.

`flowbridge check-config` says what is wrong with a configuration, all at once, and with `--connect`
also whether Kafka and the destinations are there and let us in; `flowbridge print-config` shows
every value and where it comes from.

## Reloading

SIGHUP reads the configuration file again, and so does `POST /-/reload` with
`--web.enable-lifecycle`; flags and variables are what they were. All of the file takes effect, or
nothing does: if something in it is wrong, the log and the answer (status 500) say what,
`flowbridge_config_last_reload_successful` is 0, and everything goes on as before. Otherwise the
loops end with everything durable and start anew, as in a restart, within a second or two. Nothing
is lost or counted twice; the pages stay up, and counters of `/metrics` begin again as at a start. A
change of `log.level` alone takes effect without that. `storage.path`, `web` and `log.format` stay
as they were until the next start, which the log says.

A destination that is added is sent what is counted from then on. One that is removed must be named
in `remote_write_forget`: with what it has not been sent its place in the journal is let go. Files
of secrets, certificates of destinations and `asn_db.overrides` need no reload; those for Kafka do.
)";

std::string code(const std::string& text) {
  return "`" + text + "`";
}

std::string bullet(const std::string& title, const std::string& text) {
  return "- " + title + ": " + text + "\n";
}

std::string default_bullet(const OptionSpec& option) {
  if (!option.missing.empty()) return "- Required\n";
  if (option.default_text.empty()) return bullet("Default", default_and_limits(option));
  return bullet("Default", code(std::string(option.default_text)));
}

std::string limits_bullet(const OptionSpec& option) {
  // Without a fixed default the limits stand behind the note already.
  if (option.default_text.empty() || option.minimum.empty()) return {};
  std::string text = "from " + code(std::string(option.minimum));
  if (!option.maximum.empty()) text += " to " + code(std::string(option.maximum));
  return bullet("Limits", text);
}

std::string choices_bullet(const OptionSpec& option) {
  const bool has_choices =
      option.type == OptionType::kChoice || option.type == OptionType::kChoiceList;
  if (!has_choices) return {};
  std::string text;
  for (const std::string_view choice : choices(option)) {
    if (!text.empty()) text += ", ";
    text += code(std::string(choice));
  }
  return bullet(option.type == OptionType::kChoice ? "One of" : "Any of", text);
}

std::string repeat_bullet(const OptionSpec& option) {
  if (!is_repeatable(option)) return {};
  if (option.type == OptionType::kKeyValues) {
    return "- The flag may be repeated; the variable holds one `key=value` on each line\n";
  }
  return "- Several values are separated by commas, and the flag may be repeated\n";
}

std::string key_bullet(const OptionSpec& option) {
  if (!is_in_file(option)) return {};
  const std::string path = code(key_path(option));
  if (option.type == OptionType::kKeyValues) {
    return bullet("Key", path + ", with a key and a value for each");
  }
  return bullet("Key", is_repeatable(option) ? path + ", a list" : path);
}

std::string entry(const OptionSpec& option) {
  std::string text = "\n### " + code(flag_usage(option)) + "\n\n" + wrapped(option.prose, 0) + "\n";
  text += default_bullet(option) + limits_bullet(option) + choices_bullet(option);
  text += repeat_bullet(option) + bullet("Variable", code(environment_name(option))) +
          key_bullet(option);
  if (!option.alias.empty()) {
    text += bullet("Alias, as in flow-exporter", code("--" + std::string(option.alias)));
  }
  return text;
}

}  // namespace

std::string options_reference() {
  std::string page(kPreface);
  std::optional<OptionGroup> group;
  for (const OptionSpec& option : option_table()) {
    if (group != option.group) page += "\n## " + std::string(group_title(option.group)) + "\n";
    group = option.group;
    page += entry(option);
  }
  return page;
}

}  // namespace flowbridge

#include "base/check.h"
#include "config/settings.h"
#include "curl/http_client.h"
#include "flowbridge/command.h"
#include "flowbridge/destination_check.h"
#include "flowbridge/kafka_check.h"
#include "flowbridge/translate.h"
#include "kafka/record_source.h"
#include "posix/clock.h"
#include "process/whole_file.h"

#include <cstdio>

namespace flowbridge {

namespace {

std::string shown(const LoadedSettings& loaded, std::string_view name) {
  const OptionSpec* option = find_option(option_table(), name);
  FB_CHECK(option != nullptr);
  return shown_value(*option,
                     loaded.values[static_cast<std::size_t>(option - option_table().data())]);
}

std::string destinations(const LoadedSettings& loaded) {
  std::string out;
  for (const DestinationSettings& each : loaded.settings.destinations) {
    out += (out.empty() ? "" : ",") + each.name + "=" + redact_url(each.url);
  }
  return out;
}

/// What a person would check first, in one line.
std::string summary(const LoadedSettings& loaded) {
  return "configuration ok: brokers=" + shown(loaded, "kafka.brokers") +
         " topics=" + shown(loaded, "kafka.topics") +
         " partitions=" + shown(loaded, "kafka.partitions") + " asn=" + shown(loaded, "asn") +
         " window=" + shown(loaded, "window") + " metrics=" + shown(loaded, "metrics") +
         " destinations=" + destinations(loaded) + " storage=" + shown(loaded, "storage.path") +
         "\n";
}

constexpr const char* kOutageNote =
    "note    after an outage of more than an hour a receiver that is also sent newer samples, as "
    "Prometheus, Thanos, Mimir and Cortex are, refuses those of its beginning, unless it has an "
    "out-of-order window as long as the outage; docs/remote-write.md says how\n";

std::vector<OptionSpec> own_options() {
  return {{.name = "connect",
           .group = OptionGroup::kCommand,
           .type = OptionType::kBoolean,
           .default_text = "false",
           .prose = "Also connect to Kafka and to every destination, and say of each what is right "
                    "or what to do. Nothing is stored or committed: a destination is sent a "
                    "request without samples. Exits 1 if something is not right.",
           .places = OptionPlaces::kNowhere}};
}

/// Each is told as soon as it is known: the next may take its time.
class Checklist {
 public:
  void tell(const ConnectionCheck& check) {
    std::fputs(to_line(check).c_str(), stdout);
    std::fflush(stdout);
    all_ok_ = all_ok_ && check.ok;
  }
  bool all_ok() const { return all_ok_; }

 private:
  bool all_ok_ = true;
};

void check_kafka_of(const Settings& settings, Checklist& checklist) {
  const auto fail = [&](const Error& error) {
    checklist.tell({.ok = false, .what = "kafka", .text = error.message()});
  };
  Result<KafkaOptions> options = kafka_options(settings);
  if (!options) return fail(options.error());
  Result<std::unique_ptr<RecordSource>> source = open_kafka(*std::move(options));
  if (!source) return fail(source.error());
  for (const ConnectionCheck& check :
       check_kafka_connection(**source, settings.kafka, {.now = read_now})) {
    checklist.tell(check);
  }
}

int connect(const Settings& settings) {
  Checklist checklist;
  check_kafka_of(settings, checklist);
  for (const DestinationSettings& each : settings.destinations) {
    CurlHttpClient http(curl_options(each));
    const auto read_secret = [](const std::string& path) { return read_file(path); };
    checklist.tell(check_destination(each, {http, read_secret, read_now}));
  }
  std::fputs(kOutageNote, stdout);
  return checklist.all_ok() ? kExitOk : kExitFailed;
}

}  // namespace

std::vector<OptionSpec> check_config_options() {
  std::vector<OptionSpec> options = own_options();
  options.insert(options.end(), option_table().begin(), option_table().end());
  return options;
}

int check_config_command(const Sources& sources) {
  LoadedSettings loaded = load_settings(sources, own_options());
  const OptionValue& connects = loaded.own_values.front();
  const Result<bool> is_to_connect = parse_boolean(connects.texts.front());
  if (!is_to_connect) {
    loaded.problems.push_back({.where = connects.where, .what = is_to_connect.error().message()});
  }
  std::fputs(format_problems(loaded.warnings).c_str(), stderr);
  if (!loaded.problems.empty()) return usage_error(loaded.problems);
  std::fputs(summary(loaded).c_str(), stdout);
  return *is_to_connect ? connect(loaded.settings) : kExitOk;
}

}  // namespace flowbridge

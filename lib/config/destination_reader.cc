#include "config/destination_reader.h"

#include "base/check.h"
#include "config/addresses.h"
#include "config/as_name_settings.h"
#include "config/auth_reader.h"
#include "config/durations.h"
#include "config/option_table.h"
#include "config/relabel_reader.h"
#include "config/transport_reader.h"
#include "config/values.h"

#include <algorithm>
#include <map>

namespace flowbridge {

namespace {

/// The default and the limits of an option that says the same.
KeyOptions like(std::string_view name) {
  const OptionSpec* option = find_option(option_table(), name);
  FB_CHECK(option != nullptr);
  return {.default_text = option->default_text,
          .limits = {.minimum = option->minimum, .maximum = option->maximum}};
}

/// The names of Prometheus are those of the messages, which say the version.
Result<VersionSetting> parse_message(std::string_view text) {
  struct Message {
    std::string_view name;
    VersionSetting version;
  };
  constexpr Message kMessages[] = {{"auto", VersionSetting::kAuto},
                                   {"prometheus.WriteRequest", VersionSetting::kV1},
                                   {"io.prometheus.write.v2.Request", VersionSetting::kV2}};
  for (const Message& each : kMessages) {
    if (text == each.name) return each.version;
  }
  const bool is_version = text == "1.0" || text == "2.0";
  const std::string_view meant = kMessages[text == "1.0" ? 1 : 2].name;
  if (is_version) return Error(ErrorCode::kInvalid, "is written " + std::string(meant));
  return parse_choice(text, {kMessages[0].name, kMessages[1].name, kMessages[2].name}).error();
}

Result<ReceiverProfile> parse_receiver(std::string_view text) {
  std::vector<std::string_view> names;
  for (const ReceiverRow& row : kReceiverRows) names.emplace_back(row.name);
  const Result<std::size_t> choice = parse_choice(text, names);
  if (!choice) return choice.error();
  return kReceiverRows.at(*choice).profile;
}

Result<FullSetting> parse_when_full(std::string_view text) {
  const Result<std::size_t> choice = parse_choice(text, {"block", "drop-oldest"});
  if (!choice) return choice.error();
  return *choice == 0 ? FullSetting::kBlock : FullSetting::kDropOldest;
}

std::uint64_t read_connections(SectionReader& queue) {
  constexpr std::string_view kKey = "max_shards";
  KeyOptions options = like("remote-write.connections");
  // Prometheus has 50 by itself, and large ones have hundreds: that is no mistake.
  const std::uint64_t most = parse_unsigned(options.limits.maximum).value();
  options.limits.maximum = {};
  const std::uint64_t given = queue.one<std::uint64_t>(kKey, parse_unsigned, options).value_or(0);
  if (given > most) {
    queue.warn(kKey, "is taken for " + std::to_string(most) + ", which is as many as there can be");
  }
  return std::min(given, most);
}

void read_queue(SectionReader queue, DestinationSettings& settings) {
  constexpr Limits kWaits{.minimum = "1ms", .maximum = "1h"};
  settings.connections = read_connections(queue);
  settings.samples_max = queue
                             .one<std::uint64_t>("max_samples_per_send", parse_unsigned,
                                                 like("remote-write.samples-max"))
                             .value_or(0);
  settings.backoff.first =
      queue.one<Duration>("min_backoff", parse_duration, {.default_text = "30ms", .limits = kWaits})
          .value_or(settings.backoff.first);
  const std::optional<Duration> last =
      queue.one<Duration>("max_backoff", parse_duration, {.default_text = "1m", .limits = kWaits});
  settings.backoff.last = last.value_or(std::max(settings.backoff.first, settings.backoff.last));
  if (settings.backoff.last < settings.backoff.first) {
    queue.reject(queue.has("max_backoff") ? "max_backoff" : "min_backoff",
                 "max_backoff, " + format_duration(settings.backoff.last) +
                     ", is less than min_backoff, " + format_duration(settings.backoff.first));
  }
  settings.when_full =
      queue.one<FullSetting>("when_full", parse_when_full, like("remote-write.when-full"))
          .value_or(FullSetting::kBlock);
  queue.ignore("capacity", "the journal is the queue, and storage.limit its size");
  queue.ignore("min_shards", "there are as many requests at a time as needed, up to max_shards");
  queue.ignore("batch_send_deadline", "the samples of a time are sent when it has passed");
  queue.ignore("sample_age_limit", "nothing is dropped for its age");
  queue.ignore("retry_on_http_429", "it always is");
  queue.finish();
}

void ignore_metadata(SectionReader& destination) {
  std::optional<SectionReader> metadata = destination.section("metadata_config");
  if (!metadata) return;
  for (const std::string_view key : {"send", "send_interval", "max_samples_per_send"}) {
    metadata->ignore(key, "metadata go with the samples, where the version of remote write has it");
  }
  metadata->finish();
}

void ignore_scraping(SectionReader& destination) {
  destination.ignore("send_exemplars", "flows have none");
  destination.ignore("send_native_histograms", "flows have none");
  destination.ignore("round_robin_dns",
                     "connections are made anew each minute, to whichever address is found");
}

DestinationSettings read_destination_entry(SectionReader& entry, std::string_view default_name,
                                           const Environment& environment) {
  DestinationSettings settings;
  settings.name =
      entry.one<std::string>("name", parse_destination_name, {.default_text = default_name})
          .value_or("");
  settings.url = entry.one<std::string>("url", parse_http_url, {.shown = Shown::kUrl}).value_or("");
  settings.timeout =
      entry.one<Duration>("remote_timeout", parse_duration, like("remote-write.timeout"))
          .value_or(Duration(0));
  settings.version =
      entry.one<VersionSetting>("protobuf_message", parse_message, {.default_text = "auto"})
          .value_or(VersionSetting::kAuto);
  settings.receiver =
      entry.one<ReceiverProfile>("receiver", parse_receiver, like("remote-write.receiver"))
          .value_or(ReceiverProfile::kAuto);
  read_queue(entry.section_or_empty("queue_config"), settings);
  settings.auth = read_auth(entry, environment);
  settings.headers = read_headers(entry);
  settings.tls = read_tls(entry);
  settings.proxy = read_proxy(entry);
  settings.follow_redirects =
      entry.one<bool>("follow_redirects", parse_boolean, {.default_text = "true"}).value_or(true);
  settings.http2 =
      entry.one<bool>("enable_http2", parse_boolean, {.default_text = "true"}).value_or(true);
  settings.unix_socket = entry.one<std::string>("unix_socket", parse_path).value_or("");
  settings.relabel.rules = read_relabel_rules(entry);
  settings.rate_limit =
      entry.one<std::uint64_t>("rate_limit", parse_size, {.limits = {.minimum = "1KiB"}});
  settings.out_of_order_window = entry
                                     .one<Duration>("out_of_order_window", parse_duration,
                                                    like("remote-write.out-of-order-window"))
                                     .value_or(Duration{0});
  ignore_metadata(entry);
  ignore_scraping(entry);
  entry.finish();
  return settings;
}

bool is_within(const Label& label, const LabelLimits& limits) {
  return is_label_name(label.name, limits.names) && label.name.size() <= limits.name_bytes_max &&
         label.value.size() <= limits.value_bytes_max;
}

/// They are on every series, so that none would be sent.
void check_external_labels(SectionReader& section, const DestinationSettings& settings) {
  // Which may take them away again.
  const bool has_rules = !settings.relabel.rules.empty();
  if (has_rules) return;
  const ReceiverRow& receiver = receiver_row(settings.receiver);
  for (const Label& label : settings.relabel.external_labels) {
    if (is_within(label, receiver.limits)) continue;
    section.reject(in_quotes(label.name) + " is not a label that destination " +
                   in_quotes(settings.name) + " can be sent, whose receiver is " + receiver.name +
                   "; docs/remote-write.md has the limits of each");
  }
}

void read_common_labels_of(SectionReader& section, std::vector<DestinationSettings>& destinations) {
  const LabelSet labels = read_external_labels(section);
  // What could not be read is not what was meant.
  const bool are_sound = section.mistakes() == 0;
  for (DestinationSettings& each : destinations) {
    each.relabel.external_labels = labels;
    if (are_sound) check_external_labels(section, each);
  }
}

}  // namespace

std::vector<DestinationSettings> read_destinations(const ConfigFile& file,
                                                   const FileSection& section,
                                                   const Environment& environment,
                                                   SectionNotes& notes) {
  FB_CHECK(section.value.kind == YamlKind::kList);
  const std::vector<YamlNode>& nodes = section.value.children;
  const bool is_one = nodes.size() == 1;
  std::vector<DestinationSettings> destinations;
  std::map<std::string, std::string> places;
  if (nodes.empty()) {
    notes.problems.push_back(
        {.where = section.where,
         .what =
             "has no destination; write one, as in - url: http://prometheus:9090/api/v1/write"});
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    SectionReader entry(file, nodes[i], "remote_write[" + std::to_string(i) + "]", notes);
    destinations.push_back(
        read_destination_entry(entry, is_one ? kDefaultDestination : "", environment));
    const std::string& name = destinations.back().name;
    if (!entry.is_sound()) continue;
    if (!entry.has("url")) entry.reject("has no url: say where to send samples");
    if (!is_one && !entry.has("name")) {
      entry.reject(
          "has no name; each of several destinations needs one, because how far it has "
          "come in the journal is kept under it");
    }
    if (name.empty()) continue;
    const auto [same, is_new] = places.emplace(name, entry.place("name"));
    if (!is_new) entry.reject("name", in_quotes(name) + " is another one's name: " + same->second);
  }
  return destinations;
}

void read_common_labels(const ConfigFile& file, const FileSections& sections,
                        std::vector<DestinationSettings>& destinations, SectionNotes& notes) {
  if (sections.external_labels) {
    SectionReader all(file, sections.external_labels->value, "external_labels", notes);
    read_common_labels_of(all, destinations);
  }
  if (!sections.global) return;
  SectionReader global(file, sections.global->value, "global", notes);
  if (std::optional<SectionReader> all = global.section("external_labels")) {
    if (sections.external_labels) {
      global.reject("external_labels", "they are given already, at " +
                                           sections.external_labels->where + "; remove one");
    }
    read_common_labels_of(*all, destinations);
  }
  for (const std::string_view key : {"scrape_interval",
                                     "scrape_timeout",
                                     "scrape_protocols",
                                     "scrape_native_histograms",
                                     "scrape_failure_log_file",
                                     "always_scrape_classic_histograms",
                                     "convert_classic_histograms_to_nhcb",
                                     "extra_scrape_metrics",
                                     "evaluation_interval",
                                     "rule_query_offset",
                                     "query_log_file",
                                     "body_size_limit",
                                     "sample_limit",
                                     "label_limit",
                                     "label_name_length_limit",
                                     "label_value_length_limit",
                                     "target_limit",
                                     "keep_dropped_targets",
                                     "metric_name_validation_scheme",
                                     "metric_name_escaping_scheme",
                                     "runtime"}) {
    global.ignore(key, "nothing is scraped or evaluated");
  }
  global.finish();
}

}  // namespace flowbridge

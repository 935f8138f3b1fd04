#include "flowbridge/translate.h"

#include "auth/repeated_secret.h"
#include "auth/secret.h"
#include "flowbridge/build_info.h"
#include "names/asn_text.h"
#include "names/name_merge.h"
#include "process/whole_file.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

#include <unistd.h>

namespace flowbridge {

namespace {

/// Segments are a small part of the quota, so that freed ones make room soon.
constexpr std::uint64_t kSegmentsPerQuota = 16;
constexpr std::uint64_t kSegmentBytesMin = std::uint64_t{1} << 20;
constexpr std::uint64_t kSegmentBytesMax = std::uint64_t{64} << 20;

std::uint64_t segment_bytes(const Settings& settings) {
  return std::clamp(settings.storage.limit_bytes / kSegmentsPerQuota, kSegmentBytesMin,
                    kSegmentBytesMax);
}

std::string hex(std::uint64_t value) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
  return text.data();
}

Result<Secret> read_secret(const std::string& path) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  Result<Secret> secret = parse_secret(*text);
  return secret ? std::move(secret) : secret.error().within(path);
}

StartPosition start_position(const StartSetting& setting) {
  switch (setting.kind) {
    case StartSetting::Kind::kEarliest:
      return {.kind = StartPosition::Kind::kEarliest};
    case StartSetting::Kind::kLatest:
      return {.kind = StartPosition::Kind::kLatest};
    case StartSetting::Kind::kAgo:
      return {.kind = StartPosition::Kind::kBack, .back = setting.ago};
    case StartSetting::Kind::kAt:
      return {.kind = StartPosition::Kind::kTime, .time = setting.at};
  }
  FB_CHECK(false);
}

std::vector<Asn> own_as(const Settings& settings) {
  const std::vector<std::uint32_t>& numbers = settings.flows.own_asns;
  return std::vector<Asn>(numbers.begin(), numbers.end());
}

InfoOptions info_options(const Settings& settings) {
  InfoOptions options;
  if (settings.as_names.where != AsNamesSetting::kLabels) {
    options.metrics.push_back(InfoMetric::kAsInfo);
  }
  if (settings.as_names.peeringdb) options.metrics.push_back(InfoMetric::kAsPeeringInfo);
  options.own = own_as(settings);
  return options;
}

TimeSource time_source(TimeSourceSetting setting) {
  switch (setting) {
    case TimeSourceSetting::kKafka:
      return TimeSource::kKafka;
    case TimeSourceSetting::kRecord:
      return TimeSource::kRecord;
  }
  FB_CHECK(false);
}

ProtocolSetting protocol(VersionSetting setting) {
  switch (setting) {
    case VersionSetting::kAuto:
      return ProtocolSetting::kAuto;
    case VersionSetting::kV1:
      return ProtocolSetting::kV1;
    case VersionSetting::kV2:
      return ProtocolSetting::kV2;
  }
  FB_CHECK(false);
}

TlsVersion tls_version(std::optional<TlsVersionSetting> setting) {
  switch (setting.value_or(TlsVersionSetting::k12)) {
    case TlsVersionSetting::k10:
      return TlsVersion::kTls10;
    case TlsVersionSetting::k11:
      return TlsVersion::kTls11;
    case TlsVersionSetting::k12:
      return TlsVersion::kTls12;
    case TlsVersionSetting::k13:
      return TlsVersion::kTls13;
  }
  FB_CHECK(false);
}

WhenFull when_full(FullSetting setting) {
  switch (setting) {
    case FullSetting::kBlock:
      return WhenFull::kBlock;
    case FullSetting::kDropOldest:
      return WhenFull::kDropOldest;
  }
  FB_CHECK(false);
}

}  // namespace

std::uint64_t fitted_limit(std::uint64_t limit, std::uint64_t file_system) {
  return std::min(limit, file_system / 4 * 3);
}

JournalOptions journal_options(const Settings& settings) {
  return {.segment_bytes = segment_bytes(settings)};
}

std::string broker_list(const KafkaSettings& settings) {
  std::string all;
  for (const std::string& broker : settings.brokers) all += (all.empty() ? "" : ",") + broker;
  return all;
}

Result<KafkaOptions> kafka_options(const Settings& settings) {
  KafkaOptions options;
  options.brokers = broker_list(settings.kafka);
  options.group_id = settings.kafka.group_id;
  options.topics = settings.kafka.topics;
  for (const KeyValue& property : settings.kafka.properties) {
    options.properties.push_back({.key = property.key, .value = property.value});
  }
  for (const KeyValue& property : settings.kafka.property_files) {
    const Result<Secret> value = read_secret(property.value);
    if (!value) return value.error().within("kafka.property_file " + property.key);
    options.properties.push_back({.key = property.key, .value = value->reveal()});
  }
  return options;
}

ClassifierOptions classifier_options(const Settings& settings) {
  ClassifierOptions options;
  options.own_as = own_as(settings);
  options.transit =
      settings.flows.transit == TransitSeries::kPairs ? TransitKeys::kPairs : TransitKeys::kTotal;
  return options;
}

IngestOptions ingest_options(const Settings& settings, std::uint64_t writer_id) {
  IngestOptions options;
  options.ledger = {.width = settings.flows.window,
                    .lateness = settings.flows.lateness,
                    .time_source = time_source(settings.flows.time_source),
                    .stall_timeout = settings.kafka.stall_timeout};
  options.series = {.limit = static_cast<std::size_t>(settings.flows.series_limit),
                    .idle_timeout = settings.flows.series_idle_timeout};
  options.series.name_labels =
      settings.as_names.where == AsNamesSetting::kInfo ? NameLabels::kAbsent : NameLabels::kPresent;
  options.info = info_options(settings);
  options.partitions.start = start_position(settings.kafka.start);
  options.partitions.writer_id = hex(writer_id);
  options.partitions.topics = settings.kafka.topics;
  options.partitions.partitions = settings.kafka.partitions;
  options.partitions.takeover = settings.kafka.takeover ? Takeover::kAllow : Takeover::kRefuse;
  options.journal_bytes_max = settings.storage.limit_bytes;
  options.checkpoint_after_bytes = segment_bytes(settings);
  return options;
}

DeliveryOptions delivery_options(const DestinationSettings& settings,
                                 const CountedMetrics& metrics) {
  DeliveryOptions options;
  options.name = settings.name;
  options.url = settings.url;
  options.user_agent = "flowbridge/" + std::string(build_info().version);
  options.measures = {};
  if (metrics.bytes) options.measures.add(Measure::kBytes);
  if (metrics.packets) options.measures.add(Measure::kPackets);
  if (metrics.flows) options.measures.add(Measure::kFlows);
  options.relabel = settings.relabel;
  options.protocol = protocol(settings.version);
  options.receiver = settings.receiver;
  options.auth.auth = settings.auth;
  options.auth.headers = settings.headers;
  options.more_secrets = secrets_of_url(settings.proxy.url);
  options.request_timeout = settings.timeout;
  options.when_full = when_full(settings.when_full);
  options.sender.samples_per_request_max = static_cast<std::size_t>(settings.samples_max);
  options.sender.in_flight_max = static_cast<std::size_t>(settings.connections);
  options.sender.backoff = settings.backoff;
  // It takes as much in its window as is allowed without one beside what it takes by itself.
  options.own_metrics.backlog_max =
      std::max(options.own_metrics.backlog_max,
               settings.out_of_order_window - options.own_metrics.backlog_max);
  return options;
}

CurlOptions curl_options(const DestinationSettings& settings) {
  CurlOptions options;
  const TlsSettings& tls = settings.tls;
  options.tls = {.ca_file = tls.authorities_file,
                 .cert_file = tls.certificate_file,
                 .key_file = tls.key_file,
                 .server_name = tls.server_name,
                 .insecure_skip_verify = !tls.verify,
                 .min_version = tls_version(tls.version_min)};
  options.proxy = {.url = settings.proxy.url,
                   .no_proxy = settings.proxy.exceptions,
                   .from_environment = settings.proxy.from_environment};
  options.enable_http2 = settings.http2;
  options.follow_redirects = settings.follow_redirects;
  options.unix_socket = settings.unix_socket;
  options.rate_limit = settings.rate_limit.value_or(0);
  // One for each request that may run, or connections are closed and made anew.
  options.idle_connections_max =
      std::max(options.idle_connections_max, static_cast<std::size_t>(settings.connections));
  return options;
}

Result<AsNames> load_names(const AsNameSettings& settings) {
  if (!settings.file) return AsNames();
  std::ifstream file(*settings.file, std::ios::binary);
  if (!file) {
    return Error(ErrorCode::kNotFound, "--asn-db.file: cannot read " + *settings.file);
  }
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const Parsed<AsnText> names = parse_asn_text(text, RegistryMap());
  if (!names) {
    return Error(ErrorCode::kInvalid, "--asn-db.file: " + *settings.file +
                                          ": not a list of AS names: " + names.refusal().detail);
  }
  NameSources sources;
  sources.text = &*names;
  return AsNames(std::make_shared<const NameTable>(merge_names(std::move(sources))));
}

std::string default_instance(std::uint64_t writer_id) {
  std::array<char, 256> name{};
  const bool named = gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0';
  return std::string(named ? name.data() : "flowbridge") + "-" + hex(writer_id).substr(0, 6);
}

}  // namespace flowbridge

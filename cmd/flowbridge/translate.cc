#include "flowbridge/translate.h"

#include "flowbridge/build_info.h"
#include "names/asn_text.h"
#include "names/name_merge.h"

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

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ",") + text;
  return all;
}

std::string hex(std::uint64_t value) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
  return text.data();
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

}  // namespace

std::uint64_t fitted_limit(std::uint64_t limit, std::uint64_t file_system) {
  return std::min(limit, file_system / 4 * 3);
}

JournalOptions journal_options(const Settings& settings) {
  return {.segment_bytes = segment_bytes(settings)};
}

KafkaOptions kafka_options(const Settings& settings) {
  KafkaOptions options;
  options.brokers = joined(settings.kafka.brokers);
  options.group_id = settings.kafka.group_id;
  options.topics = settings.kafka.topics;
  for (const KeyValue& property : settings.kafka.properties) {
    options.properties.push_back({.key = property.key, .value = property.value});
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

DeliveryOptions delivery_options(const Settings& settings) {
  DeliveryOptions options;
  options.url = settings.remote_write.url;
  options.user_agent = "flowbridge/" + std::string(build_info().version);
  const CountedMetrics& metrics = settings.flows.metrics;
  options.measures = {};
  if (metrics.bytes) options.measures.add(Measure::kBytes);
  if (metrics.packets) options.measures.add(Measure::kPackets);
  if (metrics.flows) options.measures.add(Measure::kFlows);
  options.request_timeout = settings.remote_write.timeout;
  options.sender.samples_per_request_max =
      static_cast<std::size_t>(settings.remote_write.samples_max);
  options.sender.in_flight_max = static_cast<std::size_t>(settings.remote_write.connections);
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

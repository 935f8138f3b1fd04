#include "telemetry/catalogue_rows.h"

#include <algorithm>
#include <map>
#include <string>

namespace flowbridge::internal {

namespace {

using enum MetricType;

/// A point per lane; `read` gives its value, or std::nullopt for none.
template <typename Read>
void add_lanes(const Scrape& scrape, Points& points, Read read) {
  if (!scrape.loops.ingest) return;
  for (const LaneReport& lane : scrape.loops.ingest->lanes) {
    points.add({lane.topic, std::to_string(lane.partition)}, read(lane));
  }
}

void add_offsets(const Scrape& scrape, Points& points,
                 std::optional<std::int64_t> (*read)(const LaneReport& lane)) {
  if (!scrape.loops.ingest) return;
  for (const LaneReport& lane : scrape.loops.ingest->lanes) {
    const std::optional<std::int64_t> offset = read(lane);
    if (!offset) continue;
    points.add({lane.topic, std::to_string(lane.partition)}, static_cast<double>(*offset));
  }
}

void add_consumer(const Scrape& scrape, Points& points, std::uint64_t ConsumerReport::*member) {
  if (scrape.loops.ingest) points.add({}, scrape.loops.ingest->consumer.*member);
}

std::optional<std::int64_t> lag_of(const LaneReport& lane) {
  if (!lane.high_watermark) return std::nullopt;
  // The watermark was heard a moment ago; what we have read since may lie beyond it.
  return std::max(std::int64_t{0}, *lane.high_watermark - lane.next_offset);
}

void collect_partitions(const Scrape& scrape, Points& points) {
  if (!scrape.loops.ingest) return;
  std::map<std::string, std::uint64_t> by_topic;
  for (const LaneReport& lane : scrape.loops.ingest->lanes) ++by_topic[lane.topic];
  for (const auto& [topic, count] : by_topic) points.add({topic}, count);
}

constexpr MetricInfo kRows[] = {
    {"flowbridge_kafka_records_consumed_total",
     kCounter,
     "Kafka messages taken into account, each offset once.",
     {"topic", "partition"},
     [](const Scrape& scrape, Points& points) {
       add_lanes(scrape, points, [](const LaneReport& lane) { return lane.records_consumed; });
     }},
    {"flowbridge_kafka_bytes_consumed_total",
     kCounter,
     "Payload bytes of the consumed messages.",
     {"topic", "partition"},
     [](const Scrape& scrape, Points& points) {
       add_lanes(scrape, points, [](const LaneReport& lane) { return lane.bytes_consumed; });
     }},
    {"flowbridge_kafka_duplicates_skipped_total",
     kCounter,
     "Messages that were delivered again and not counted again.",
     {"topic", "partition"},
     [](const Scrape& scrape, Points& points) {
       add_lanes(scrape, points, [](const LaneReport& lane) { return lane.duplicates_skipped; });
     }},
    {"flowbridge_kafka_offsets_skipped_total",
     kCounter,
     "Offsets that the broker passed over: compacted, or its own control records.",
     {"topic", "partition"},
     [](const Scrape& scrape, Points& points) {
       add_lanes(scrape, points, [](const LaneReport& lane) { return lane.offsets_skipped; });
     }},
    {"flowbridge_kafka_consumer_offset",
     kGauge,
     "The offset that is read next.",
     {"topic", "partition"},
     [](const Scrape& scrape, Points& points) {
       add_offsets(scrape, points,
                   [](const LaneReport& lane) { return std::optional(lane.next_offset); });
     }},
    {"flowbridge_kafka_high_watermark_offset",
     kGauge,
     "The offset after the last message, as the broker told it.",
     {"topic", "partition"},
     [](const Scrape& scrape, Points& points) {
       add_offsets(scrape, points, [](const LaneReport& lane) { return lane.high_watermark; });
     }},
    {"flowbridge_kafka_committed_offset",
     kGauge,
     "The offset committed to the consumer group, for lag tools; the journal's is the true one.",
     {"topic", "partition"},
     [](const Scrape& scrape, Points& points) {
       add_offsets(scrape, points, [](const LaneReport& lane) { return lane.committed_offset; });
     }},
    {"flowbridge_kafka_consumer_lag_records",
     kGauge,
     "High watermark less the next offset.",
     {"topic", "partition"},
     [](const Scrape& scrape, Points& points) { add_offsets(scrape, points, lag_of); }},
    {"flowbridge_kafka_last_record_timestamp_seconds",
     kGauge,
     "Kafka timestamp of the newest message read.",
     {"topic", "partition"},
     [](const Scrape& scrape, Points& points) {
       add_lanes(scrape, points, [](const LaneReport& lane) { return lane.last_record; });
     }},
    {"flowbridge_kafka_paused",
     kGauge,
     "1 while we do not poll the partition: journal full, or far ahead of the others.",
     {"topic", "partition"},
     [](const Scrape& scrape, Points& points) {
       add_lanes(scrape, points, [](const LaneReport& lane) { return lane.paused; });
     }},
    {"flowbridge_kafka_holding",
     kGauge,
     "1 while the partition keeps the next tick from closing.",
     {"topic", "partition"},
     [](const Scrape& scrape, Points& points) {
       add_lanes(scrape, points, [](const LaneReport& lane) { return lane.holding; });
     }},
    {"flowbridge_kafka_partitions_assigned",
     kGauge,
     "Partitions that this process reads.",
     {"topic"},
     collect_partitions},
    {"flowbridge_kafka_offsets_lost_total",
     kCounter,
     "Offsets that the broker had deleted before they were read: flows that are not counted.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_consumer(scrape, points, &ConsumerReport::offsets_lost);
     }},
    {"flowbridge_kafka_logs_replaced_total",
     kCounter,
     "How often a partition was found cut short or made anew; reading went on with what is newer.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_consumer(scrape, points, &ConsumerReport::logs_replaced);
     }},
    {"flowbridge_kafka_commits_total",
     kCounter,
     "Offset commits sent to the consumer group.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_consumer(scrape, points, &ConsumerReport::commits);
     }},
    {"flowbridge_kafka_commits_failed_total",
     kCounter,
     "Offset commits that failed; the next one makes up for it.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_consumer(scrape, points, &ConsumerReport::commits_failed);
     }},
    {"flowbridge_kafka_errors_total",
     kCounter,
     "Errors that the Kafka client reported and retries by itself.",
     {"code"},
     [](const Scrape& scrape, Points& points) {
       if (scrape.loops.ingest) points.add_each({}, scrape.loops.ingest->consumer.errors_by_code);
     }},
};

}  // namespace

std::span<const MetricInfo> kafka_rows() {
  return kRows;
}

}  // namespace flowbridge::internal

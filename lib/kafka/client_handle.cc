#include "kafka/client_handle.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include <librdkafka/rdkafka.h>

namespace flowbridge {
namespace {

MonotonicTime monotonic_now() {
  const auto elapsed = std::chrono::steady_clock::now().time_since_epoch();
  return MonotonicTime(std::chrono::duration_cast<MonotonicTime::duration>(elapsed));
}

}  // namespace

void KafkaDelete::operator()(rd_kafka_conf_s* configuration) const {
  rd_kafka_conf_destroy(configuration);
}

void KafkaDelete::operator()(rd_kafka_queue_s* queue) const {
  rd_kafka_queue_destroy(queue);
}

void KafkaDelete::operator()(rd_kafka_topic_partition_list_s* list) const {
  rd_kafka_topic_partition_list_destroy(list);
}

void KafkaDelete::operator()(rd_kafka_topic_s* topic) const {
  rd_kafka_topic_destroy(topic);
}

void KafkaDelete::operator()(rd_kafka_s* client) const {
  rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

PartitionList partition_list(const std::vector<TopicPartition>& where, Offset offset) {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(where.size())));
  for (const TopicPartition& each : where) {
    rd_kafka_topic_partition_list_add(list.get(), each.topic.c_str(), each.partition)->offset =
        offset;
  }
  return list;
}

int milliseconds_of(Duration duration) {
  const Duration::rep most = std::numeric_limits<int>::max();
  return static_cast<int>(std::clamp<Duration::rep>(duration.count(), 0, most));
}

Deadline::Deadline(Duration timeout) : end_(monotonic_now() + timeout) {}

Duration Deadline::left() const {
  const auto left = std::chrono::duration_cast<Duration>(end_ - monotonic_now());
  return std::max(left, Duration(0));
}

}  // namespace flowbridge

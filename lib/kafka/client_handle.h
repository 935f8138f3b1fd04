#pragma once
/// librdkafka's objects, owned.
///
/// unique_ptrs over its C types, and conversion of our partitions to its lists, so that nothing is
/// freed by hand.
///
/// Lifetime: a topic or queue handle is released before its client.
/// Threads:  as librdkafka says; we use each from one.
/// Fails:    never.
/// Units:    milliseconds_of() rounds down and saturates at what a C int holds.
///
///   PartitionList list = partition_list({{"pmacct.acct", 0}}, 4711);
///   rd_kafka_incremental_assign(client, list.get());

#include "base/time.h"
#include "flow/offset.h"

#include <memory>
#include <vector>

struct rd_kafka_s;
struct rd_kafka_conf_s;
struct rd_kafka_queue_s;
struct rd_kafka_topic_partition_list_s;
struct rd_kafka_topic_s;

namespace flowbridge {

struct KafkaDelete {
  void operator()(rd_kafka_conf_s* configuration) const;
  void operator()(rd_kafka_queue_s* queue) const;
  void operator()(rd_kafka_topic_partition_list_s* list) const;
  void operator()(rd_kafka_topic_s* topic) const;
  /// Without leaving a group or committing: neither is ours to do, and both wait for the broker.
  void operator()(rd_kafka_s* client) const;
};

using ClientHandle = std::unique_ptr<rd_kafka_s, KafkaDelete>;
using ConfigurationHandle = std::unique_ptr<rd_kafka_conf_s, KafkaDelete>;
using QueueHandle = std::unique_ptr<rd_kafka_queue_s, KafkaDelete>;
using TopicHandle = std::unique_ptr<rd_kafka_topic_s, KafkaDelete>;
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_s, KafkaDelete>;

/// Every partition with the same offset.
PartitionList partition_list(const std::vector<TopicPartition>& where, Offset offset);

int milliseconds_of(Duration duration);

/// What is left of the time that a caller gave a whole operation, for its next step.
class Deadline {
 public:
  explicit Deadline(Duration timeout);
  Duration left() const;

 private:
  MonotonicTime end_;
};

}  // namespace flowbridge

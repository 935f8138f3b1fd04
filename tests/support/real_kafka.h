#pragma once
/// A real Kafka broker, as the tests drive it: topics, records, transactions, group members.
///
/// Every call is synchronous: when it returns, any client sees what it did.
///
/// Lifetime: owns its clients; what it made stays in the broker.
/// Threads:  one.
/// Fails:    what the broker refuses aborts the test program and prints why; there is no test
///           without it.
/// Units:    timestamps in ms since 1970, −1 for none.
///
///   RealKafka kafka("127.0.0.1:9092");
///   kafka.create_topic("flows", 3);
///   kafka.append({"flows", 0}, {.payload = "x", .timestamp_ms = 1000});

#include "flow/offset.h"
#include "process/rdkafka.h"

#include <cstdint>
#include <optional>
#include <string>

namespace flowbridge {

struct KafkaRecord {
  /// Absent: a tombstone.
  std::optional<std::string> payload;
  std::int64_t timestamp_ms = -1;
};

struct KafkaMembership {
  std::string group_id;
  std::string topic;
};

class RealKafka {
 public:
  explicit RealKafka(const std::string& address);
  RealKafka(const RealKafka&) = delete;
  RealKafka& operator=(const RealKafka&) = delete;
  ~RealKafka();

  /// Its records stay, however old they are.
  void create_topic(const std::string& topic, std::int32_t partitions);
  void delete_topic(const std::string& topic);
  void raise_partitions(const std::string& topic, std::int32_t partitions);
  /// 0: there is no such topic.
  std::int32_t partition_count(const std::string& topic);

  void append(const TopicPartition& where, const KafkaRecord& record);
  /// Records "first", "first + 1", …, sent together.
  void append_numbers(const TopicPartition& where, int first, int count);
  /// What retention does to an old log.
  void drop_before(const TopicPartition& where, Offset low);

  /// One transaction at a time.
  void begin_transaction();
  void append_numbers_in_transaction(const TopicPartition& where, int first, int count);
  void commit_transaction();
  void abort_transaction();
  /// Until the last stable offset is this: a transaction's end is written after it was promised.
  void await_end(const TopicPartition& where, Offset end);

  /// A consumer joins the group and is given partitions of the topic.
  void join_group(const KafkaMembership& membership);
  void leave_group();

 private:
  rd_kafka_t* transactional_producer();
  void await_partitions(const std::string& topic, std::int32_t partitions);

  const std::string address_;
  RdKafkaOwned<rd_kafka_t> producer_;
  RdKafkaOwned<rd_kafka_t> reader_;
  RdKafkaOwned<rd_kafka_t> transactional_producer_;
  RdKafkaOwned<rd_kafka_t> member_;
};

}  // namespace flowbridge

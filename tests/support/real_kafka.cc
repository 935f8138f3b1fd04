#include "support/real_kafka.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <iterator>
#include <thread>

namespace flowbridge {
namespace {

constexpr int kTimeoutMs = 30'000;
constexpr std::int64_t kNumbersTimestampMs = 1'700'000'000'000;

struct DeleteAdmin {
  void operator()(rd_kafka_AdminOptions_t* options) const {
    rd_kafka_AdminOptions_destroy(options);
  }
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
  void operator()(rd_kafka_DeleteTopic_t* topic) const { rd_kafka_DeleteTopic_destroy(topic); }
  void operator()(rd_kafka_NewPartitions_t* partitions) const {
    rd_kafka_NewPartitions_destroy(partitions);
  }
  void operator()(rd_kafka_DeleteRecords_t* records) const {
    rd_kafka_DeleteRecords_destroy(records);
  }
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
template <typename T>
using Owned = std::unique_ptr<T, DeleteAdmin>;

[[noreturn]] void die(const std::string& doing, const std::string& why) {
  std::cerr << "real kafka: " << doing << ": " << why << "\n";
  std::abort();
}

void require(rd_kafka_resp_err_t code, const std::string& doing) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) die(doing, rd_kafka_err2str(code));
}

void require(rd_kafka_error_t* owned, const std::string& doing) {
  const RdKafkaOwned<rd_kafka_error_t> error(owned);
  if (error != nullptr) die(doing, rd_kafka_error_string(error.get()));
}

/// Asks until the answer is yes.
void await(const std::string& what, const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kTimeoutMs);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) die(what, "not in time");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

RdKafkaOwned<rd_kafka_t> new_client(rd_kafka_type_t type, RdKafkaProperties properties) {
  properties.emplace_back("log_level", "3");
  auto configuration = make_rdkafka_conf(properties);
  if (!configuration) die("configure a client", configuration.error().message());
  auto client = make_rdkafka(type, std::move(*configuration));
  if (!client) die("make a client", client.error().message());
  return std::move(*client);
}

/// Sends an administrator's request and waits for its answer.
void administer(rd_kafka_t* client, const std::string& doing,
                const std::function<void(const rd_kafka_AdminOptions_t*, rd_kafka_queue_t*)>& send,
                const std::function<rd_kafka_resp_err_t(const rd_kafka_event_t*)>& code_in) {
  const Owned<rd_kafka_AdminOptions_t> options(
      rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_ANY));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), kTimeoutMs, nullptr, 0);
  const Owned<rd_kafka_queue_t> answers(rd_kafka_queue_new(client));
  send(options.get(), answers.get());
  const Owned<rd_kafka_event_t> answer(rd_kafka_queue_poll(answers.get(), kTimeoutMs));
  if (answer == nullptr) die(doing, "no answer");
  require(rd_kafka_event_error(answer.get()), doing);
  require(code_in(answer.get()), doing);
}

rd_kafka_resp_err_t code_of_one(const rd_kafka_topic_result_t** results) {
  return rd_kafka_topic_result_error(results[0]);
}

void produce(rd_kafka_t* producer, const TopicPartition& where, const KafkaRecord& record) {
  rd_kafka_vu_t fields[5] = {};
  fields[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  fields[0].u.cstr = where.topic.c_str();
  fields[1].vtype = RD_KAFKA_VTYPE_PARTITION;
  fields[1].u.i32 = where.partition;
  fields[2].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
  fields[2].u.i64 = record.timestamp_ms;
  fields[3].vtype = RD_KAFKA_VTYPE_VALUE;
  fields[3].u.mem.ptr = record.payload ? const_cast<char*>(record.payload->data()) : nullptr;
  fields[3].u.mem.size = record.payload ? record.payload->size() : 0;
  fields[4].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  fields[4].u.i = RD_KAFKA_MSG_F_COPY;
  require(rd_kafka_produceva(producer, fields, std::size(fields)), "send a record");
}

void produce_numbers(rd_kafka_t* producer, const TopicPartition& where, int first, int count) {
  for (int number = first; number < first + count; ++number) {
    produce(producer, where,
            {.payload = std::to_string(number), .timestamp_ms = kNumbersTimestampMs});
  }
  require(rd_kafka_flush(producer, kTimeoutMs), "send numbers");
}

}  // namespace

RealKafka::RealKafka(const std::string& address)
    : address_(address),
      producer_(new_client(
          RD_KAFKA_PRODUCER,
          {{"bootstrap.servers", address}, {"linger.ms", "5"}, {"enable.idempotence", "true"}})),
      reader_(new_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", address},
                                             {"group.id", "reader"},
                                             {"isolation.level", "read_committed"}})) {}

RealKafka::~RealKafka() {
  leave_group();
}

void RealKafka::create_topic(const std::string& topic, std::int32_t partitions) {
  const Owned<rd_kafka_NewTopic_t> wanted(
      rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, nullptr, 0));
  require(rd_kafka_NewTopic_set_config(wanted.get(), "retention.ms", "-1"), "keep old records");
  rd_kafka_NewTopic_t* list[] = {wanted.get()};
  administer(
      producer_.get(), "create topic " + topic,
      [&](const auto* options, auto* answers) {
        rd_kafka_CreateTopics(producer_.get(), list, 1, options, answers);
      },
      [](const rd_kafka_event_t* answer) {
        std::size_t count = 0;
        return code_of_one(rd_kafka_CreateTopics_result_topics(
            rd_kafka_event_CreateTopics_result(const_cast<rd_kafka_event_t*>(answer)), &count));
      });
  await_partitions(topic, partitions);
}

void RealKafka::delete_topic(const std::string& topic) {
  const Owned<rd_kafka_DeleteTopic_t> unwanted(rd_kafka_DeleteTopic_new(topic.c_str()));
  rd_kafka_DeleteTopic_t* list[] = {unwanted.get()};
  administer(
      producer_.get(), "delete topic " + topic,
      [&](const auto* options, auto* answers) {
        rd_kafka_DeleteTopics(producer_.get(), list, 1, options, answers);
      },
      [](const rd_kafka_event_t* answer) {
        std::size_t count = 0;
        return code_of_one(rd_kafka_DeleteTopics_result_topics(
            rd_kafka_event_DeleteTopics_result(const_cast<rd_kafka_event_t*>(answer)), &count));
      });
  await("topic " + topic + " is gone", [&] { return partition_count(topic) == 0; });
}

void RealKafka::raise_partitions(const std::string& topic, std::int32_t partitions) {
  std::array<char, kRdKafkaMessageBytes> reason{};
  const Owned<rd_kafka_NewPartitions_t> wanted(rd_kafka_NewPartitions_new(
      topic.c_str(), static_cast<std::size_t>(partitions), reason.data(), reason.size()));
  if (wanted == nullptr) die("add partitions", reason.data());
  rd_kafka_NewPartitions_t* list[] = {wanted.get()};
  administer(
      producer_.get(), "add partitions to topic " + topic,
      [&](const auto* options, auto* answers) {
        rd_kafka_CreatePartitions(producer_.get(), list, 1, options, answers);
      },
      [](const rd_kafka_event_t* answer) {
        std::size_t count = 0;
        return code_of_one(rd_kafka_CreatePartitions_result_topics(
            rd_kafka_event_CreatePartitions_result(const_cast<rd_kafka_event_t*>(answer)), &count));
      });
  await_partitions(topic, partitions);
}

// All topics are asked for: asking a broker for one that is missing may make it.
std::int32_t RealKafka::partition_count(const std::string& topic) {
  const rd_kafka_metadata_t* answer = nullptr;
  require(rd_kafka_metadata(reader_.get(), 1, nullptr, &answer, kTimeoutMs), "list the topics");
  const RdKafkaOwned<const rd_kafka_metadata_t> metadata(answer);
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic_t& each = metadata->topics[i];
    if (topic != each.topic) continue;
    for (int j = 0; j < each.partition_cnt; ++j) {
      if (each.partitions[j].leader < 0) return 0;
    }
    return each.partition_cnt;
  }
  return 0;
}

void RealKafka::await_partitions(const std::string& topic, std::int32_t partitions) {
  await("topic " + topic + " has partitions", [&] { return partition_count(topic) == partitions; });
  // The producer must know them now, not when its timer next looks.
  const RdKafkaOwned<rd_kafka_topic_t> handle(
      rd_kafka_topic_new(producer_.get(), topic.c_str(), nullptr));
  const rd_kafka_metadata_t* answer = nullptr;
  require(rd_kafka_metadata(producer_.get(), 0, handle.get(), &answer, kTimeoutMs),
          "show the producer topic " + topic);
  rd_kafka_metadata_destroy(answer);
}

void RealKafka::append(const TopicPartition& where, const KafkaRecord& record) {
  produce(producer_.get(), where, record);
  require(rd_kafka_flush(producer_.get(), kTimeoutMs), "send a record");
}

void RealKafka::append_numbers(const TopicPartition& where, int first, int count) {
  produce_numbers(producer_.get(), where, first, count);
}

void RealKafka::drop_before(const TopicPartition& where, Offset low) {
  const RdKafkaOwned<rd_kafka_topic_partition_list_t> offsets(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(offsets.get(), where.topic.c_str(), where.partition)->offset =
      low;
  const Owned<rd_kafka_DeleteRecords_t> unwanted(rd_kafka_DeleteRecords_new(offsets.get()));
  rd_kafka_DeleteRecords_t* list[] = {unwanted.get()};
  administer(
      producer_.get(), "delete records of " + to_string(where),
      [&](const auto* options, auto* answers) {
        rd_kafka_DeleteRecords(producer_.get(), list, 1, options, answers);
      },
      [](const rd_kafka_event_t* answer) {
        return rd_kafka_DeleteRecords_result_offsets(
                   rd_kafka_event_DeleteRecords_result(const_cast<rd_kafka_event_t*>(answer)))
            ->elems[0]
            .err;
      });
}

rd_kafka_t* RealKafka::transactional_producer() {
  if (transactional_producer_ != nullptr) return transactional_producer_.get();
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  transactional_producer_ =
      new_client(RD_KAFKA_PRODUCER, {{"bootstrap.servers", address_},
                                     {"transactional.id", "tests-" + std::to_string(now)},
                                     {"linger.ms", "5"}});
  require(rd_kafka_init_transactions(transactional_producer_.get(), kTimeoutMs),
          "prepare for transactions");
  return transactional_producer_.get();
}

void RealKafka::begin_transaction() {
  require(rd_kafka_begin_transaction(transactional_producer()), "begin a transaction");
}

void RealKafka::append_numbers_in_transaction(const TopicPartition& where, int first, int count) {
  produce_numbers(transactional_producer(), where, first, count);
}

void RealKafka::commit_transaction() {
  require(rd_kafka_commit_transaction(transactional_producer(), kTimeoutMs),
          "commit a transaction");
}

void RealKafka::abort_transaction() {
  require(rd_kafka_abort_transaction(transactional_producer(), kTimeoutMs), "abort a transaction");
}

void RealKafka::await_end(const TopicPartition& where, Offset end) {
  await(to_string(where) + " ends at " + std::to_string(end), [&] {
    std::int64_t low = 0;
    std::int64_t high = 0;
    require(rd_kafka_query_watermark_offsets(reader_.get(), where.topic.c_str(), where.partition,
                                             &low, &high, kTimeoutMs),
            "ask where " + to_string(where) + " ends");
    return high == end;
  });
}

void RealKafka::join_group(const KafkaMembership& membership) {
  member_ = new_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", address_},
                                           {"group.id", membership.group_id},
                                           {"enable.auto.commit", "false"}});
  rd_kafka_poll_set_consumer(member_.get());
  const RdKafkaOwned<rd_kafka_topic_partition_list_t> topics(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(topics.get(), membership.topic.c_str(), RD_KAFKA_PARTITION_UA);
  require(rd_kafka_subscribe(member_.get(), topics.get()), "join group " + membership.group_id);
  await("group " + membership.group_id + " has a member", [&] {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(member_.get(), 5);
    if (message != nullptr) rd_kafka_message_destroy(message);
    rd_kafka_topic_partition_list_t* assigned = nullptr;
    require(rd_kafka_assignment(member_.get(), &assigned), "ask for the assignment");
    const RdKafkaOwned<rd_kafka_topic_partition_list_t> list(assigned);
    return list->cnt > 0;
  });
}

void RealKafka::leave_group() {
  if (member_ == nullptr) return;
  rd_kafka_consumer_close(member_.get());
  member_.reset();
}

}  // namespace flowbridge

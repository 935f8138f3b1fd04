#include "kafka/record_source.h"

#include "base/check.h"
#include "kafka/arrival_signal.h"
#include "kafka/client_handle.h"
#include "kafka/configuration.h"
#include "kafka/error_name.h"
#include "kafka/group_offsets.h"
#include "kafka/known_faults.h"
#include "kafka/offset_queries.h"
#include "kafka/topic_metadata.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <utility>

#include <librdkafka/rdkafka.h>

namespace flowbridge {
namespace {

/// Errors that arose outside poll() and wait for its sink; more than this says nothing new.
constexpr std::size_t kWaitingErrorsMax = 100;

Now read_now() {
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  const auto monotonic = std::chrono::steady_clock::now().time_since_epoch();
  return {.wall = UnixTime(std::chrono::floor<Duration>(wall)),
          .monotonic = MonotonicTime(std::chrono::floor<MonotonicTime::duration>(monotonic))};
}

struct DeleteMessage {
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
using Message = std::unique_ptr<rd_kafka_message_t, DeleteMessage>;

struct DeleteError {
  void operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
};
using ErrorHandle = std::unique_ptr<rd_kafka_error_t, DeleteError>;

enum class Flow {
  kClosed,  // out of range: nothing comes until assign()
  kOpen,    // librdkafka fetches it
  kPaused,  // librdkafka has forgotten it, we have not
};

struct Partition {
  TopicPartition where;
  /// The offset that poll() delivers next.
  Offset position = 0;
  Flow flow = Flow::kClosed;
};

/// The handle keeps librdkafka's topic object alive; its address is how a message names its topic.
struct Topic {
  TopicHandle handle;
  /// By number; null where none was assigned.
  std::vector<std::unique_ptr<Partition>> partitions;
};

struct WaitingError {
  std::string_view code;
  std::string message;
};

class KafkaRecordSource final : public RecordSource {
 public:
  explicit KafkaRecordSource(KafkaOptions options)
      : topic_names_(options.topics.begin(), options.topics.end()),
        group_id_(std::move(options.group_id)),
        authentication_fault_(authentication_fault(options.properties, rd_kafka_version())),
        log_(std::move(options.log)) {}
  ~KafkaRecordSource() override;

  Result<void> connect(ConfigurationHandle configuration);

  std::size_t poll(RecordSink& sink, const PollLimits& limits) override;
  void assign(const TopicPartition& where, Offset offset) override;
  void pause(const TopicPartition& where) override;
  void resume(const TopicPartition& where) override;
  Result<std::vector<TopicPartition>> partitions(Duration timeout) override;
  Result<std::vector<OffsetRange>> offset_ranges(const std::vector<TopicPartition>& where,
                                                 Duration timeout) override;
  Result<std::optional<Offset>> offset_at(const TopicPartition& where, UnixTime time,
                                          Duration timeout) override;
  Result<std::vector<CommittedOffset>> committed(const std::vector<TopicPartition>& where,
                                                 Duration timeout) override;
  std::size_t commit(const std::vector<OffsetCommit>& commits) override;

 private:
  static void on_error(rd_kafka_t* client, int code, const char* reason, void* self);
  static void on_log(const rd_kafka_t* client, int severity, const char* facility,
                     const char* text);

  Topic& topic_named(const std::string& name);
  /// Null if it was never assigned.
  Partition* find(const rd_kafka_topic_t* topic, std::int32_t number);
  /// Requires: it was assigned.
  Partition& assigned(const TopicPartition& where);

  void open(Partition& partition);
  /// Requires: it is open.
  void close(Partition& partition, Flow next);

  /// Returns whether it was a record.
  bool deliver(const rd_kafka_message_t& message, RecordSink& sink);
  void deliver_error(const rd_kafka_message_t& message, Partition* partition, RecordSink& sink);
  void deliver_waiting_errors(RecordSink& sink);
  void keep_error(int code, std::string message);

  const std::set<std::string> topic_names_;
  const std::string group_id_;
  const std::string_view authentication_fault_;
  const std::function<void(const KafkaLogLine&)> log_;

  // Destroyed in reverse: what hangs on the client goes before it.
  ClientHandle client_;
  std::optional<ArrivalSignal> arrivals_;
  std::optional<GroupOffsets> group_offsets_;
  std::optional<OffsetQueries> offset_queries_;
  std::vector<Topic> topics_;
  std::vector<WaitingError> waiting_errors_;
  /// Set while poll() runs.
  RecordSink* sink_ = nullptr;
};

Result<void> KafkaRecordSource::connect(ConfigurationHandle configuration) {
  ConfigurationHandle copy(rd_kafka_conf_dup(configuration.get()));
  rd_kafka_conf_set_opaque(configuration.get(), this);
  rd_kafka_conf_set_error_cb(configuration.get(), &KafkaRecordSource::on_error);
  rd_kafka_conf_set_log_cb(configuration.get(), &KafkaRecordSource::on_log);
  std::array<char, 512> reason{};
  client_.reset(rd_kafka_new(RD_KAFKA_CONSUMER, configuration.get(), reason.data(), reason.size()));
  if (client_ == nullptr) return Error(ErrorCode::kInvalid, std::string("kafka: ") + reason.data());
  static_cast<void>(configuration.release());  // The client owns it now.
  // Errors, log lines and records come through one queue, the one that poll() reads.
  rd_kafka_poll_set_consumer(client_.get());
  rd_kafka_set_log_queue(client_.get(), nullptr);
  arrivals_.emplace(*client_);
  group_offsets_.emplace(*client_, std::move(copy), GroupOffsetsOptions{.group_id = group_id_});
  offset_queries_.emplace(*client_);
  for (const std::string& name : topic_names_) topic_named(name);
  return {};
}

KafkaRecordSource::~KafkaRecordSource() {
  if (client_ == nullptr) return;
  // With partitions still assigned, librdkafka waits for each of them to stop.
  rd_kafka_assign(client_.get(), nullptr);
}

void KafkaRecordSource::on_error(rd_kafka_t*, int code, const char* reason, void* self) {
  auto* source = static_cast<KafkaRecordSource*>(self);
  const std::string_view name = kafka_error_name(code);
  std::string text = reason;
  if (name == "authentication") text += source->authentication_fault_;
  if (source->sink_ == nullptr) return source->keep_error(code, std::move(text));
  source->sink_->on_error(name, text);
}

void KafkaRecordSource::on_log(const rd_kafka_t* client, int severity, const char* facility,
                               const char* text) {
  const auto* source = static_cast<const KafkaRecordSource*>(rd_kafka_opaque(client));
  if (source->log_) source->log_({severity, facility, text});
}

std::size_t KafkaRecordSource::poll(RecordSink& sink, const PollLimits& limits) {
  sink_ = &sink;
  deliver_waiting_errors(sink);
  std::size_t records = 0;
  arrivals_->clear();
  // Everything counts towards the limit, so that a storm of errors cannot keep us here.
  for (std::size_t handled = 0; handled < limits.records_max; ++handled) {
    Message message(rd_kafka_consumer_poll(client_.get(), 0));
    if (message == nullptr && handled == 0) {
      arrivals_->wait(limits.wait);
      message.reset(rd_kafka_consumer_poll(client_.get(), 0));
    }
    if (message == nullptr) break;
    if (deliver(*message, sink)) ++records;
  }
  group_offsets_->serve();
  sink_ = nullptr;
  return records;
}

bool KafkaRecordSource::deliver(const rd_kafka_message_t& message, RecordSink& sink) {
  Partition* partition = find(message.rkt, message.partition);
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    deliver_error(message, partition, sink);
    return false;
  }
  // A record of a partition that we have just closed comes again when it is opened.
  if (partition == nullptr || partition->flow != Flow::kOpen) return false;
  SourceRecord record;
  record.offset = message.offset;
  record.payload = {static_cast<const char*>(message.payload), message.len};
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t timestamp_ms = rd_kafka_message_timestamp(&message, &type);
  if (type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && timestamp_ms >= 0) {
    record.timestamp = unix_ms(timestamp_ms);
  }
  record.read = read_now();
  partition->position = message.offset + 1;
  sink.on_record(partition->where, record);
  return true;
}

void KafkaRecordSource::deliver_error(const rd_kafka_message_t& message, Partition* partition,
                                      RecordSink& sink) {
  const bool is_open = partition != nullptr && partition->flow == Flow::kOpen;
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    if (!is_open) return;
    partition->position = message.offset;
    sink.on_position(partition->where, message.offset);
    return;
  }
  if (message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
    if (!is_open) return;
    close(*partition, Flow::kClosed);
    // librdkafka gives this error no version, so the answer to a fetch from before the last
    // assign() can come after it, lower or higher. Fetching may have stopped all the same: opened
    // where it should be, the partition either goes on or is refused at the offset that is due.
    const bool outdated = message.offset >= 0 && message.offset != partition->position;
    if (outdated) return open(*partition);
    sink.on_out_of_range(partition->where);
    return;
  }
  std::string text = rd_kafka_message_errstr(&message);
  if (partition != nullptr) text = to_string(partition->where) + ": " + text;
  sink.on_error(kafka_error_name(message.err), text);
}

void KafkaRecordSource::deliver_waiting_errors(RecordSink& sink) {
  for (const WaitingError& each : std::exchange(waiting_errors_, {})) {
    sink.on_error(each.code, each.message);
  }
}

void KafkaRecordSource::keep_error(int code, std::string message) {
  if (waiting_errors_.size() >= kWaitingErrorsMax) return;
  waiting_errors_.push_back({kafka_error_name(code), std::move(message)});
}

Topic& KafkaRecordSource::topic_named(const std::string& name) {
  for (Topic& each : topics_) {
    if (name == rd_kafka_topic_name(each.handle.get())) return each;
  }
  Topic& topic = topics_.emplace_back();
  topic.handle.reset(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
  FB_CHECK(topic.handle != nullptr);
  return topic;
}

Partition* KafkaRecordSource::find(const rd_kafka_topic_t* topic, std::int32_t number) {
  for (const Topic& each : topics_) {
    if (each.handle.get() != topic) continue;
    if (number < 0) return nullptr;
    const auto index = static_cast<std::size_t>(number);
    return index < each.partitions.size() ? each.partitions[index].get() : nullptr;
  }
  return nullptr;
}

Partition& KafkaRecordSource::assigned(const TopicPartition& where) {
  Partition* partition = find(topic_named(where.topic).handle.get(), where.partition);
  FB_CHECK(partition != nullptr);
  return *partition;
}

void KafkaRecordSource::assign(const TopicPartition& where, Offset offset) {
  FB_CHECK(offset >= 0);
  FB_CHECK(where.partition >= 0);
  Topic& topic = topic_named(where.topic);
  const auto index = static_cast<std::size_t>(where.partition);
  if (topic.partitions.size() <= index) topic.partitions.resize(index + 1);
  std::unique_ptr<Partition>& partition = topic.partitions[index];
  if (partition == nullptr) partition = std::make_unique<Partition>();
  if (partition->flow == Flow::kOpen) close(*partition, Flow::kClosed);
  partition->where = where;
  partition->position = offset;
  open(*partition);
}

// Seeking would be the shorter way, but librdkafka refuses it while a partition starts and after it
// was out of range. Leaving the assignment and coming back works in every state, drops what was
// fetched ahead, and touches no other partition.
void KafkaRecordSource::open(Partition& partition) {
  const PartitionList list = partition_list({partition.where}, partition.position);
  const ErrorHandle error(rd_kafka_incremental_assign(client_.get(), list.get()));
  partition.flow = Flow::kOpen;
  if (error == nullptr) return;
  keep_error(rd_kafka_error_code(error.get()),
             to_string(partition.where) + ": " + rd_kafka_error_string(error.get()));
}

void KafkaRecordSource::close(Partition& partition, Flow next) {
  const PartitionList list = partition_list({partition.where}, RD_KAFKA_OFFSET_INVALID);
  const ErrorHandle error(rd_kafka_incremental_unassign(client_.get(), list.get()));
  partition.flow = next;
  if (error == nullptr) return;
  keep_error(rd_kafka_error_code(error.get()),
             to_string(partition.where) + ": " + rd_kafka_error_string(error.get()));
}

void KafkaRecordSource::pause(const TopicPartition& where) {
  Partition& partition = assigned(where);
  if (partition.flow == Flow::kOpen) close(partition, Flow::kPaused);
}

void KafkaRecordSource::resume(const TopicPartition& where) {
  Partition& partition = assigned(where);
  if (partition.flow == Flow::kPaused) open(partition);
}

Result<std::vector<TopicPartition>> KafkaRecordSource::partitions(Duration timeout) {
  const Deadline deadline(timeout);
  std::vector<TopicPartition> partitions;
  for (const std::string& name : topic_names_) {
    const Result<TopicMetadata> topic = ask_topic_metadata(*client_, name, deadline.left());
    if (!topic) return topic.error();
    if (topic->code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) {
      // The topic is being created.
      return kafka_unavailable("ask for the partitions of topic " + name, topic->code);
    }
    if (topic->code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      const auto code = static_cast<rd_kafka_resp_err_t>(topic->code);
      keep_error(code, "topic " + name + ": " + rd_kafka_err2str(code));
    }
    offset_queries_->learn(name, *topic);
    for (const PartitionLeader& each : topic->partitions) {
      partitions.push_back({name, each.partition});
    }
  }
  std::sort(partitions.begin(), partitions.end());
  return partitions;
}

Result<std::vector<OffsetRange>> KafkaRecordSource::offset_ranges(
    const std::vector<TopicPartition>& where, Duration timeout) {
  return offset_queries_->ranges(where, timeout);
}

Result<std::optional<Offset>> KafkaRecordSource::offset_at(const TopicPartition& where,
                                                           UnixTime time, Duration timeout) {
  return offset_queries_->at(where, time, timeout);
}

Result<std::vector<CommittedOffset>> KafkaRecordSource::committed(
    const std::vector<TopicPartition>& where, Duration timeout) {
  return group_offsets_->committed(where, timeout);
}

std::size_t KafkaRecordSource::commit(const std::vector<OffsetCommit>& commits) {
  group_offsets_->commit(commits);
  return group_offsets_->take_failures();
}

}  // namespace

Result<void> check_kafka(const KafkaOptions& options) {
  Result<ConfigurationHandle> configuration = kafka_configuration(options);
  if (!configuration) return configuration.error();
  return {};
}

Result<std::unique_ptr<RecordSource>> open_kafka(KafkaOptions options) {
  Result<ConfigurationHandle> configuration = kafka_configuration(options);
  if (!configuration) return configuration.error();
  auto source = std::make_unique<KafkaRecordSource>(std::move(options));
  if (Result<void> connected = source->connect(std::move(*configuration)); !connected) {
    return connected.error();
  }
  return std::unique_ptr<RecordSource>(std::move(source));
}

}  // namespace flowbridge

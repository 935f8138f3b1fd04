#include "flowgen/kafka_output.h"

#include "process/rdkafka.h"

#include <array>
#include <chrono>
#include <cstdint>

namespace flowbridge {
namespace {

constexpr int kQueryTimeoutMs = 5000;
constexpr int kMetadataTimeoutMs = 1000;
constexpr Duration kWait = 50ms;

using Steady = std::chrono::steady_clock;

std::string name_of(const std::string& topic, std::size_t partition) {
  return to_string(TopicPartition{topic, static_cast<std::int32_t>(partition)});
}

/// A record's own offset travels with it as the message's opaque pointer.
void* to_opaque(Offset offset) {
  return reinterpret_cast<void*>(static_cast<std::intptr_t>(offset));
}
Offset from_opaque(const void* opaque) {
  return static_cast<Offset>(reinterpret_cast<std::intptr_t>(opaque));
}

class KafkaOutput final : public RecordOutput {
 public:
  explicit KafkaOutput(KafkaOutputOptions options)
      : options_(std::move(options)),
        confirmed_(options_.first_offsets),
        produced_(options_.first_offsets) {}

  Result<void> connect(StopSignals& signals) {
    RdKafkaProperties values = {{"bootstrap.servers", options_.brokers},
                                {"client.id", "flowgen"},
                                {"enable.idempotence", "true"},
                                {"compression.type", options_.compression},
                                {"linger.ms", "5"},
                                {"message.timeout.ms", "0"},
                                {"log_level", "3"}};
    values.insert(values.end(), options_.properties.begin(), options_.properties.end());
    auto conf = make_rdkafka_conf(values);
    if (!conf) return conf.error();
    rd_kafka_conf_set_opaque(conf->get(), this);
    rd_kafka_conf_set_dr_msg_cb(conf->get(), &KafkaOutput::on_delivery);
    auto producer = make_rdkafka(RD_KAFKA_PRODUCER, *std::move(conf));
    if (!producer) return producer.error();
    producer_ = *std::move(producer);
    topic_.reset(rd_kafka_topic_new(producer_.get(), options_.topic.c_str(), nullptr));
    if (auto waited = wait_for_topic(signals); !waited) return waited.error();
    return check_ends();
  }

  Result<WriteOutcome> write(const OutputRecord& record) override {
    if (failure_) return *failure_;
    const std::int32_t partition = record.where.partition;
    const rd_kafka_resp_err_t error = produce(record);
    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) return WriteOutcome::kFull;
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return Error(ErrorCode::kIo, "produce: " + std::string(rd_kafka_err2str(error)));
    }
    produced_.at(static_cast<std::size_t>(partition)) = record.where.offset + 1;
    return WriteOutcome::kTaken;
  }

  Result<void> serve(Duration limit) override {
    rd_kafka_poll(producer_.get(), static_cast<int>(limit.count()));
    if (failure_) return *failure_;
    return {};
  }

  Result<std::vector<Offset>> finish(Duration limit) override {
    const auto error = rd_kafka_flush(producer_.get(), static_cast<int>(limit.count()));
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      rd_kafka_purge(producer_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
      rd_kafka_flush(producer_.get(), kQueryTimeoutMs);
    }
    if (failure_) return *failure_;
    return settled_ends();
  }

 private:
  rd_kafka_resp_err_t produce(const OutputRecord& record) {
    std::array<rd_kafka_vu_t, 6> fields{};
    fields[0].vtype = RD_KAFKA_VTYPE_RKT;
    fields[0].u.rkt = topic_.get();
    fields[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    fields[1].u.i32 = record.where.partition;
    fields[2].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
    fields[2].u.i64 = to_ms(record.timestamp);
    fields[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    fields[3].u.i = RD_KAFKA_MSG_F_COPY;
    fields[4].vtype = RD_KAFKA_VTYPE_VALUE;
    // librdkafka copies the payload, so nothing writes through this pointer.
    fields[4].u.mem.ptr = const_cast<char*>(record.payload.data());
    fields[4].u.mem.size = record.payload.size();
    fields[5].vtype = RD_KAFKA_VTYPE_OPAQUE;
    fields[5].u.ptr = to_opaque(record.where.offset);
    const RdKafkaOwned<rd_kafka_error_t> error(
        rd_kafka_produceva(producer_.get(), fields.data(), fields.size()));
    return rd_kafka_error_code(error.get());
  }

  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
    static_cast<KafkaOutput*>(self)->delivered(*message);
  }

  void delivered(const rd_kafka_message_t& message) {
    if (failure_) return;
    const auto partition = static_cast<std::size_t>(message.partition);
    const Offset own = from_opaque(message._private);
    const std::string where = name_of(options_.topic, partition);
    if (message.err == RD_KAFKA_RESP_ERR__PURGE_QUEUE ||
        message.err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT) {
      return;  // finish() asks the broker which of these it has
    }
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      failure_ = Error(ErrorCode::kIo, where + ": record " + std::to_string(own) +
                                           " was not delivered: " + rd_kafka_err2str(message.err));
      return;
    }
    // A report without an offset is of a resent batch that the broker already had.
    const bool elsewhere = message.offset >= 0 && message.offset != own;
    if (elsewhere || confirmed_.at(partition) != own) {
      failure_ =
          Error(ErrorCode::kInvalid, where + ": record " + std::to_string(own) + " got offset " +
                                         std::to_string(message.offset) + "; expected next was " +
                                         std::to_string(confirmed_.at(partition)));
      return;
    }
    confirmed_.at(partition) = own + 1;
  }

  /// The broker's end offset of every partition. (librdkafka 2.0.2's query for watermarks does not
  /// keep its timeout while no broker can be reached; this one does.)
  Result<std::vector<Offset>> end_offsets() {
    const RdKafkaOwned<rd_kafka_topic_partition_list_t> list(
        rd_kafka_topic_partition_list_new(static_cast<int>(confirmed_.size())));
    for (std::size_t i = 0; i < confirmed_.size(); ++i) {
      rd_kafka_topic_partition_list_add(list.get(), options_.topic.c_str(),
                                        static_cast<std::int32_t>(i))
          ->offset = RD_KAFKA_OFFSET_END;
    }
    rd_kafka_resp_err_t error =
        rd_kafka_offsets_for_times(producer_.get(), list.get(), kQueryTimeoutMs);
    std::vector<Offset> ends(confirmed_.size());
    for (int i = 0; i < list->cnt && error == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
      const rd_kafka_topic_partition_t& answer = list->elems[i];
      error = answer.err;
      ends.at(static_cast<std::size_t>(answer.partition)) = answer.offset;
    }
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return ends;
    return Error(ErrorCode::kUnavailable,
                 options_.topic + ": end offsets: " + rd_kafka_err2str(error));
  }

  /// What the broker has of what it was given. Requires: nothing is under way any more.
  Result<std::vector<Offset>> settled_ends() {
    const Result<std::vector<Offset>> ends = end_offsets();
    if (!ends) {
      Offset doubtful = 0;
      for (std::size_t i = 0; i < confirmed_.size(); ++i) doubtful += produced_[i] - confirmed_[i];
      if (doubtful == 0) return confirmed_;
      return ends.error().within(std::to_string(doubtful) +
                                 " records may or may not have been taken");
    }
    for (std::size_t partition = 0; partition < confirmed_.size(); ++partition) {
      const Offset end = ends->at(partition);
      if (end >= confirmed_[partition] && end <= produced_[partition]) continue;
      return Error(ErrorCode::kInvalid, name_of(options_.topic, partition) + " ends at offset " +
                                            std::to_string(end) + ", expected " +
                                            std::to_string(confirmed_[partition]));
    }
    return *ends;
  }

  Result<void> wait_for_topic(StopSignals& signals) {
    const auto deadline = Steady::now() + kConnectLimit;
    std::string last = "no answer";
    while (Steady::now() < deadline && !signals.wait(kWait)) {
      const rd_kafka_metadata_t* answer = nullptr;
      const auto error =
          rd_kafka_metadata(producer_.get(), 0, topic_.get(), &answer, kMetadataTimeoutMs);
      const RdKafkaOwned<const rd_kafka_metadata_t> metadata(answer);
      if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        last = rd_kafka_err2str(error);
      } else if (metadata->topic_cnt == 1 && metadata->topics[0].err != 0) {
        last = rd_kafka_err2str(metadata->topics[0].err);
      } else if (metadata->topic_cnt == 1 && metadata->topics[0].partition_cnt > 0) {
        return check_partitions(metadata->topics[0].partition_cnt);
      }
    }
    return Error(ErrorCode::kUnavailable,
                 "topic " + options_.topic + " at " + options_.brokers + ": " + last);
  }

  Result<void> check_partitions(int found) const {
    if (found == static_cast<int>(options_.first_offsets.size())) return {};
    return Error(ErrorCode::kInvalid, "topic " + options_.topic + " has " + std::to_string(found) +
                                          " partitions; --partitions says " +
                                          std::to_string(options_.first_offsets.size()));
  }

  Result<void> check_ends() {
    const Result<std::vector<Offset>> ends = end_offsets();
    if (!ends) return ends.error();
    for (std::size_t partition = 0; partition < confirmed_.size(); ++partition) {
      if (ends->at(partition) == confirmed_.at(partition)) continue;
      return Error(ErrorCode::kInvalid, name_of(options_.topic, partition) + " ends at offset " +
                                            std::to_string(ends->at(partition)) +
                                            ", this run begins at " +
                                            std::to_string(confirmed_.at(partition)) +
                                            ": use an empty topic, or --from-offset");
    }
    return {};
  }

  const KafkaOutputOptions options_;
  RdKafkaOwned<rd_kafka_t> producer_;
  RdKafkaOwned<rd_kafka_topic_t> topic_;
  /// Everything before these is delivered; everything before those was handed to librdkafka.
  std::vector<Offset> confirmed_;
  std::vector<Offset> produced_;
  std::optional<Error> failure_;
};

class KafkaGroupProgress final : public GroupProgress {
 public:
  KafkaGroupProgress(RdKafkaOwned<rd_kafka_t> consumer, const Options& options)
      : consumer_(std::move(consumer)),
        topic_(options.topic),
        committed_(static_cast<std::size_t>(options.partitions)) {}

  void refresh(Duration limit) override {
    const RdKafkaOwned<rd_kafka_topic_partition_list_t> list(
        rd_kafka_topic_partition_list_new(static_cast<int>(committed_.size())));
    for (std::size_t i = 0; i < committed_.size(); ++i) {
      rd_kafka_topic_partition_list_add(list.get(), topic_.c_str(), static_cast<std::int32_t>(i));
    }
    const auto error =
        rd_kafka_committed(consumer_.get(), list.get(), static_cast<int>(limit.count()));
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return;
    for (int i = 0; i < list->cnt; ++i) {
      const rd_kafka_topic_partition_t& answer = list->elems[i];
      if (answer.err != RD_KAFKA_RESP_ERR_NO_ERROR || answer.offset < 0) continue;
      committed_.at(static_cast<std::size_t>(answer.partition)) = answer.offset;
    }
  }

  Offset committed(std::int32_t partition) const override {
    return committed_.at(static_cast<std::size_t>(partition));
  }

 private:
  const RdKafkaOwned<rd_kafka_t> consumer_;
  const std::string topic_;
  std::vector<Offset> committed_;
};

}  // namespace

Result<std::unique_ptr<RecordOutput>> make_kafka_output(const KafkaOutputOptions& options,
                                                        StopSignals& signals) {
  auto output = std::make_unique<KafkaOutput>(options);
  if (auto connected = output->connect(signals); !connected) return connected.error();
  return std::unique_ptr<RecordOutput>(std::move(output));
}

Result<std::unique_ptr<GroupProgress>> make_group_progress(const GroupProgress::Options& options) {
  RdKafkaProperties values = {{"bootstrap.servers", options.brokers},
                              {"client.id", "flowgen"},
                              {"group.id", options.group_id},
                              {"log_level", "3"}};
  // The producer's own properties are not known to a consumer; connection properties are to both.
  for (const auto& property : options.properties) {
    RdKafkaProperties candidate = values;
    candidate.push_back(property);
    if (make_rdkafka_conf(candidate)) values = std::move(candidate);
  }
  auto conf = make_rdkafka_conf(values);
  if (!conf) return conf.error();
  auto consumer = make_rdkafka(RD_KAFKA_CONSUMER, *std::move(conf));
  if (!consumer) return consumer.error();
  return std::unique_ptr<GroupProgress>(
      std::make_unique<KafkaGroupProgress>(*std::move(consumer), options));
}

}  // namespace flowbridge

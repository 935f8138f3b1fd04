#include "mockkafka/record_writer.h"

#include "process/rdkafka.h"

#include <array>
#include <utility>

namespace flowbridge {

namespace {

constexpr int kTimeoutMs = 30'000;
constexpr int kQueueWaitMs = 100;
/// What numbered records carry.
constexpr UnixTime kNumbersTimestamp = unix_ms(1'700'000'000'000);
/// librdkafka puts the clock's time for 0.
constexpr std::int64_t kNoTimestamp = -1;

Error failed(rd_kafka_resp_err_t code) {
  return {ErrorCode::kInvalid, rd_kafka_err2str(code)};
}

}  // namespace

struct RecordWriter::Client {
  RdKafkaOwned<rd_kafka_t> producer;
};

RecordWriter::RecordWriter(RecordWriterOptions options) : options_(std::move(options)) {}
RecordWriter::~RecordWriter() = default;

Result<void> RecordWriter::write(const TopicPartition& where, const MockRecord& record) {
  if (auto prepared = prepare(where.topic); !prepared) return prepared;
  if (auto produced = produce(where, record); !produced) return produced;
  return flush();
}

Result<void> RecordWriter::write_numbers(const TopicPartition& where,
                                         const NumberedRecords& numbers) {
  if (auto prepared = prepare(where.topic); !prepared) return prepared;
  for (std::int64_t i = 0; i < numbers.count; ++i) {
    std::string payload = std::to_string(numbers.first + i);
    if (payload.size() < numbers.payload_bytes_min) payload.resize(numbers.payload_bytes_min, ' ');
    const MockRecord record{.timestamp = kNumbersTimestamp, .payload = payload};
    if (auto produced = produce(where, record); !produced) return produced;
  }
  return flush();
}

Result<void> RecordWriter::prepare(const std::string& topic) {
  if (!client_) {
    auto conf = make_rdkafka_conf({{"bootstrap.servers", options_.address},
                                   {"log_level", "0"},
                                   {"linger.ms", "1"},
                                   {"compression.type", options_.compression},
                                   {"reconnect.backoff.ms", "10"},
                                   {"reconnect.backoff.max.ms", "50"}});
    if (!conf) return conf.error();
    Result<RdKafkaOwned<rd_kafka_t>> producer = make_rdkafka(RD_KAFKA_PRODUCER, *std::move(conf));
    if (!producer) return producer.error();
    client_ = std::make_unique<Client>(Client{*std::move(producer)});
  }
  if (!topics_.insert(topic).second) return {};
  // Makes the producer know the topic now, not when its timer next looks, a second later.
  rd_kafka_t* const producer = client_->producer.get();
  const RdKafkaOwned<rd_kafka_topic_t> handle(rd_kafka_topic_new(producer, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* metadata = nullptr;
  if (rd_kafka_metadata(producer, 0, handle.get(), &metadata, kTimeoutMs) ==
      RD_KAFKA_RESP_ERR_NO_ERROR) {
    rd_kafka_metadata_destroy(metadata);
  }
  return {};
}

Result<void> RecordWriter::produce(const TopicPartition& where, const MockRecord& record) {
  std::array<rd_kafka_vu_t, 5> fields{};
  fields[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  fields[0].u.cstr = where.topic.c_str();
  fields[1].vtype = RD_KAFKA_VTYPE_PARTITION;
  fields[1].u.i32 = where.partition;
  fields[2].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
  fields[2].u.i64 = record.timestamp ? to_ms(*record.timestamp) : kNoTimestamp;
  fields[3].vtype = RD_KAFKA_VTYPE_VALUE;
  if (record.payload) {
    fields[3].u.mem.ptr = const_cast<char*>(record.payload->data());
    fields[3].u.mem.size = record.payload->size();
  }
  fields[4].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  fields[4].u.i = RD_KAFKA_MSG_F_COPY;
  while (true) {
    const RdKafkaOwned<rd_kafka_error_t> error(
        rd_kafka_produceva(client_->producer.get(), fields.data(), fields.size()));
    if (!error) return {};
    const rd_kafka_resp_err_t code = rd_kafka_error_code(error.get());
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) return failed(code);
    rd_kafka_poll(client_->producer.get(), kQueueWaitMs);
  }
}

Result<void> RecordWriter::flush() {
  const rd_kafka_resp_err_t code = rd_kafka_flush(client_->producer.get(), kTimeoutMs);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return Error(ErrorCode::kUnavailable, rd_kafka_err2str(code));
}

}  // namespace flowbridge

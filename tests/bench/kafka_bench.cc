// Drains one topic of a mock cluster with the RecordSource and with a bare rd_kafka_consumer_poll()
// loop, by turns, and prints `name value unit target ok|short` for each figure. Both run in this
// process against the same log, so that the ratio means something on a busy machine.
//
//   kafka_bench [<partitions> <records in each> <bytes of each> <compression>]

#include "kafka/record_source.h"
#include "support/mock_kafka.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <librdkafka/rdkafka.h>

namespace flowbridge {
namespace {

constexpr int kRounds = 5;
/// Our source may cost this much of what librdkafka costs.
constexpr double kRatioTarget = 0.9;

struct Load {
  int partitions = 12;
  int records = 100'000;
  int record_bytes = 360;
  std::string compression = "lz4";

  std::size_t total() const {
    return static_cast<std::size_t>(partitions) * static_cast<std::size_t>(records);
  }
};

/// What both loops do with a record: look at it.
struct Tally {
  std::size_t records = 0;
  std::size_t bytes = 0;
  std::int64_t newest = 0;

  void add(std::size_t size, std::int64_t timestamp_ms) {
    ++records;
    bytes += size;
    newest = std::max(newest, timestamp_ms);
  }
};

class TallySink final : public RecordSink {
 public:
  void on_record(const TopicPartition&, const SourceRecord& record) override {
    tally.add(record.payload.size(), record.timestamp ? to_ms(*record.timestamp) : 0);
  }
  void on_position(const TopicPartition&, Offset) override {}
  void on_out_of_range(const TopicPartition& from) override {
    std::fprintf(stderr, "%s: out of range\n", to_string(from).c_str());
    std::exit(1);
  }
  void on_error(std::string_view, const std::string& message) override {
    std::fprintf(stderr, "%s\n", message.c_str());
  }

  Tally tally;
};

using Clock = std::chrono::steady_clock;

double per_second(std::size_t records, Clock::duration elapsed) {
  return static_cast<double>(records) / std::chrono::duration<double>(elapsed).count();
}

/// Records per second, from the first to the last; starting up is not what is measured.
double drain_source(const MockKafka& kafka, const Load& load) {
  KafkaOptions options;
  options.brokers = kafka.address();
  options.topics = {"flows"};
  Result<std::unique_ptr<RecordSource>> source = open_kafka(options);
  TallySink sink;
  for (int number = 0; number < load.partitions; ++number) (*source)->assign({"flows", number}, 0);
  while ((*source)->poll(sink, {.records_max = 1, .wait = 100ms}) == 0) {
  }
  const auto start = Clock::now();
  while (sink.tally.records < load.total()) {
    (*source)->poll(sink, {.records_max = 1000, .wait = 100ms});
  }
  return per_second(load.total(), Clock::now() - start);
}

void tally_message(const rd_kafka_message_t& message, Tally& tally) {
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  tally.add(message.len, rd_kafka_message_timestamp(&message, &type));
}

rd_kafka_t* bare_consumer(const MockKafka& kafka) {
  rd_kafka_conf_t* configuration = rd_kafka_conf_new();
  const char* const properties[][2] = {
      {"bootstrap.servers", kafka.address().c_str()},
      {"group.id", "bare"},
      {"enable.auto.commit", "false"},
      {"check.crcs", "true"},
      {"fetch.wait.max.ms", "100"},
  };
  for (const auto& property : properties) {
    rd_kafka_conf_set(configuration, property[0], property[1], nullptr, 0);
  }
  char reason[256];
  rd_kafka_t* client = rd_kafka_new(RD_KAFKA_CONSUMER, configuration, reason, sizeof(reason));
  rd_kafka_poll_set_consumer(client);
  return client;
}

double drain_bare(const MockKafka& kafka, const Load& load) {
  rd_kafka_t* client = bare_consumer(kafka);
  rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(load.partitions);
  for (int number = 0; number < load.partitions; ++number) {
    rd_kafka_topic_partition_list_add(list, "flows", number)->offset = 0;
  }
  rd_kafka_assign(client, list);
  rd_kafka_topic_partition_list_destroy(list);
  Tally tally;
  auto start = Clock::now();
  while (tally.records < load.total()) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(client, 100);
    if (message == nullptr) continue;
    tally_message(*message, tally);
    if (tally.records == 1) start = Clock::now();
    rd_kafka_message_destroy(message);
  }
  const double rate = per_second(load.total(), Clock::now() - start);
  rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  return rate;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int run(const Load& load) {
  MockKafka kafka = MockKafka::start({.topics = {"flows:" + std::to_string(load.partitions)},
                                      .arguments = {"--compression=" + load.compression}});
  for (int number = 0; number < load.partitions; ++number) {
    kafka.command("numbers flows " + std::to_string(number) + " 0 " + std::to_string(load.records) +
                  " " + std::to_string(load.record_bytes));
  }
  std::vector<double> source;
  std::vector<double> bare;
  for (int round = 0; round < kRounds; ++round) {
    bare.push_back(drain_bare(kafka, load));
    source.push_back(drain_source(kafka, load));
  }
  const double ratio = median(source) / median(bare);
  std::printf("kafka_bare %.0f records/s 0 ok\n", median(bare));
  std::printf("kafka_source %.0f records/s 0 ok\n", median(source));
  std::printf("kafka_source_to_bare %.2f ratio %.2f %s\n", ratio, kRatioTarget,
              ratio >= kRatioTarget ? "ok" : "short");
  return ratio >= kRatioTarget ? 0 : 1;
}

}  // namespace
}  // namespace flowbridge

int main(int count, char** arguments) {
  flowbridge::Load load;
  if (count == 5) {
    load.partitions = std::atoi(arguments[1]);
    load.records = std::atoi(arguments[2]);
    load.record_bytes = std::atoi(arguments[3]);
    load.compression = arguments[4];
  }
  return flowbridge::run(load);
}

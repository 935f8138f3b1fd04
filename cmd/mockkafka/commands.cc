#include "mockkafka/commands.h"

#include "process/text.h"

#include <array>
#include <cstdint>
#include <limits>
#include <string>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

namespace flowbridge {
namespace {

constexpr std::int32_t kEveryBroker = -1;
constexpr std::int32_t kNoBroker = -1;
constexpr int kNumberMax = std::numeric_limits<int>::max();
constexpr std::string_view kNone = "none";

struct ApiKey {
  std::string_view name;
  std::int16_t number;
};
/// The requests that the mock cluster handles. https://kafka.apache.org/protocol#protocol_api_keys
constexpr std::array<ApiKey, 17> kApiKeys = {{{"Produce", 0},
                                              {"Fetch", 1},
                                              {"ListOffsets", 2},
                                              {"Metadata", 3},
                                              {"OffsetCommit", 8},
                                              {"OffsetFetch", 9},
                                              {"FindCoordinator", 10},
                                              {"JoinGroup", 11},
                                              {"Heartbeat", 12},
                                              {"LeaveGroup", 13},
                                              {"SyncGroup", 14},
                                              {"ApiVersions", 18},
                                              {"InitProducerId", 22},
                                              {"AddPartitionsToTxn", 24},
                                              {"AddOffsetsToTxn", 25},
                                              {"EndTxn", 26},
                                              {"TxnOffsetCommit", 28}}};

Error invalid(const std::string& what) {
  return {ErrorCode::kInvalid, what};
}

Result<int> number_up_to(std::string_view text, int limit) {
  const Result<std::int64_t> number = parse_whole_number(text);
  if (!number) return number.error();
  if (*number > limit) return invalid("at most " + std::to_string(limit));
  return static_cast<int>(*number);
}

Result<TopicPartition> partition_of(std::string_view topic, std::string_view number) {
  const Result<int> partition = number_up_to(number, kNumberMax);
  if (!partition) return partition.error();
  return TopicPartition{std::string(topic), *partition};
}

Result<std::int16_t> api_key(std::string_view name) {
  for (const ApiKey& key : kApiKeys) {
    if (key.name == name) return key.number;
  }
  return invalid("there is no request '" + std::string(name) + "'");
}

Result<rd_kafka_resp_err_t> error_named(std::string_view name) {
  const rd_kafka_err_desc* descriptions = nullptr;
  std::size_t count = 0;
  rd_kafka_get_err_descs(&descriptions, &count);
  for (std::size_t i = 0; i < count; ++i) {
    if (descriptions[i].name != nullptr && name == descriptions[i].name) {
      return descriptions[i].code;
    }
  }
  return invalid("there is no error '" + std::string(name) + "'");
}

Result<void> checked(int error) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return Error(ErrorCode::kInvalid, rd_kafka_err2str(static_cast<rd_kafka_resp_err_t>(error)));
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(line, ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

int set_down(rd_kafka_mock_cluster_t& cluster, int broker) {
  return rd_kafka_mock_broker_set_down(&cluster, broker);
}
int set_up(rd_kafka_mock_cluster_t& cluster, int broker) {
  return rd_kafka_mock_broker_set_up(&cluster, broker);
}

}  // namespace

Result<CommandOutcome> MockCommands::run(std::string_view line) {
  const Words words = words_of(line);
  if (words.empty()) return invalid("no command");
  if (words.front() == "quit" && words.size() == 1) return CommandOutcome::kQuit;
  if (auto acted = act(words); !acted) return acted.error();
  return CommandOutcome::kDone;
}

Result<void> MockCommands::act(const Words& words) {
  const std::string_view verb = words.front();
  if (verb == "down") return set_reachable(words, set_down);
  if (verb == "up") return set_reachable(words, set_up);
  if (verb == "rtt") return set_delay(words);
  if (verb == "error") return push_errors(words);
  if (verb == "clear") return clear_errors(words);
  if (verb == "topic" && words.size() == 2) return make_topic(words[1]);
  if (verb == "refuse") return refuse(words);
  if (verb == "leader") return set_leader(words);
  if (verb == "append" || verb == "tombstone") return append(words);
  if (verb == "numbers") return append_numbers(words);
  return invalid("not a command: '" + std::string(verb) + "' with " +
                 std::to_string(words.size() - 1) + " arguments");
}

Result<void> MockCommands::set_reachable(const Words& words,
                                         int (*set)(rd_kafka_mock_cluster_s&, int)) {
  if (words.size() > 2) return invalid("expected one broker at most");
  if (words.size() == 1) return checked(set(cluster_, kEveryBroker));
  const Result<int> broker = number_up_to(words[1], kNumberMax);
  if (!broker) return broker.error();
  return checked(set(cluster_, *broker));
}

Result<void> MockCommands::set_delay(const Words& words) {
  if (words.size() < 2 || words.size() > 3) return invalid("expected: rtt MS [BROKER]");
  const Result<int> delay = number_up_to(words[1], kNumberMax);
  if (!delay) return delay.error();
  const Result<int> broker = words.size() == 3 ? number_up_to(words[2], kNumberMax) : kEveryBroker;
  if (!broker) return broker.error();
  return checked(rd_kafka_mock_broker_set_rtt(&cluster_, *broker, *delay));
}

Result<void> MockCommands::push_errors(const Words& words) {
  if (words.size() < 3 || words.size() > 4) return invalid("expected: error API ERROR [COUNT]");
  const Result<std::int16_t> api = api_key(words[1]);
  if (!api) return api.error();
  const Result<rd_kafka_resp_err_t> error = error_named(words[2]);
  if (!error) return error.error();
  const Result<int> count = words.size() == 4 ? number_up_to(words[3], kMockErrorsMax) : 1;
  if (!count) return count.error();
  const std::vector<rd_kafka_resp_err_t> errors(static_cast<std::size_t>(*count), *error);
  rd_kafka_mock_push_request_errors_array(&cluster_, *api, errors.size(), errors.data());
  return {};
}

Result<void> MockCommands::clear_errors(const Words& words) {
  if (words.size() != 2) return invalid("expected: clear API");
  const Result<std::int16_t> api = api_key(words[1]);
  if (!api) return api.error();
  rd_kafka_mock_clear_request_errors(&cluster_, *api);
  return {};
}

Result<void> MockCommands::refuse(const Words& words) {
  if (words.size() != 3) return invalid("expected: refuse TOPIC ERROR");
  const Result<rd_kafka_resp_err_t> error = error_named(words[2]);
  if (!error) return error.error();
  rd_kafka_mock_topic_set_error(&cluster_, std::string(words[1]).c_str(), *error);
  return {};
}

Result<void> MockCommands::set_leader(const Words& words) {
  if (words.size() != 4) return invalid("expected: leader TOPIC PARTITION BROKER");
  const Result<TopicPartition> where = partition_of(words[1], words[2]);
  if (!where) return where.error();
  const Result<int> broker = words[3] == kNone ? kNoBroker : number_up_to(words[3], kNumberMax);
  if (!broker) return broker.error();
  return checked(rd_kafka_mock_partition_set_leader(&cluster_, where->topic.c_str(),
                                                    where->partition, *broker));
}

Result<void> MockCommands::append(const Words& words) {
  const bool has_payload = words.front() == "append";
  if (has_payload ? words.size() < 5 : words.size() != 4) {
    return invalid("expected: append TOPIC PARTITION TIMESTAMP PAYLOAD, or tombstone without one");
  }
  const Result<TopicPartition> where = partition_of(words[1], words[2]);
  if (!where) return where.error();
  MockRecord record;
  if (words[3] != kNone) {
    const Result<std::int64_t> timestamp = parse_whole_number(words[3]);
    if (!timestamp) return timestamp.error();
    record.timestamp = unix_ms(*timestamp);
  }
  if (has_payload) {
    // The words are pieces of one line, and the payload is the rest of it, blanks and all.
    const char* const end = words.back().data() + words.back().size();
    record.payload.emplace(words[4].data(), static_cast<std::size_t>(end - words[4].data()));
  }
  return writer_.write(*where, record);
}

Result<void> MockCommands::append_numbers(const Words& words) {
  if (words.size() != 6) return invalid("expected: numbers TOPIC PARTITION FIRST COUNT BYTES");
  const Result<TopicPartition> where = partition_of(words[1], words[2]);
  if (!where) return where.error();
  const Result<std::int64_t> first = parse_whole_number(words[3]);
  if (!first) return first.error();
  const Result<int> count = number_up_to(words[4], kNumberMax);
  if (!count) return count.error();
  const Result<int> bytes_min = number_up_to(words[5], kMockPayloadBytesMax);
  if (!bytes_min) return bytes_min.error();
  return writer_.write_numbers(*where, {.first = *first,
                                        .count = *count,
                                        .payload_bytes_min = static_cast<std::size_t>(*bytes_min)});
}

Result<void> MockCommands::make_topic(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) {
    return invalid("expected NAME:PARTITIONS, found '" + std::string(text) + "'");
  }
  const Result<int> partitions = number_up_to(text.substr(colon + 1), kMockPartitionsMax);
  if (!partitions) return partitions.error();
  if (*partitions == 0) return invalid("a topic needs a partition");
  const std::string name(text.substr(0, colon));
  return checked(rd_kafka_mock_topic_create(&cluster_, name.c_str(), *partitions, 1));
}

}  // namespace flowbridge

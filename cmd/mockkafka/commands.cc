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
  return invalid("not a command: '" + std::string(verb) + "' with " +
                 std::to_string(words.size() - 1) + " arguments");
}

Result<void> MockCommands::set_reachable(const Words& words,
                                         int (*set)(rd_kafka_mock_cluster_s&, int)) {
  if (words.size() > 2) return invalid("expected one broker at most");
  if (words.size() == 1) return checked(set(cluster_, kEveryBroker));
  const Result<int> broker = number_up_to(words[1], std::numeric_limits<int>::max());
  if (!broker) return broker.error();
  return checked(set(cluster_, *broker));
}

Result<void> MockCommands::set_delay(const Words& words) {
  if (words.size() != 2) return invalid("expected: rtt MS");
  const Result<int> delay = number_up_to(words[1], std::numeric_limits<int>::max());
  if (!delay) return delay.error();
  return checked(rd_kafka_mock_broker_set_rtt(&cluster_, kEveryBroker, *delay));
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

// librdkafka's mock cluster in a process of its own: a crash of its experimental code, its threads
// and its open sockets stay out of the test. Prints the bootstrap address, then obeys one command a
// line on its standard input and answers each with "ok" or "error: <why>". Ends when the input
// does, so it cannot outlive its test.
//
//   create <topic> <partitions>
//   append <topic> <partition> <timestamp in ms> <payload>      the payload goes to the line's end
//   tombstone <topic> <partition> <timestamp in ms>
//   numbers <topic> <partition> <first> <count> <least size>    payloads "5", "6", … padded
//   leader <topic> <partition> <broker, -1 for none>
//   refuse <topic> <error code>                                 whenever somebody asks about it
//   reachable <0|1>
//   fail <request type> <error code>                            the next such request
//   delay <broker> <ms>                                         each answer of that broker

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>

#include <librdkafka/rdkafka.h>
// Must come after rdkafka.h.
#include <librdkafka/rdkafka_mock.h>

namespace {

constexpr int kTimeoutMs = 30'000;

struct Record {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t timestamp_ms = 0;
  const char* payload = nullptr;
  std::size_t size = 0;
};

void set(rd_kafka_conf_t* configuration, const char* key, const char* value) {
  char reason[256];
  if (rd_kafka_conf_set(configuration, key, value, reason, sizeof(reason)) == RD_KAFKA_CONF_OK) {
    return;
  }
  std::cerr << reason << "\n";
  std::exit(1);
}

/// The client that the mock needs as its host connects to nothing, and must not complain of it.
rd_kafka_conf_t* host_configuration() {
  rd_kafka_conf_t* configuration = rd_kafka_conf_new();
  set(configuration, "log_level", "3");
  return configuration;
}

rd_kafka_t* new_client(rd_kafka_conf_t* configuration) {
  char reason[256];
  rd_kafka_t* client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, reason, sizeof(reason));
  if (client == nullptr) {
    std::cerr << reason << "\n";
    std::exit(1);
  }
  return client;
}

std::string text_of(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_NO_ERROR ? "ok"
                                            : std::string("error: ") + rd_kafka_err2str(code);
}

class Cluster {
 public:
  Cluster(int brokers, const char* compression)
      : host_(new_client(host_configuration())), mock_(rd_kafka_mock_cluster_new(host_, brokers)) {
    rd_kafka_conf_t* configuration = rd_kafka_conf_new();
    set(configuration, "bootstrap.servers", address());
    set(configuration, "log_level", "0");
    set(configuration, "linger.ms", "1");
    set(configuration, "compression.type", compression);
    set(configuration, "reconnect.backoff.ms", "10");
    set(configuration, "reconnect.backoff.max.ms", "50");
    producer_ = new_client(configuration);
  }
  ~Cluster() {
    rd_kafka_destroy(producer_);
    rd_kafka_mock_cluster_destroy(mock_);
    rd_kafka_destroy(host_);
  }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  const char* address() const { return rd_kafka_mock_cluster_bootstraps(mock_); }

  std::string obey(const std::string& line) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    if (command == "create") return create(words);
    if (command == "append" || command == "tombstone") return append(words, command == "append");
    if (command == "numbers") return append_numbers(words);
    if (command == "leader") return set_leader(words);
    if (command == "refuse") return refuse(words);
    if (command == "reachable") return set_reachable(words);
    if (command == "fail") return fail_next(words);
    if (command == "delay") return set_delay(words);
    return "error: no such command";
  }

 private:
  std::string create(std::istringstream& words) {
    std::string topic;
    int partitions = 0;
    words >> topic >> partitions;
    const rd_kafka_resp_err_t code =
        rd_kafka_mock_topic_create(mock_, topic.c_str(), partitions, 1);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) learn(topic);
    return text_of(code);
  }

  /// Makes the producer know the topic now, not when its timer next looks, a second later.
  void learn(const std::string& topic) {
    rd_kafka_topic_t* handle = rd_kafka_topic_new(producer_, topic.c_str(), nullptr);
    const struct rd_kafka_metadata* metadata = nullptr;
    if (rd_kafka_metadata(producer_, 0, handle, &metadata, kTimeoutMs) ==
        RD_KAFKA_RESP_ERR_NO_ERROR) {
      rd_kafka_metadata_destroy(metadata);
    }
    rd_kafka_topic_destroy(handle);
  }

  std::string append(std::istringstream& words, bool with_payload) {
    Record record;
    words >> record.topic >> record.partition >> record.timestamp_ms;
    std::string payload;
    std::getline(words >> std::ws, payload);
    if (with_payload) {
      record.payload = payload.data();
      record.size = payload.size();
    }
    const rd_kafka_resp_err_t code = produce(record);
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ? flush() : text_of(code);
  }

  std::string append_numbers(std::istringstream& words) {
    Record record;
    std::int64_t first = 0;
    std::int64_t count = 0;
    std::size_t least_size = 0;
    words >> record.topic >> record.partition >> first >> count >> least_size;
    record.timestamp_ms = 1'700'000'000'000;
    for (std::int64_t number = first; number < first + count; ++number) {
      std::string payload = std::to_string(number);
      if (payload.size() < least_size) payload.resize(least_size, ' ');
      record.payload = payload.data();
      record.size = payload.size();
      const rd_kafka_resp_err_t code = produce(record);
      if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return text_of(code);
    }
    return flush();
  }

  rd_kafka_resp_err_t produce(const Record& record) {
    rd_kafka_vu_t fields[5] = {};
    fields[0].vtype = RD_KAFKA_VTYPE_TOPIC;
    fields[0].u.cstr = record.topic.c_str();
    fields[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    fields[1].u.i32 = record.partition;
    fields[2].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
    fields[2].u.i64 = record.timestamp_ms;
    fields[3].vtype = RD_KAFKA_VTYPE_VALUE;
    fields[3].u.mem.ptr = const_cast<char*>(record.payload);
    fields[3].u.mem.size = record.size;
    fields[4].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    fields[4].u.i = RD_KAFKA_MSG_F_COPY;
    while (true) {
      rd_kafka_error_t* error = rd_kafka_produceva(producer_, fields, std::size(fields));
      if (error == nullptr) return RD_KAFKA_RESP_ERR_NO_ERROR;
      const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
      rd_kafka_error_destroy(error);
      if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) return code;
      rd_kafka_poll(producer_, 100);
    }
  }

  std::string flush() { return text_of(rd_kafka_flush(producer_, kTimeoutMs)); }

  std::string set_leader(std::istringstream& words) {
    std::string topic;
    std::int32_t partition = 0;
    std::int32_t broker = 0;
    words >> topic >> partition >> broker;
    return text_of(rd_kafka_mock_partition_set_leader(mock_, topic.c_str(), partition, broker));
  }

  std::string refuse(std::istringstream& words) {
    std::string topic;
    int code = 0;
    words >> topic >> code;
    rd_kafka_mock_topic_set_error(mock_, topic.c_str(), static_cast<rd_kafka_resp_err_t>(code));
    return "ok";
  }

  std::string set_reachable(std::istringstream& words) {
    int reachable = 0;
    words >> reachable;
    return text_of(reachable != 0 ? rd_kafka_mock_broker_set_up(mock_, -1)
                                  : rd_kafka_mock_broker_set_down(mock_, -1));
  }

  std::string fail_next(std::istringstream& words) {
    std::int16_t type = 0;
    int code = 0;
    words >> type >> code;
    rd_kafka_mock_push_request_errors(mock_, type, 1, static_cast<rd_kafka_resp_err_t>(code));
    return "ok";
  }

  std::string set_delay(std::istringstream& words) {
    std::int32_t broker = 0;
    int delay_ms = 0;
    words >> broker >> delay_ms;
    return text_of(rd_kafka_mock_broker_set_rtt(mock_, broker, delay_ms));
  }

  rd_kafka_t* host_;
  rd_kafka_mock_cluster_t* mock_;
  rd_kafka_t* producer_ = nullptr;
};

}  // namespace

int main(int count, char** arguments) {
  const int brokers = count > 1 ? std::atoi(arguments[1]) : 1;
  const char* compression = count > 2 ? arguments[2] : "none";
  Cluster cluster(brokers, compression);
  std::cout << cluster.address() << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) std::cout << cluster.obey(line) << std::endl;
  return 0;
}

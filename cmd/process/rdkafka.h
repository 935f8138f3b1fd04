#pragma once
/// librdkafka's C handles, owned.
///
/// Only the .cc files that talk to Kafka include this.
///
/// Lifetime: each pointer destroys its handle.      Threads: as librdkafka's.
/// Fails:    make_rdkafka: kInvalid with librdkafka's words.
/// Units:    none.
///
///   Result<RdKafka> producer = make_rdkafka(RD_KAFKA_PRODUCER, std::move(configuration));

#include "base/result.h"

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <librdkafka/rdkafka.h>

namespace flowbridge {

inline constexpr std::size_t kRdKafkaMessageBytes = 512;

struct RdKafkaDeleter {
  void operator()(rd_kafka_t* handle) const { rd_kafka_destroy(handle); }
  void operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
  void operator()(rd_kafka_conf_t* handle) const { rd_kafka_conf_destroy(handle); }
  void operator()(rd_kafka_topic_t* handle) const { rd_kafka_topic_destroy(handle); }
  void operator()(rd_kafka_topic_partition_list_t* handle) const {
    rd_kafka_topic_partition_list_destroy(handle);
  }
  void operator()(const rd_kafka_metadata_t* handle) const { rd_kafka_metadata_destroy(handle); }
};
template <typename T>
using RdKafkaOwned = std::unique_ptr<T, RdKafkaDeleter>;

using RdKafkaProperties = std::vector<std::pair<std::string, std::string>>;

inline Result<RdKafkaOwned<rd_kafka_conf_t>> make_rdkafka_conf(const RdKafkaProperties& values) {
  RdKafkaOwned<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  std::array<char, kRdKafkaMessageBytes> message{};
  for (const auto& [key, value] : values) {
    if (rd_kafka_conf_set(conf.get(), key.c_str(), value.c_str(), message.data(), message.size()) !=
        RD_KAFKA_CONF_OK) {
      return Error(ErrorCode::kInvalid, message.data());
    }
  }
  return conf;
}

inline Result<RdKafkaOwned<rd_kafka_t>> make_rdkafka(rd_kafka_type_t type,
                                                     RdKafkaOwned<rd_kafka_conf_t> conf) {
  std::array<char, kRdKafkaMessageBytes> message{};
  rd_kafka_t* const handle = rd_kafka_new(type, conf.get(), message.data(), message.size());
  if (handle == nullptr) return Error(ErrorCode::kInvalid, message.data());
  static_cast<void>(conf.release());  // the handle owns it now
  return RdKafkaOwned<rd_kafka_t>(handle);
}

}  // namespace flowbridge

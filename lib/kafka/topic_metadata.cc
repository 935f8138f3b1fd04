#include "kafka/topic_metadata.h"

#include "kafka/client_handle.h"
#include "kafka/error_name.h"

#include <memory>

#include <librdkafka/rdkafka.h>

namespace flowbridge {
namespace {

struct DeleteMetadata {
  void operator()(const rd_kafka_metadata_t* metadata) const {
    rd_kafka_metadata_destroy(metadata);
  }
};

}  // namespace

Result<TopicMetadata> ask_topic_metadata(rd_kafka_s& client, const std::string& topic,
                                         Duration timeout) {
  const std::string doing = "ask for the partitions of topic " + topic;
  const TopicHandle handle(rd_kafka_topic_new(&client, topic.c_str(), nullptr));
  if (handle == nullptr) return kafka_unavailable(doing, rd_kafka_last_error());
  const rd_kafka_metadata_t* answer = nullptr;
  const rd_kafka_resp_err_t code =
      rd_kafka_metadata(&client, 0, handle.get(), &answer, milliseconds_of(timeout));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return kafka_unavailable(doing, code);
  const std::unique_ptr<const rd_kafka_metadata_t, DeleteMetadata> metadata(answer);
  if (metadata->topic_cnt != 1) {
    return kafka_unavailable(doing, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE);
  }
  const rd_kafka_metadata_topic& found = metadata->topics[0];
  TopicMetadata result;
  result.code = found.err;
  for (int i = 0; i < found.partition_cnt; ++i) {
    result.partitions.push_back({found.partitions[i].id, found.partitions[i].leader});
  }
  return result;
}

}  // namespace flowbridge

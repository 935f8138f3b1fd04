#pragma once
/// A topic's partitions and their leaders, as a broker knows them now.
///
/// One Metadata request for one topic. (Asking for several at once lets librdkafka 2.0.2 set the
/// flag that creates missing topics.)
///
/// Lifetime: borrows the client during the call.
/// Threads:  one.
/// Fails:    kUnavailable if no broker answered in time. A topic that does not exist, or that we
///           may not read, is an answer: `code` says so, and there are no partitions.
/// Units:    a leader is a broker's id; -1 if there is none now.
///
///   Result<TopicMetadata> topic = ask_topic_metadata(client, "pmacct.acct", 1s);

#include "base/result.h"
#include "base/time.h"

#include <cstdint>
#include <string>
#include <vector>

struct rd_kafka_s;

namespace flowbridge {

struct PartitionLeader {
  std::int32_t partition = 0;
  std::int32_t leader = -1;
};

struct TopicMetadata {
  /// librdkafka's, 0 if the topic is there.
  int code = 0;
  std::vector<PartitionLeader> partitions;
};

Result<TopicMetadata> ask_topic_metadata(rd_kafka_s& client, const std::string& topic,
                                         Duration timeout);

}  // namespace flowbridge

#pragma once
/// Asks brokers for offsets, and takes no remembered answer.
///
/// Every question is a ListOffsets request sent during the call (R4). All partitions are asked at
/// once, which costs one round trip; librdkafka then answers for all or for none, so one broker
/// that hangs would silence the rest. After such a failure each leader is asked alone, until all
/// answer again.
///
/// Lifetime: borrows the client.
/// Threads:  one.
/// Fails:    kUnavailable if nothing at all was answered in time.
/// Units:    a partition's end is the last stable offset: read_committed reads no further.
///
///   Result<std::vector<OffsetRange>> ranges = queries.ranges({{"pmacct.acct", 0}}, 1s);

#include "kafka/client_handle.h"
#include "kafka/topic_metadata.h"
#include "port/record_source.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

class OffsetQueries {
 public:
  explicit OffsetQueries(rd_kafka_s& client) : client_(client) {}

  Result<std::vector<OffsetRange>> ranges(const std::vector<TopicPartition>& where,
                                          Duration timeout);
  Result<std::optional<Offset>> at(const TopicPartition& where, UnixTime time, Duration timeout);

  /// Remembers who leads, for a time when nobody says it.
  void learn(const std::string& topic, const TopicMetadata& metadata);

 private:
  using LeaderId = std::int32_t;

  /// Appends to `ranges`; returns librdkafka's code, which is not 0 if there was no answer at all.
  int ask(const std::vector<TopicPartition>& where, Duration timeout,
          std::vector<OffsetRange>& ranges) const;
  /// The same; not 0 if any leader gave no answer.
  int ask_each_leader(const std::vector<TopicPartition>& where, const Deadline& deadline,
                      std::vector<OffsetRange>& ranges);
  /// Partitions without a leader are not in it.
  std::map<LeaderId, std::vector<TopicPartition>> by_leader(
      const std::vector<TopicPartition>& where, const Deadline& deadline);

  rd_kafka_s& client_;
  std::map<TopicPartition, LeaderId> leaders_;
  /// Asking all at once failed the last time.
  bool ask_leaders_alone_ = false;
};

}  // namespace flowbridge

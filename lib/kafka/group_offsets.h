#pragma once
/// Offsets in the consumer group, without being its member.
///
/// Lag tools and a second writer read them (R26); nothing is decided by them. So one request is in
/// flight at a time, and what is committed meanwhile waits, newest offset per partition: the broker
/// accepts going backwards, so two requests must not overtake each other. Requests go the way of an
/// operator's "alter offsets", not through rd_kafka_commit(): with librdkafka 2.0.2 that one holds
/// back every assignment while it waits for a coordinator, for up to 45 s each.
///
/// Lifetime: borrows the client.
/// Threads:  one.
/// Fails:    a failed commit is counted and not repeated; the next one carries a newer offset.
/// Units:    take_failures() counts partitions.
/// Bounds:   what waits: one entry per partition.
///
///   offsets.commit({{{"pmacct.acct", 0}, 4711, "writer"}});
///   offsets.serve();   // now and then: collects answers, sends what waited
///   failed += offsets.take_failures();

#include "kafka/client_handle.h"
#include "port/record_source.h"

#include <map>
#include <string>
#include <vector>

struct rd_kafka_event_s;
struct rd_kafka_op_s;

namespace flowbridge {

class GroupOffsets {
 public:
  GroupOffsets(rd_kafka_s& client, std::string group_id);

  void commit(const std::vector<OffsetCommit>& commits);
  void serve();
  /// How many have failed since the last call.
  std::size_t take_failures();

  Result<std::vector<CommittedOffset>> committed(const std::vector<TopicPartition>& where,
                                                 Duration timeout);

 private:
  void send();
  std::size_t failures_in(rd_kafka_op_s& event) const;

  rd_kafka_s& client_;
  const std::string group_id_;
  QueueHandle answers_;
  std::map<TopicPartition, OffsetCommit> waiting_;
  /// Partitions in the request under way; 0 if there is none.
  std::size_t in_flight_ = 0;
  std::size_t failures_ = 0;
};

}  // namespace flowbridge

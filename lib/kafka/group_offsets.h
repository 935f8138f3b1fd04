#pragma once
/// Offsets in the consumer group, without being its member.
///
/// Lag tools and a second writer read them (R26); nothing is decided by them. So one request is in
/// flight at a time, and what is committed meanwhile waits, newest offset per partition: the broker
/// accepts going backwards, so two requests must not overtake each other. Requests go the way of an
/// operator's "alter offsets", not through rd_kafka_commit(): with librdkafka 2.0.2 that one holds
/// back every assignment while it waits for a coordinator, for up to 45 s each.
///
/// librdkafka (2.0.2 to 2.15) ends the process if a coordinator comes after the time of such a
/// request is over. So its time is as long as can be, and before it is over the client that sent
/// it goes; commits have one of their own for that.
///
/// Lifetime: borrows the client that reads.
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

struct GroupOffsetsOptions {
  std::string group_id;
  /// How long a request may wait for its answer. Requires: less than an hour.
  Duration answer_within = 30min;
};

class GroupOffsets {
 public:
  /// `configuration`: for the client that commits.
  GroupOffsets(rd_kafka_s& reader, ConfigurationHandle configuration, GroupOffsetsOptions options);

  void commit(const std::vector<OffsetCommit>& commits);
  void serve();
  /// How many have failed since the last call.
  std::size_t take_failures();

  Result<std::vector<CommittedOffset>> committed(const std::vector<TopicPartition>& where,
                                                 Duration timeout);

 private:
  void send();
  bool has_committer();
  /// What the committer has to say, the reader says too.
  void hear_out();
  std::size_t failures_in(rd_kafka_op_s& event) const;

  rd_kafka_s& reader_;
  const ConfigurationHandle configuration_;
  const GroupOffsetsOptions options_;
  /// Made when it is needed. Destroyed in reverse.
  ClientHandle committer_;
  QueueHandle answers_;
  std::map<TopicPartition, OffsetCommit> waiting_;
  /// Partitions in the request under way; 0 if there is none.
  std::size_t in_flight_ = 0;
  /// The time for its answer.
  Deadline answer_due_{0ms};
  std::size_t failures_ = 0;
};

}  // namespace flowbridge

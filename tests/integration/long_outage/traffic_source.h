#pragma once
/// A Kafka that holds a Traffic: the port without a broker, so that hours of records cost nothing
/// to keep.
///
/// Lifetime: borrows the traffic and the progress.      Threads: one; the progress: any.
/// Fails:    never; this broker is always there.
/// Units:    as RecordSource.
///
///   TrafficProgress progress;
///   TrafficSource source(traffic, "pmacct.acct", progress);
///   wait_until(5min, [&] { return progress.committed.load() == all; });

#include "integration/long_outage/traffic.h"
#include "port/record_source.h"

#include <atomic>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace flowbridge {

struct TrafficProgress {
  /// Records that the group has committed, over all lanes: these are in the journal.
  std::atomic<Offset> committed = 0;
  /// Windows whose records may be read; the broker has the others too, and does not hand them out.
  std::atomic<std::int64_t> windows_released = std::numeric_limits<std::int64_t>::max();
};

class TrafficSource final : public RecordSource {
 public:
  TrafficSource(const Traffic& traffic, std::string topic, TrafficProgress& progress);

  std::size_t poll(RecordSink& sink, const PollLimits& limits) override;
  void assign(const TopicPartition& where, Offset offset) override;
  void pause(const TopicPartition& where) override;
  void resume(const TopicPartition& where) override;
  Result<std::vector<TopicPartition>> partitions(Duration timeout) override;
  Result<std::vector<OffsetRange>> offset_ranges(const std::vector<TopicPartition>& where,
                                                 Duration timeout) override;
  Result<std::optional<Offset>> offset_at(const TopicPartition& where, UnixTime time,
                                          Duration timeout) override;
  Result<std::vector<CommittedOffset>> committed(const std::vector<TopicPartition>& where,
                                                 Duration timeout) override;
  std::size_t commit(const std::vector<OffsetCommit>& commits) override;

 private:
  struct Lane {
    TopicPartition where;
    Offset position = 0;
    bool reading = false;
    bool end_told = false;
    Offset committed = 0;
  };

  Lane& lane(const TopicPartition& where);
  std::size_t poll_lane(Lane& lane, std::size_t records_max, RecordSink& sink);
  /// The offset after the last record of a lane that may be read.
  Offset released() const;

  const Traffic& traffic_;
  TrafficProgress& progress_;
  std::vector<Lane> lanes_;
  std::size_t turn_ = 0;
  std::string payload_;
};

}  // namespace flowbridge

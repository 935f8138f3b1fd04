#pragma once
/// Where flow messages come from: Kafka, or a test.
///
/// The ingest loop assigns partitions at offsets that it chose itself, polls, and asks the broker
/// for end offsets. The source keeps no durable position; commit() only tells lag tools and a
/// second writer where we are.
///
/// Lifetime: must outlive the loop; a SourceRecord's views are valid during the call that delivers
///           it.
/// Threads:  one, the ingest loop's.
/// Fails:    a broker that is away is normal: poll() returns without records, queries return
///           kUnavailable at their timeout.
/// Units:    offsets as in flow/offset.h; timestamps are Kafka's (CreateTime or LogAppendTime), ms.
///
///   source.assign({"pmacct.acct", 0}, 4711);
///   source.poll(sink, {.records_max = 1000, .wait = 100ms});

#include "base/result.h"
#include "base/time.h"
#include "flow/offset.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct SourceRecord {
  Offset offset = 0;
  /// Absent if the producer wrote none (message format 0).
  std::optional<UnixTime> timestamp;
  std::string_view payload;
  /// When it was there: what it is held against (R1) may be long after the step began, if the
  /// process was stopped meanwhile. Absent: the step's own time will do.
  std::optional<Now> read = std::nullopt;
};

/// Called by poll(), on the polling thread, in the order of each partition.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual void on_record(const TopicPartition& from, const SourceRecord& record) = 0;
  /// Nothing is beyond `position` at the moment; control records may have moved it past the last
  /// record.
  virtual void on_position(const TopicPartition& from, Offset position) = 0;
  /// The broker no longer has, or never had, the offset that we asked for. Silence follows until
  /// assign().
  virtual void on_out_of_range(const TopicPartition& from) = 0;
  /// The source had an error that it will retry by itself; `code` is a stable name for a metric.
  virtual void on_error(std::string_view code, const std::string& message) = 0;
};

struct PollLimits {
  std::size_t records_max = 1000;
  /// How long to wait for the first record.
  Duration wait = 100ms;
};

/// The first offset that the broker has, and the one after the last.
struct OffsetRange {
  TopicPartition where;
  Offset low = 0;
  Offset high = 0;
};

/// What the consumer group holds for a partition.
struct CommittedOffset {
  TopicPartition where;
  std::optional<Offset> offset;
  std::string metadata;
};

struct OffsetCommit {
  TopicPartition where;
  Offset offset = 0;
  std::string metadata;
};

class RecordSource {
 public:
  virtual ~RecordSource() = default;

  /// Hands records to the sink; returns how many. Never waits once a record is there.
  virtual std::size_t poll(RecordSink& sink, const PollLimits& limits) = 0;

  /// Starts, or starts again, reading a partition at an offset, paused or not; others are not
  /// disturbed.
  virtual void assign(const TopicPartition& where, Offset offset) = 0;
  /// Stops and continues delivery without losing the position. Requires: it was assigned.
  virtual void pause(const TopicPartition& where) = 0;
  virtual void resume(const TopicPartition& where) = 0;

  /// The partitions of the configured topics, as the broker knows them now. Fails: kUnavailable.
  virtual Result<std::vector<TopicPartition>> partitions(Duration timeout) = 0;
  /// The broker's answer, given after this call began (R4). Partitions without an answer are left
  /// out.
  virtual Result<std::vector<OffsetRange>> offset_ranges(const std::vector<TopicPartition>& where,
                                                         Duration timeout) = 0;
  /// The first offset at or after a time; absent if no record is that new. Fails: kUnavailable.
  virtual Result<std::optional<Offset>> offset_at(const TopicPartition& where, UnixTime time,
                                                  Duration timeout) = 0;
  virtual Result<std::vector<CommittedOffset>> committed(const std::vector<TopicPartition>& where,
                                                         Duration timeout) = 0;
  /// Sends commits without waiting; returns how many earlier ones have failed since the last call.
  virtual std::size_t commit(const std::vector<OffsetCommit>& commits) = 0;
};

}  // namespace flowbridge

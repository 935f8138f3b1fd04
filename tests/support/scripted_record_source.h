#pragma once
/// A Kafka in memory, and a RecordSource that reads it.
///
/// The broker is what outlives a crash: logs, retention, the group's offsets, whether it answers. A
/// source is one run of the program against it. Nothing depends on time or chance, so a simulation
/// that drives both from a seed repeats exactly.
///
/// Lifetime: a source borrows its broker; several may read one broker, one after another.
/// Threads:  one.
/// Fails:    as RecordSource: an unreachable broker or partition gives no records, and queries
///           about it are kUnavailable or left out.
/// Units:    as RecordSource; waits and timeouts are ignored, nothing ever waits.
///
///   ScriptedBroker broker;
///   broker.add_partitions("pmacct.acct", 2);
///   broker.append({"pmacct.acct", 0}, {.payload = "{}", .timestamp = unix_ms(1000)});
///   ScriptedRecordSource source(broker, {.topics = {"pmacct.acct"}});

#include "port/record_source.h"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace flowbridge {

struct ScriptedRecord {
  /// Absent: a tombstone.
  std::optional<std::string> payload;
  std::optional<UnixTime> timestamp;
};

class ScriptedBroker {
 public:
  /// Raises the topic's partitions to `count`; creates it if need be.
  void add_partitions(const std::string& topic, std::int32_t count);

  void append(const TopicPartition& where, ScriptedRecord record);
  /// Offsets that carry no record, as a transaction's markers and a compacted log leave them.
  void skip_offsets(const TopicPartition& where, Offset count);
  /// Retention: everything before `low` goes.
  void drop_before(const TopicPartition& where, Offset low);
  /// An unclean election: everything from `end` on goes, and the offsets are given out again.
  void cut_from(const TopicPartition& where, Offset end);
  /// The topic is deleted and created again: the partition begins at 0.
  void make_anew(const TopicPartition& where);

  /// The whole cluster goes away or comes back.
  void set_reachable(bool reachable) { reachable_ = reachable; }
  /// One partition loses its leader or gets one.
  void set_reachable(const TopicPartition& where, bool reachable);
  /// What its records say of when they were read; absent: nothing.
  void set_read_at(std::optional<Now> now) { read_at_ = now; }
  /// The next commit requests are refused.
  void fail_next_commits(std::size_t count) { commits_to_fail_ = count; }

  /// The group's offsets, as another member of the cluster would see them.
  const std::map<TopicPartition, CommittedOffset>& committed(const std::string& group_id) {
    return committed_[group_id];
  }

 private:
  friend class ScriptedRecordSource;

  struct Entry {
    Offset offset = 0;
    ScriptedRecord record;
  };
  struct Log {
    std::deque<Entry> entries;
    Offset low = 0;
    Offset end = 0;
    bool reachable = true;
  };

  Log& log(const TopicPartition& where);
  /// Null if the partition does not exist or does not answer.
  const Log* answering(const TopicPartition& where) const;

  std::map<TopicPartition, Log> logs_;
  std::map<std::string, std::map<TopicPartition, CommittedOffset>> committed_;
  bool reachable_ = true;
  std::optional<Now> read_at_;
  std::size_t commits_to_fail_ = 0;
};

struct ScriptedSourceOptions {
  std::vector<std::string> topics;
  std::string group_id = "flowbridge";
  /// Records taken from one partition before the next one has its turn, as a fetch would bring.
  std::size_t run_length = 10;
};

class ScriptedRecordSource final : public RecordSource {
 public:
  ScriptedRecordSource(ScriptedBroker& broker, ScriptedSourceOptions options)
      : broker_(broker), options_(std::move(options)) {}

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
    Offset position = 0;
    bool paused = false;
    bool out_of_range = false;
    /// The end that on_position() has told; a real source tells each end once.
    std::optional<Offset> end_told;
  };

  std::size_t poll_one(const TopicPartition& where, Lane& lane, std::size_t records_max,
                       RecordSink& sink);
  /// The partition whose turn is next.
  std::map<TopicPartition, Lane>::iterator next_lane();

  ScriptedBroker& broker_;
  const ScriptedSourceOptions options_;
  std::map<TopicPartition, Lane> lanes_;
  /// The partition that was served last.
  std::optional<TopicPartition> last_served_;
  std::set<std::string> missing_topics_;
  bool told_unreachable_ = false;
  std::size_t failed_commits_ = 0;
};

}  // namespace flowbridge

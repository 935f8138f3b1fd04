#pragma once
/// A Kafka client with a client's faults: records delivered twice, records skipped, a process that
/// dies while it hands one over.
///
/// A skipped record is there when it is asked for again: librdkafka has had such bugs, and the
/// ledger reads a gap once more before it believes it.
///
/// Lifetime: borrows the source that it spoils.      Threads: one.
/// Fails:    as the source does.
/// Units:    chances are per thousand records.
///
///   UnreliableSource source(inner, plan.trouble, draw);

#include "port/record_source.h"
#include "simulation/draw.h"
#include "simulation/plan.h"

#include <functional>
#include <map>

namespace flowbridge {

class UnreliableSource final : public RecordSource, private RecordSink {
 public:
  UnreliableSource(RecordSource& inner, const TroublePlan& plan, Draw draw)
      : inner_(inner), plan_(plan), draw_(draw) {}

  std::size_t poll(RecordSink& sink, const PollLimits& limits) override;
  void assign(const TopicPartition& where, Offset offset) override { inner_.assign(where, offset); }
  void pause(const TopicPartition& where) override { inner_.pause(where); }
  void resume(const TopicPartition& where) override { inner_.resume(where); }
  Result<std::vector<TopicPartition>> partitions(Duration timeout) override {
    return inner_.partitions(timeout);
  }
  Result<std::vector<OffsetRange>> offset_ranges(const std::vector<TopicPartition>& where,
                                                 Duration timeout) override {
    return inner_.offset_ranges(where, timeout);
  }
  Result<std::optional<Offset>> offset_at(const TopicPartition& where, UnixTime time,
                                          Duration timeout) override {
    return inner_.offset_at(where, time, timeout);
  }
  Result<std::vector<CommittedOffset>> committed(const std::vector<TopicPartition>& where,
                                                 Duration timeout) override {
    return inner_.committed(where, timeout);
  }
  std::size_t commit(const std::vector<OffsetCommit>& commits) override {
    return inner_.commit(commits);
  }

  void heal() { plan_ = TroublePlan{}; }
  /// Calls `death` when the nth record from now is handed over; nothing comes after it.
  void die_at_record(std::uint64_t nth, std::function<void()> death);

 private:
  void on_record(const TopicPartition& from, const SourceRecord& record) override;
  void on_position(const TopicPartition& from, Offset position) override;
  void on_out_of_range(const TopicPartition& from) override;
  void on_error(std::string_view code, const std::string& message) override;

  RecordSource& inner_;
  TroublePlan plan_;
  Draw draw_;
  RecordSink* sink_ = nullptr;
  // A record that was skipped is not skipped again.
  std::map<TopicPartition, Offset> skipped_;
  std::map<TopicPartition, bool> skipped_last_;
  std::uint64_t records_until_death_ = 0;
  bool dead_ = false;
  std::function<void()> death_;
};

}  // namespace flowbridge

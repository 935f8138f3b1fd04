#pragma once
/// The record source, with a crash point at what it hands over and at what it is asked.
///
/// Lifetime: borrows the plan; owns what it wraps.      Threads: one.
/// Fails:    as what it wraps; or the process dies.
/// Units:    as the port.
///
///   CrashingRecordSource source(open_kafka(options).value(), plan);

#include "port/record_source.h"
#include "support/crash_points.h"

#include <memory>

namespace flowbridge {

class CrashingRecordSource final : public RecordSource {
 public:
  CrashingRecordSource(std::unique_ptr<RecordSource> real, CrashPlan& plan)
      : real_(std::move(real)), plan_(plan) {}

  std::size_t poll(RecordSink& sink, const PollLimits& limits) override;
  void assign(const TopicPartition& where, Offset offset) override;
  void pause(const TopicPartition& where) override { real_->pause(where); }
  void resume(const TopicPartition& where) override { real_->resume(where); }
  Result<std::vector<TopicPartition>> partitions(Duration timeout) override {
    return real_->partitions(timeout);
  }
  Result<std::vector<OffsetRange>> offset_ranges(const std::vector<TopicPartition>& where,
                                                 Duration timeout) override;
  Result<std::optional<Offset>> offset_at(const TopicPartition& where, UnixTime time,
                                          Duration timeout) override {
    return real_->offset_at(where, time, timeout);
  }
  Result<std::vector<CommittedOffset>> committed(const std::vector<TopicPartition>& where,
                                                 Duration timeout) override {
    return real_->committed(where, timeout);
  }
  std::size_t commit(const std::vector<OffsetCommit>& commits) override;

 private:
  const std::unique_ptr<RecordSource> real_;
  CrashPlan& plan_;
};

}  // namespace flowbridge

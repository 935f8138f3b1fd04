#include "support/crashing_record_source.h"

namespace flowbridge {

namespace {

class CrashingSink final : public RecordSink {
 public:
  CrashingSink(RecordSink& real, CrashPlan& plan) : real_(real), plan_(plan) {}

  void on_record(const TopicPartition& from, const SourceRecord& record) override {
    plan_.pass(CrashPoint::kKafkaRecord);
    real_.on_record(from, record);
  }
  void on_position(const TopicPartition& from, Offset position) override {
    plan_.pass(CrashPoint::kKafkaPosition);
    real_.on_position(from, position);
  }
  void on_out_of_range(const TopicPartition& from) override { real_.on_out_of_range(from); }
  void on_error(std::string_view code, const std::string& message) override {
    real_.on_error(code, message);
  }

 private:
  RecordSink& real_;
  CrashPlan& plan_;
};

}  // namespace

std::size_t CrashingRecordSource::poll(RecordSink& sink, const PollLimits& limits) {
  CrashingSink crashing(sink, plan_);
  const std::size_t records = real_->poll(crashing, limits);
  if (records > 0) plan_.pass(CrashPoint::kKafkaAfterPoll);
  return records;
}

void CrashingRecordSource::assign(const TopicPartition& where, Offset offset) {
  plan_.pass(CrashPoint::kKafkaBeforeAssign);
  real_->assign(where, offset);
  plan_.pass(CrashPoint::kKafkaAfterAssign);
}

Result<std::vector<OffsetRange>> CrashingRecordSource::offset_ranges(
    const std::vector<TopicPartition>& where, Duration timeout) {
  Result<std::vector<OffsetRange>> ranges = real_->offset_ranges(where, timeout);
  if (ranges) plan_.pass(CrashPoint::kKafkaEndOffsets);
  return ranges;
}

std::size_t CrashingRecordSource::commit(const std::vector<OffsetCommit>& commits) {
  plan_.pass(CrashPoint::kKafkaBeforeCommit);
  const std::size_t failed = real_->commit(commits);
  plan_.pass(CrashPoint::kKafkaAfterCommit);
  return failed;
}

}  // namespace flowbridge

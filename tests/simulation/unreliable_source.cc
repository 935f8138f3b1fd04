#include "simulation/unreliable_source.h"

#include <utility>

namespace flowbridge {

std::size_t UnreliableSource::poll(RecordSink& sink, const PollLimits& limits) {
  if (dead_) return 0;
  sink_ = &sink;
  const std::size_t records = inner_.poll(*this, limits);
  sink_ = nullptr;
  return records;
}

void UnreliableSource::die_at_record(std::uint64_t nth, std::function<void()> death) {
  records_until_death_ = nth;
  death_ = std::move(death);
}

void UnreliableSource::on_record(const TopicPartition& from, const SourceRecord& record) {
  if (dead_) return;
  if (records_until_death_ > 0 && --records_until_death_ == 0) {
    dead_ = true;
    death_();
  }
  const auto skipped = skipped_.try_emplace(from, -1).first;
  const bool skips = draw_.chance(plan_.client_skips) && skipped->second < record.offset;
  skipped_last_[from] = skips;
  if (skips) {
    skipped->second = record.offset;
    return;
  }
  sink_->on_record(from, record);
  if (draw_.chance(plan_.delivered_twice)) sink_->on_record(from, record);
}

void UnreliableSource::on_position(const TopicPartition& from, Offset position) {
  // Nothing is known of a client that skips the last record and then tells the end; it could not be
  // noticed.
  if (!dead_ && !skipped_last_[from]) sink_->on_position(from, position);
}

void UnreliableSource::on_out_of_range(const TopicPartition& from) {
  if (!dead_) sink_->on_out_of_range(from);
}

void UnreliableSource::on_error(std::string_view code, const std::string& message) {
  if (!dead_) sink_->on_error(code, message);
}

}  // namespace flowbridge

#include "bridge/intake.h"

namespace flowbridge {

namespace {

/// How much of a rejected entry the log shows.
constexpr std::size_t kShownBytes = 120;

}  // namespace

void Intake::take(const TopicPartition& where, LaneId lane, const Arrival& arrival,
                  const SourceRecord& record) {
  FB_CHECK(arrival.verdict == Verdict::kCount);
  where_ = &where;
  lane_ = lane;
  arrival_ = arrival;
  offset_ = record.offset;
  if (arrival.clamped) ++clamped_;
  parts_.decoder.decode(record.payload, *this);
}

void Intake::on_flow(const FlowRecord& record) {
  const HostId host = parts_.hosts.intern(record.exporter);
  const FlowKey key = parts_.classifier.classify(record, host);
  const Placement placement = parts_.ledger.place(arrival_, record.end);
  std::optional<SeriesId> series = parts_.catalog.find(key, placement.tick);
  if (!series) series = parts_.catalog.define(key, parts_.hosts.name(host), placement.tick);
  parts_.ledger.add(lane_, placement, *series, record.counts);

  ++decoded_;
  bytes_ += record.counts.bytes;
  bytes_by_class_[static_cast<std::size_t>(key.flow_class)] += record.counts.bytes;
  if (placement.late) {
    ++late_records_;
    late_bytes_ += record.counts.bytes;
    if (placement.excluded) ++excluded_records_;
  }
  if (placement.clamped && !arrival_.clamped) ++clamped_;
  if (parts_.catalog.folded()) {
    ++folded_records_;
    folded_bytes_ += record.counts.bytes;
  }
  if (parts_.catalog.is_unnamed(*series)) unnamed_bytes_ += record.counts.bytes;
}

void Intake::on_ignored(IgnoreReason reason) {
  ++ignored_[static_cast<std::size_t>(reason)];
}

void Intake::on_rejected(RejectReason reason, std::string_view bytes) {
  ++rejected_[static_cast<std::size_t>(reason)];
  parts_.log.write(LogLevel::kWarn, "message was not understood",
                   {{"reason", reject_reason_name(reason)},
                    {"topic", where_->topic},
                    {"partition", where_->partition},
                    {"offset", offset_},
                    {"bytes", bytes.substr(0, kShownBytes)}});
}

DecodeReport Intake::decode_report() const {
  DecodeReport report;
  report.entries_decoded = decoded_;
  for (std::size_t i = 0; i < ignored_.size(); ++i) {
    report.entries_ignored.push_back(
        {ignore_reason_name(static_cast<IgnoreReason>(i)), ignored_[i]});
  }
  for (std::size_t i = 0; i < rejected_.size(); ++i) {
    report.entries_rejected.push_back(
        {reject_reason_name(static_cast<RejectReason>(i)), rejected_[i]});
  }
  report.flow_bytes = bytes_;
  for (std::size_t i = 0; i < bytes_by_class_.size(); ++i) {
    report.flow_bytes_by_class.push_back(
        {flow_class_name(static_cast<FlowClass>(i)), bytes_by_class_[i]});
  }
  return report;
}

}  // namespace flowbridge

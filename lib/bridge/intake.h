#pragma once
/// One message, from payload to pending contributions: steps 2 to 5 of the life of a flow record.
///
/// Intake joins decoder, classifier, catalog and ledger. It decides nothing by itself; it counts
/// what they say, so that every entry of a message ends up in exactly one tally.
///
/// Lifetime: borrows all its parts.      Threads: one, the ingest loop's.
/// Fails:    never; what cannot be counted is tallied by reason and logged, rate-limited by the
///           Log.
/// Units:    entries, records and bytes since the process started.
///
///   intake.take(where, lane, arrival, record);
///   report.decode = intake.decode_report();

#include "base/log.h"
#include "classify/classifier.h"
#include "classify/host_table.h"
#include "decode/decoder.h"
#include "ledger/ledger.h"
#include "port/record_source.h"
#include "series/catalog.h"
#include "telemetry/reports.h"

#include <array>
#include <cstdint>
#include <string>

namespace flowbridge {

struct IntakeParts {
  Decoder& decoder;
  const Classifier& classifier;
  HostTable& hosts;
  Catalog& catalog;
  Ledger& ledger;
  Log& log;
};

class Intake final : private FlowSink {
 public:
  explicit Intake(const IntakeParts& parts) : parts_(parts) {}

  /// Counts a message that the ledger has accepted. Requires: arrival.verdict == Verdict::kCount.
  void take(const TopicPartition& where, LaneId lane, const Arrival& arrival,
            const SourceRecord& record);

  DecodeReport decode_report() const;
  std::uint64_t late_records() const { return late_records_; }
  std::uint64_t late_bytes() const { return late_bytes_; }
  std::uint64_t excluded_records() const { return excluded_records_; }
  std::uint64_t clamped() const { return clamped_; }
  std::uint64_t folded_records() const { return folded_records_; }
  std::uint64_t folded_bytes() const { return folded_bytes_; }
  /// Of flows with an AS that had no name when they came.
  std::uint64_t unnamed_bytes() const { return unnamed_bytes_; }

 private:
  void on_flow(const FlowRecord& record) override;
  void on_ignored(IgnoreReason reason) override;
  void on_rejected(RejectReason reason, std::string_view bytes) override;

  IntakeParts parts_;

  // The message being taken.
  const TopicPartition* where_ = nullptr;
  LaneId lane_;
  Arrival arrival_;
  Offset offset_ = 0;

  std::uint64_t decoded_ = 0;
  std::array<std::uint64_t, kIgnoreReasonCount> ignored_{};
  std::array<std::uint64_t, kRejectReasonCount> rejected_{};
  std::uint64_t bytes_ = 0;
  std::array<std::uint64_t, kFlowClassCount> bytes_by_class_{};
  std::uint64_t late_records_ = 0;
  std::uint64_t late_bytes_ = 0;
  std::uint64_t excluded_records_ = 0;
  std::uint64_t clamped_ = 0;
  std::uint64_t folded_records_ = 0;
  std::uint64_t folded_bytes_ = 0;
  std::uint64_t unnamed_bytes_ = 0;
};

}  // namespace flowbridge

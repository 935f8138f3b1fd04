#include "oracle/bridge_check.h"

#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace flowbridge {
namespace {

/// A number with what it is called.
struct Told {
  std::string name;
  double value = 0;
};

class BridgeCheck {
 public:
  BridgeCheck(const Exposition& exposition, const BridgeTruth& truth, Verdict& verdict)
      : exposition_(exposition), truth_(truth), verdict_(verdict) {}

  BridgeOutcome run() {
    check_law();
    for (const auto& [remote, enqueued] :
         exposition_.by("flowbridge_remote_write_samples_enqueued_total", "remote_name")) {
      check_destination(remote, enqueued);
    }
    check_partitions();
    if (outcome_.has_all) check_counters();
    return outcome_;
  }

 private:
  void check_law() {
    const Told decoded = told("flowbridge_flow_bytes_decoded_total");
    const Told entries = told("flowbridge_entries_decoded_total");
    equal(Fault::kBrokenLaw, told("flowbridge_flow_bytes_total"), decoded);
    at_most(told("flowbridge_late_bytes_total"), decoded);
    at_most(told("flowbridge_late_records_total"), entries);
    at_most(told("flowbridge_excluded_records_total"), told("flowbridge_late_records_total"));
    at_most(told("flowbridge_series_overflow_bytes_total"), decoded);
    at_most(told("flowbridge_series_overflow_records_total"), entries);
  }

  void check_destination(const std::string& remote, double enqueued) {
    double accounted = 0;
    for (const char* part : {"delivered_total", "rejected_total", "skipped_total", "pending"}) {
      const auto sums =
          exposition_.by(std::string("flowbridge_remote_write_samples_") + part, "remote_name");
      const auto found = sums.find(remote);
      if (found != sums.end()) accounted += found->second;
    }
    equal(Fault::kBrokenLaw,
          {"flowbridge_remote_write_samples_enqueued_total{remote_name=\"" + remote + "\"}",
           enqueued},
          {"delivered + rejected + skipped + pending", accounted});
  }

  /// Of the truth's topic: how much of it this process has read, and that all of it is counted.
  void check_partitions() {
    bool all = true;
    for (const PartitionRange& range : truth_.truth.ranges) {
      const double records = of_partition("flowbridge_kafka_records_consumed_total", range);
      outcome_.records_consumed += static_cast<std::uint64_t>(records);
      all = all && records == static_cast<double>(range.end - range.first);
      if (range.first == range.end) continue;
      equal(Fault::kWrongCounter,
            {"flowbridge_kafka_consumer_offset" + labels_of(range),
             of_partition("flowbridge_kafka_consumer_offset", range)},
            {"the end of the truth", static_cast<double>(range.end)});
    }
    outcome_.has_all = all;
    if (truth_.whole && !all) {
      equal(Fault::kWrongCounter, told("flowbridge_kafka_records_consumed_total"),
            {"all records of the truth", static_cast<double>(truth_.truth.totals.messages)});
    }
  }

  void check_counters() {
    const TruthTotals& totals = truth_.truth.totals;
    for (std::size_t i = 0; i < totals.by_class.size(); ++i) {
      const std::string name = flow_class_name(static_cast<FlowClass>(i));
      holds("flowbridge_flow_bytes_total", {"class", name}, totals.by_class.at(i).bytes);
    }
    is("flowbridge_flow_bytes_decoded_total", counted(totals).bytes);
    is("flowbridge_entries_decoded_total", truth_.entries.decoded);
    by_reason("flowbridge_entries_ignored_total", truth_.entries.ignored);
    by_reason("flowbridge_entries_rejected_total", truth_.entries.rejected);
    is("flowbridge_kafka_offsets_lost_total", 0);
    if (!truth_.journal) return;
    const JournalNumbers& journal = *truth_.journal;
    is("flowbridge_late_records_total", journal.late.flows);
    is("flowbridge_late_bytes_total", journal.late.bytes);
    is("flowbridge_excluded_records_total", journal.excluded.flows);
    is("flowbridge_series_overflow_records_total", journal.folded.flows);
    is("flowbridge_series_overflow_bytes_total", journal.folded.bytes);
    // Ticks go on, so there may be more of them by now.
    at_most({"ticks in the journal", static_cast<double>(journal.ticks)},
            told("flowbridge_ticks_closed_total"));
  }

  /// Every reason that is expected or found.
  void by_reason(const std::string& metric, const std::map<std::string, std::uint64_t>& expected) {
    std::set<std::string> reasons;
    for (const auto& [reason, count] : expected) reasons.insert(reason);
    for (const auto& [reason, count] : exposition_.by(metric, "reason")) reasons.insert(reason);
    for (const std::string& reason : reasons) {
      const auto found = expected.find(reason);
      holds(metric, {"reason", reason}, found == expected.end() ? 0 : found->second);
    }
  }

  void holds(const std::string& metric, const std::pair<std::string, std::string>& label,
             std::uint64_t expected) {
    const auto sums = exposition_.by(metric, label.first);
    const auto found = sums.find(label.second);
    equal(Fault::kWrongCounter,
          {metric + "{" + label.first + "=\"" + label.second + "\"}",
           found == sums.end() ? 0 : found->second},
          {"the truth", static_cast<double>(expected)});
  }

  void is(const std::string& metric, std::uint64_t expected) {
    equal(Fault::kWrongCounter, told(metric), {"the truth", static_cast<double>(expected)});
  }

  Told told(const std::string& metric) {
    const std::optional<double> sum = exposition_.sum(metric);
    if (!sum && missing_.insert(metric).second) {
      verdict_.add({.fault = Fault::kWrongCounter, .series = metric, .note = "is not there"});
    }
    return {metric, sum.value_or(0)};
  }

  double of_partition(const std::string& metric, const PartitionRange& range) const {
    double sum = 0;
    for (const ExposedSample& sample : exposition_.of(metric)) {
      const Labels here = {{"topic", truth_.truth.topic},
                           {"partition", std::to_string(range.partition)}};
      if (sample.labels == here) sum += sample.value;
    }
    return sum;
  }

  std::string labels_of(const PartitionRange& range) const {
    return "{topic=\"" + truth_.truth.topic + "\", partition=\"" + std::to_string(range.partition) +
           "\"}";
  }

  void equal(Fault fault, const Told& found, const Told& expected) {
    ++outcome_.counters_checked;
    if (found.value == expected.value) return;
    add(fault, found, expected, "");
  }

  void at_most(const Told& part, const Told& whole) {
    ++outcome_.counters_checked;
    if (part.value <= whole.value) return;
    add(Fault::kBrokenLaw, part, whole, "expected or less; ");
  }

  void add(Fault fault, const Told& found, const Told& expected, const std::string& note) {
    verdict_.add({.fault = fault,
                  .series = found.name,
                  .expected = std::llround(expected.value),
                  .found = std::llround(found.value),
                  .note = note + "expected: " + expected.name});
  }

  const Exposition& exposition_;
  const BridgeTruth& truth_;
  Verdict& verdict_;
  BridgeOutcome outcome_;
  std::set<std::string> missing_;
};

}  // namespace

BridgeOutcome check_bridge(const Exposition& exposition, const BridgeTruth& truth,
                           Verdict& verdict) {
  return BridgeCheck(exposition, truth, verdict).run();
}

}  // namespace flowbridge

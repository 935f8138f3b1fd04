#include "oracle/verdict.h"

#include "base/check.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace flowbridge {
namespace {

/// The journal before the store, and both before the bridge's metrics: a fault of one shows in
/// those after it.
int rank(const Finding& finding) {
  if (finding.sequence) return 0;
  return finding.fault < Fault::kBrokenLaw ? 1 : 2;
}

bool before(const Finding& a, const Finding& b) {
  const int rank_a = rank(a);
  const int rank_b = rank(b);
  return std::tie(rank_a, a.sequence, a.tick, a.series, a.fault) <
         std::tie(rank_b, b.sequence, b.tick, b.series, b.fault);
}

}  // namespace

const char* fault_name(Fault fault) {
  switch (fault) {
    case Fault::kMissingSeries:
      return "missing_series";
    case Fault::kUnexpectedSeries:
      return "unexpected_series";
    case Fault::kRepeatedSeries:
      return "repeated_series";
    case Fault::kWrongLabels:
      return "wrong_labels";
    case Fault::kWrongName:
      return "wrong_name";
    case Fault::kNotWhole:
      return "not_whole";
    case Fault::kTimeNotIncreasing:
      return "time_not_increasing";
    case Fault::kOffGrid:
      return "off_grid";
    case Fault::kValueFell:
      return "value_fell";
    case Fault::kFirstNotZero:
      return "first_not_zero";
    case Fault::kWrongWindow:
      return "wrong_window";
    case Fault::kLateTooMuch:
      return "late_too_much";
    case Fault::kWrongTotal:
      return "wrong_total";
    case Fault::kBatchHole:
      return "batch_hole";
    case Fault::kBatchRepeated:
      return "batch_repeated";
    case Fault::kBatchUnknown:
      return "batch_unknown";
    case Fault::kWrongBatch:
      return "wrong_batch";
    case Fault::kWrongContribution:
      return "wrong_contribution";
    case Fault::kWrongFold:
      return "wrong_fold";
    case Fault::kWrongTick:
      return "wrong_tick";
    case Fault::kBrokenLaw:
      return "broken_law";
    case Fault::kWrongCounter:
      return "wrong_counter";
  }
  FB_CHECK(false);
}

void Verdict::add(Finding finding) {
  ++findings_count_;
  ++counts_.at(static_cast<std::size_t>(finding.fault));
  findings_.push_back(std::move(finding));
  // Twice the limit, so that the earliest are kept at the price of a sort now and then.
  if (findings_.size() < 2 * kFindingsMax) return;
  std::sort(findings_.begin(), findings_.end(), before);
  findings_.resize(kFindingsMax);
}

const Finding* Verdict::first() const {
  const auto found = std::min_element(findings_.begin(), findings_.end(), before);
  return found == findings_.end() ? nullptr : &*found;
}

std::vector<Finding> Verdict::findings() const {
  std::vector<Finding> sorted = findings_;
  std::sort(sorted.begin(), sorted.end(), before);
  sorted.resize(std::min(sorted.size(), kFindingsMax));
  return sorted;
}

}  // namespace flowbridge

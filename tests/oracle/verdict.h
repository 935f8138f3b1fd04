#pragma once
/// What is wrong, collected over everything that is checked.
///
/// Lifetime: values.      Threads: one.
/// Fails:    never.
/// Units:    expected and found are counts.
///
///   Verdict verdict;
///   verdict.add({.fault = Fault::kWrongTotal, .series = "flow_…{…}", .tick = tick});
///   if (const Finding* first = verdict.first()) …

#include "base/time.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

enum class Fault : std::uint8_t {
  kMissingSeries,     // expected, and not there
  kUnexpectedSeries,  // there, and not expected
  kRepeatedSeries,    // one key under several label sets
  kWrongLabels,       // not the labels of the contract
  kWrongName,         // an AS name other than the given one
  kNotWhole,          // a value that is no whole number
  kTimeNotIncreasing,
  kOffGrid,       // a timestamp that is no tick, nor an anchor 1 ms after one
  kValueFell,     // what resets() counts
  kFirstNotZero,  // no zero before the first rise: increase() misses it
  kWrongWindow,
  kLateTooMuch,  // more late counts than late records up to here
  kWrongTotal,

  // Of the journal.
  kBatchHole,          // offsets that no batch counts
  kBatchRepeated,      // offsets that two batches count
  kBatchUnknown,       // a partition, an offset or a series that nothing has named before
  kWrongBatch,         // a batch's totals are not those of its records
  kWrongContribution,  // what a batch adds to a series in a window
  kWrongFold,          // what a batch adds to a folded series is not what its own ones lack (R13)
  kWrongTick,          // out of order, off the grid, or closed without reason

  // Of the bridge's own metrics.
  kBrokenLaw,  // the conservation law does not hold
  kWrongCounter,
};
inline constexpr int kFaultCount = 22;
/// "missing_series", …
const char* fault_name(Fault fault);

struct Finding {
  Fault fault = Fault::kWrongTotal;
  /// The journal's record that is wrong.
  std::optional<std::uint64_t> sequence = {};
  /// What is wrong: a series, a batch, a counter.
  std::string series = {};
  /// The epoch if it is of no window.
  UnixTime tick = {};
  /// Absent where numbers do not say it.
  std::optional<std::int64_t> expected = {};
  std::optional<std::int64_t> found = {};
  std::string note = {};
};

/// Enough to see a pattern; all are counted.
inline constexpr std::size_t kFindingsMax = 1000;

class Verdict {
 public:
  void add(Finding finding);

  bool holds() const { return findings_count_ == 0; }
  std::uint64_t findings_count() const { return findings_count_; }
  std::uint64_t count(Fault fault) const { return counts_.at(static_cast<std::size_t>(fault)); }
  /// The journal's first in its order, as what follows comes from it; then the earliest in event
  /// time, by series; null if there is none.
  const Finding* first() const;
  /// At most kFindingsMax, in the order of first().
  std::vector<Finding> findings() const;

  std::uint64_t samples_checked = 0;
  std::uint64_t windows_checked = 0;
  std::uint64_t windows_wrong = 0;

 private:
  std::vector<Finding> findings_;
  std::array<std::uint64_t, kFaultCount> counts_{};
  std::uint64_t findings_count_ = 0;
};

}  // namespace flowbridge

#pragma once
/// Every series' labels, encoded once.
///
/// Nine tenths of a request are labels that never change, so their bytes are kept per series and
/// measure, made when first sent, and dropped when the series' number is given to another.
///
/// Lifetime: owns its bytes; borrows the accounts it is asked about.      Threads: one.
/// Fails:    never. Requires: the series is defined in the accounts.
/// Units:    bytes as remote_write/labels.h makes them.
/// Bounds:   three entries per series of the accounts.
///
///   encoder.add(labels.get(accounts, sample.series, sample.measure), timestamp, sample.value);

#include "series/accounts.h"
#include "series/measure.h"

#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

class LabelCache {
 public:
  explicit LabelCache(std::string instance) : instance_(std::move(instance)) {}

  /// Valid until the next call.
  const std::string& get(const Accounts& accounts, SeriesId series, Measure measure);
  void drop(SeriesId series);

 private:
  std::string instance_;
  // By series and measure; empty: not made yet.
  std::vector<std::string> encoded_;
};

}  // namespace flowbridge

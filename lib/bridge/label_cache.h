#pragma once
/// Every series' labels, encoded once.
///
/// Nine tenths of a request are labels that never change, so what the encoder wants of them is kept
/// per series and measure: bytes for remote write 1.0 (LabelCache), symbols for 2.0 (SymbolCache).
/// It is made when first sent, and dropped when the series' number is given to another.
///
/// Lifetime: owns what it keeps; borrows labels, the accounts it is asked about, and the symbol
/// table.
/// Threads:  one.
/// Fails:    never. Requires: the series is defined in the accounts, and no rule drops it.
/// Units:    bytes as remote_write/labels.h makes them.
/// Bounds:   three entries per series of the accounts.
///
///   encoder.add(labels.get(accounts, sample), timestamp, sample.value);

#include "bridge/wire_labels.h"
#include "remote_write/symbol_table.h"
#include "series/accounts.h"
#include "series/tick_plan.h"

#include <span>
#include <string>
#include <vector>

namespace flowbridge {

class LabelCache {
 public:
  explicit LabelCache(const WireLabels& labels) : labels_(labels) {}

  /// Those of the sample's series. Valid until the next call.
  const std::string& get(const Accounts& accounts, const PlannedSample& sample);
  void drop(SeriesId series);
  void clear() { encoded_ = {}; }

 private:
  const WireLabels& labels_;
  // By series and measure; empty: not made yet.
  std::vector<std::string> encoded_;
};

class SymbolCache {
 public:
  SymbolCache(const WireLabels& labels, SymbolTable& table) : labels_(labels), table_(table) {}

  /// Those of the sample's series. Valid until the next call.
  std::span<const WireSymbol> get(const Accounts& accounts, const PlannedSample& sample);
  void drop(SeriesId series);
  void clear();

 private:
  const WireLabels& labels_;
  SymbolTable& table_;
  // By series and measure; empty: not made yet.
  std::vector<std::vector<WireSymbol>> symbols_;
};

}  // namespace flowbridge

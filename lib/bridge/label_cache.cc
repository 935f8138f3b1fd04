#include "bridge/label_cache.h"

#include "bridge/series_slot.h"
#include "remote_write/labels.h"

#include <utility>

namespace flowbridge {

namespace {

/// The sample's place in a cache, which is made large enough to have it.
template <typename Entry>
Entry& entry_of(std::vector<Entry>& entries, const PlannedSample& sample) {
  const std::size_t index = series_slot(sample.series, sample.measure);
  if (index >= entries.size()) entries.resize(index + 1);
  return entries[index];
}

}  // namespace

const std::string& LabelCache::get(const Accounts& accounts, const PlannedSample& sample) {
  std::string& encoded = entry_of(encoded_, sample);
  if (encoded.empty()) {
    encoded = encode_labels(labels_.find(accounts, sample.series, sample.measure).value());
    encoded.shrink_to_fit();
  }
  return encoded;
}

void LabelCache::drop(SeriesId series) {
  for (const Measure measure : kMeasures) {
    const std::size_t index = series_slot(series, measure);
    if (index < encoded_.size()) std::string().swap(encoded_[index]);
  }
}

std::span<const WireSymbol> SymbolCache::get(const Accounts& accounts,
                                             const PlannedSample& sample) {
  std::vector<WireSymbol>& symbols = entry_of(symbols_, sample);
  if (symbols.empty())
    symbols = table_.intern(labels_.find(accounts, sample.series, sample.measure).value());
  return symbols;
}

void SymbolCache::drop(SeriesId series) {
  for (const Measure measure : kMeasures) {
    const std::size_t index = series_slot(series, measure);
    if (index < symbols_.size()) table_.release(std::exchange(symbols_[index], {}));
  }
}

void SymbolCache::clear() {
  for (const std::vector<WireSymbol>& symbols : symbols_) table_.release(symbols);
  symbols_ = {};
}

}  // namespace flowbridge

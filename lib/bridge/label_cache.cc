#include "bridge/label_cache.h"

#include "remote_write/labels.h"
#include "series/labels.h"

namespace flowbridge {

namespace {

// An info gauge has one label set.
std::size_t slot(SeriesId series, Measure measure) {
  const std::size_t place = measure == Measure::kInfo ? 0 : static_cast<std::size_t>(measure);
  return series.value() * kMeasures.size() + place;
}

}  // namespace

const std::string& LabelCache::get(const Accounts& accounts, SeriesId series, Measure measure) {
  const std::size_t index = slot(series, measure);
  if (index >= encoded_.size()) encoded_.resize(index + 1);
  std::string& encoded = encoded_[index];
  if (encoded.empty()) {
    const LabelContext context{measure, instance_};
    encoded = encode_labels(account_labels(accounts, accounts.account(series), context));
    encoded.shrink_to_fit();
  }
  return encoded;
}

void LabelCache::drop(SeriesId series) {
  for (const Measure measure : kMeasures) {
    const std::size_t index = slot(series, measure);
    if (index < encoded_.size()) encoded_[index] = std::string();
  }
}

}  // namespace flowbridge

#include "series/info_gauges.h"

#include "base/check.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

InfoGauges::InfoGauges(InfoOptions options, Catalog& catalog)
    : options_(std::move(options)),
      catalog_(catalog),
      facts_(std::make_shared<const AsNames>(), options_.own) {}

void InfoGauges::use(std::shared_ptr<const AsNames> names) {
  facts_ = AsFacts(std::move(names), options_.own);
  all_changed_ = true;
}

bool InfoGauges::is_enabled(InfoMetric metric) const {
  return std::find(options_.metrics.begin(), options_.metrics.end(), metric) !=
         options_.metrics.end();
}

std::size_t InfoGauges::live_count() const {
  std::size_t count = 0;
  for (const ByAsn& gauges : gauges_) count += gauges.size();
  return count;
}

void InfoGauges::restore(const Accounts& accounts) {
  for (const SeriesAccount& account : accounts.accounts()) {
    if (account.state == SeriesAccount::State::kAbsent) continue;
    const InfoRecord* gauge = account.gauge();
    const bool ended = account.state == SeriesAccount::State::kExpired;
    if (gauge == nullptr) {
      if (account.state == SeriesAccount::State::kLive) count_uses(account, 1);
    } else if (ended) {
      ended_.push_back(gauge->id);
    } else {
      gauges_of(gauge->metric).emplace(gauge->asn, gauge->id);
    }
  }
  all_changed_ = true;
}

// AS 0 is none, and stands where a folded series has `other`.
void InfoGauges::count_uses(const SeriesAccount& account, int step) {
  const SeriesRecord* series = account.counter();
  FB_CHECK(series != nullptr);
  for (const Asn asn : {series->source_as, series->destination_as}) {
    if (asn == Asn(0)) continue;
    std::uint32_t& uses = uses_[asn];
    uses += static_cast<std::uint32_t>(step);
    if (uses == 0) uses_.erase(asn);
    changed_.push_back(asn);
  }
}

std::vector<Asn> InfoGauges::take_changed() {
  std::vector<Asn> changed = std::exchange(changed_, {});
  if (std::exchange(all_changed_, false)) {
    for (const auto& [asn, uses] : uses_) changed.push_back(asn);
    for (const ByAsn& gauges : gauges_) {
      for (const auto& [asn, id] : gauges) changed.push_back(asn);
    }
  }
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  return changed;
}

// The gauge that the AS must have, but for its number.
std::optional<InfoRecord> InfoGauges::wanted_gauge(InfoMetric metric, Asn asn) {
  if (!is_enabled(metric) || !uses_.contains(asn)) return std::nullopt;
  const std::optional<InfoValues> values = facts_.values(metric, asn);
  if (!values) return std::nullopt;
  InfoRecord record{.metric = metric, .asn = asn};
  std::transform(values->begin(), values->end(), record.values.begin(),
                 [this](const std::string& value) { return catalog_.intern(value); });
  return record;
}

void InfoGauges::decide(InfoMetric metric, Asn asn, const Accounts& accounts,
                        InfoChanges& changes) {
  ByAsn& gauges = gauges_of(metric);
  const auto found = gauges.find(asn);
  std::optional<InfoRecord> wanted = wanted_gauge(metric, asn);
  if (found != gauges.end()) {
    const InfoRecord* gauge = accounts.account(found->second).gauge();
    FB_CHECK(gauge != nullptr);
    if (wanted && gauge->values == wanted->values) return;
    changes.ended.push_back(found->second);
    gauges.erase(found);
  }
  if (!wanted) return;
  wanted->id = catalog_.take_number();
  gauges.emplace(asn, wanted->id);
  changes.begun.push_back(*wanted);
}

InfoChanges InfoGauges::close(const Accounts& accounts, UnixTime tick,
                              const std::vector<SeriesId>& expired) {
  InfoChanges changes;
  changes.forgotten = std::exchange(ended_, {});
  // Nothing is counted where nobody will ask.
  if (options_.metrics.empty() && live_count() == 0) return changes;
  for (const SeriesId id : accounts.coming_alive(tick)) count_uses(accounts.account(id), 1);
  for (const SeriesId id : expired) {
    const SeriesAccount& account = accounts.account(id);
    if (account.state == SeriesAccount::State::kLive) count_uses(account, -1);
  }
  const std::vector<Asn> changed = take_changed();
  for (const InfoMetric metric : kInfoMetrics) {
    for (const Asn asn : changed) decide(metric, asn, accounts, changes);
  }
  std::sort(changes.ended.begin(), changes.ended.end());
  ended_ = changes.ended;
  return changes;
}

}  // namespace flowbridge

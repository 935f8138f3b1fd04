#include "state/series_view.h"

#include "base/check.h"

#include <algorithm>
#include <tuple>

namespace flowbridge {

namespace {

/// What a series of flows is, or nothing if it is absent or an info gauge.
const SeriesRecord* counter_of(const SeriesAccount& account) {
  return account.state == SeriesAccount::State::kAbsent ? nullptr : account.counter();
}

/// The greatest of a key's series is the one that goes on.
auto currency(const SeriesAccount& account) {
  const bool live = account.state == SeriesAccount::State::kLive;
  return std::tuple(live, account.last_rise, account.id());
}

auto key_of(const SeriesRecord& series) {
  return std::tuple(series.flow_class, series.reason, series.host, series.source_as,
                    series.destination_as);
}

}  // namespace

SeriesCounts count_series(const Accounts& accounts) {
  SeriesCounts counts;
  for (const SeriesAccount& account : accounts.accounts()) {
    const SeriesRecord* counter = counter_of(account);
    if (counter == nullptr) continue;
    counts.live += account.state == SeriesAccount::State::kLive ? 1 : 0;
    counts.expired += account.state == SeriesAccount::State::kExpired ? 1 : 0;
    counts.unborn += account.state == SeriesAccount::State::kUnborn ? 1 : 0;
    counts.folded += counter->kind == SeriesKind::kFolded ? 1 : 0;
  }
  return counts;
}

std::vector<InfoRecord> live_gauges(const Accounts& accounts) {
  std::vector<InfoRecord> gauges;
  for (const SeriesAccount& account : accounts.accounts()) {
    const bool live = account.state == SeriesAccount::State::kLive;
    if (live && account.gauge() != nullptr) gauges.push_back(*account.gauge());
  }
  std::sort(gauges.begin(), gauges.end(), [](const InfoRecord& a, const InfoRecord& b) {
    return std::tuple(a.metric, a.asn) < std::tuple(b.metric, b.asn);
  });
  return gauges;
}

HashMap<SeriesId, SeriesId> renamed_series(const Accounts& accounts) {
  HashMap<decltype(key_of(SeriesRecord())), SeriesId> current;
  std::vector<SeriesId> own;
  for (const SeriesAccount& account : accounts.accounts()) {
    const SeriesRecord* counter = counter_of(account);
    if (counter == nullptr || counter->kind == SeriesKind::kFolded) continue;
    own.push_back(counter->id);
    SeriesId& newest = current.try_emplace(key_of(*counter), own.back()).first->second;
    if (currency(account) > currency(accounts.account(newest))) newest = own.back();
  }
  HashMap<SeriesId, SeriesId> renamed;
  for (const SeriesId id : own) {
    const SeriesId newest = current.at(key_of(*accounts.account(id).counter()));
    if (newest != id) renamed.emplace(id, newest);
  }
  return renamed;
}

std::vector<SeriesId> top_by_bytes(const Accounts& accounts, std::size_t limit) {
  std::vector<SeriesId> top;
  for (const SeriesAccount& account : accounts.accounts()) {
    if (const SeriesRecord* counter = counter_of(account)) top.push_back(counter->id);
  }
  const std::size_t kept = std::min(limit, top.size());
  std::partial_sort(top.begin(), top.begin() + static_cast<std::ptrdiff_t>(kept), top.end(),
                    [&](SeriesId a, SeriesId b) {
                      const std::uint64_t left = accounts.account(a).value.bytes;
                      const std::uint64_t right = accounts.account(b).value.bytes;
                      return left != right ? left > right : a < b;
                    });
  top.resize(kept);
  return top;
}

WindowSums sums_of(UnixTime tick, const std::vector<Contribution>& contributions,
                   const Accounts& accounts) {
  WindowSums sums;
  sums.tick = tick;
  for (const Contribution& contribution : contributions) {
    sums.total += contribution.counts;
    sums.series[contribution.series] += contribution.counts;
    const SeriesRecord* counter = accounts.account(contribution.series).counter();
    if (counter->kind == SeriesKind::kFolded) sums.folded_bytes += contribution.counts.bytes;
  }
  return sums;
}

std::vector<WindowSums> open_windows(const Accounts& accounts) {
  std::vector<WindowSums> windows;
  for (const auto& [tick, contributions] : accounts.open()) {
    windows.push_back(sums_of(tick, contributions, accounts));
  }
  return windows;
}

const char* series_state_name(SeriesAccount::State state) {
  switch (state) {
    case SeriesAccount::State::kAbsent:
      return "absent";
    case SeriesAccount::State::kUnborn:
      return "unborn";
    case SeriesAccount::State::kLive:
      return "live";
    case SeriesAccount::State::kExpired:
      return "expired";
  }
  FB_CHECK(false);
}

const char* series_kind_name(SeriesKind kind) {
  switch (kind) {
    case SeriesKind::kOwnKey:
      return "own_key";
    case SeriesKind::kFolded:
      return "folded";
  }
  FB_CHECK(false);
}

}  // namespace flowbridge

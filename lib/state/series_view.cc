#include "state/series_view.h"

#include "base/check.h"

#include <algorithm>
#include <tuple>

namespace flowbridge {

namespace {

/// The greatest of a key's series is the one that goes on.
auto currency(const SeriesAccount& account) {
  const bool live = account.state == SeriesAccount::State::kLive;
  return std::tuple(live, account.last_rise, account.definition.id);
}

auto key_of(const SeriesRecord& series) {
  return std::tuple(series.flow_class, series.reason, series.host, series.source_as,
                    series.destination_as);
}

}  // namespace

SeriesCounts count_series(const Accounts& accounts) {
  SeriesCounts counts;
  for (const SeriesAccount& account : accounts.accounts()) {
    if (account.state == SeriesAccount::State::kAbsent) continue;
    counts.live += account.state == SeriesAccount::State::kLive ? 1 : 0;
    counts.expired += account.state == SeriesAccount::State::kExpired ? 1 : 0;
    counts.unborn += account.state == SeriesAccount::State::kUnborn ? 1 : 0;
    counts.folded += account.definition.kind == SeriesKind::kFolded ? 1 : 0;
  }
  return counts;
}

HashMap<SeriesId, SeriesId> renamed_series(const Accounts& accounts) {
  HashMap<decltype(key_of(SeriesRecord())), SeriesId> current;
  std::vector<SeriesId> own;
  for (const SeriesAccount& account : accounts.accounts()) {
    const bool absent = account.state == SeriesAccount::State::kAbsent;
    if (absent || account.definition.kind == SeriesKind::kFolded) continue;
    own.push_back(account.definition.id);
    SeriesId& newest = current.try_emplace(key_of(account.definition), own.back()).first->second;
    if (currency(account) > currency(accounts.account(newest))) newest = own.back();
  }
  HashMap<SeriesId, SeriesId> renamed;
  for (const SeriesId id : own) {
    const SeriesId newest = current.at(key_of(accounts.account(id).definition));
    if (newest != id) renamed.emplace(id, newest);
  }
  return renamed;
}

std::vector<SeriesId> top_by_bytes(const Accounts& accounts, std::size_t limit) {
  std::vector<SeriesId> top;
  for (const SeriesAccount& account : accounts.accounts()) {
    if (account.state != SeriesAccount::State::kAbsent) top.push_back(account.definition.id);
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
    const SeriesRecord& series = accounts.account(contribution.series).definition;
    if (series.kind == SeriesKind::kFolded) sums.folded_bytes += contribution.counts.bytes;
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

#pragma once
/// Series, windows and sums of a replayed journal, as a person asks for them; info gauges apart.
///
/// Lifetime: values; borrows the accounts for the call.      Threads: any.
/// Fails:    never.
/// Units:    bytes, packets and flows as in Counts.
///
///   SeriesCounts counts = count_series(accounts);
///   for (SeriesId id : top_by_bytes(accounts, 10)) print(accounts.account(id));

#include "base/hash_map.h"
#include "series/accounts.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace flowbridge {

struct SeriesCounts {
  std::uint64_t live = 0;
  std::uint64_t expired = 0;
  std::uint64_t unborn = 0;
  /// Of these, those that stand for keys beyond the limit (R13).
  std::uint64_t folded = 0;
};

SeriesCounts count_series(const Accounts& accounts);

/// R14: those that are sent, by what they tell: in order of metrics and AS numbers.
std::vector<InfoRecord> live_gauges(const Accounts& accounts);

/// R11: series whose key goes on in another one, that with its names of today, and which that is:
/// the live one, or that which rose last.
HashMap<SeriesId, SeriesId> renamed_series(const Accounts& accounts);

/// Of counters: not absent, greatest bytes first, at most `limit`.
std::vector<SeriesId> top_by_bytes(const Accounts& accounts, std::size_t limit);

/// What was contributed to a window.
struct WindowSums {
  UnixTime tick{};
  Counts total{};
  /// What of the total is that of folded series.
  std::uint64_t folded_bytes = 0;
  /// In order.
  std::map<SeriesId, Counts> series;
};

/// Requires: the accounts know the series.
WindowSums sums_of(UnixTime tick, const std::vector<Contribution>& contributions,
                   const Accounts& accounts);
/// Of the windows that are open.
std::vector<WindowSums> open_windows(const Accounts& accounts);

/// "live", "expired", "unborn", "absent".
const char* series_state_name(SeriesAccount::State state);
/// "own_key", "folded".
const char* series_kind_name(SeriesKind kind);

}  // namespace flowbridge

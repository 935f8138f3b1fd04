#pragma once
/// Asks a store for volumes and rates, in queries of which none is large.
///
/// First how ranges are written there, and how much each AS exchanged on each day of the window:
/// that is cheap, and ranks them by their averages. Then the rates of five minutes of those with
/// the largest averages, a few at a time, until no other can have a larger 95th percentile. Such a
/// percentile is at most 20 times the average (p95_bits_max), so it is known when to stop; if that
/// would take more than `examined_max` AS, it ends there, and the Examination says what the others
/// could have at most.
///
/// Lifetime: none; `ask` is called during the call.      Threads: any.
/// Fails:    as `ask` does, or kInvalid if an answer cannot be read.
/// Units:    bits per second. Windows are whole days, kShortWindow to
///           kWindowMax; they end at a multiple of five minutes.
/// Bounds:   a query, 2 a day, 2 for kRemoteOfQuery AS that are examined, and 2 for as many that
///           are shown.
///
///   CollectOptions options{.dialect = *find_dialect(ask, end), .end = end, .own = {Asn(64496)}};
///   Result<Volumes> volumes = collect_volumes(ask, options);
///   Result<Examination> rates = examine(ask, options, {volumes->days, candidates});

#include "base/result.h"
#include "peering/store_query.h"
#include "peering/traffic.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace flowbridge {

/// How many AS one query is about: their answer has some megabytes.
inline constexpr std::size_t kRemoteOfQuery = 10;
inline constexpr std::size_t kShownMax = 1000;
/// AS that are examined beyond those that are shown, at least.
inline constexpr std::size_t kReserveMin = 10;
/// The same at most, as a multiple.
inline constexpr std::size_t kExaminedPerShown = 4;

/// The text of the answer.
using AskStore = std::function<Result<std::string>(const StoreQuery& query)>;

/// What the store understands. Fails if it may understand more the next time.
Result<Dialect> find_dialect(const AskStore& ask, UnixTime end);

struct CollectOptions {
  Dialect dialect = Dialect::kPromql;
  UnixTime end{};
  Duration window = 30 * kDay;
  /// Whose traffic it is; none: everybody's that is in the store.
  std::vector<Asn> own{};
  /// A regular expression; empty: all routers.
  std::string hostname{};
  /// How many of the largest are wanted.
  std::size_t shown = 50;

  std::size_t examined_max() const { return shown * kExaminedPerShown + kReserveMin; }
};

Result<Volumes> collect_volumes(const AskStore& ask, const CollectOptions& options);

struct ToExamine {
  const DaysWithFlows& days;
  std::span<const AsVolume> candidates;
};

/// Of those with the largest 95th percentiles among the candidates, options.shown at most.
Result<Examination> examine(const AskStore& ask, const CollectOptions& options,
                            const ToExamine& what);

}  // namespace flowbridge

#pragma once
/// What a report asks a Prometheus-compatible store, and how a query is written.
///
/// Only what Prometheus, VictoriaMetrics, Thanos, Mimir and Cortex all understand is used, but for
/// how long a range is: see Dialect. Names of AS are summed away, because an AS that was renamed
/// has several series.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    UnixTime; the first and the last time belong to a range.
///
///   StoreQuery query = daily_volumes({.direction = Direction::kIn}, end);
///   post(url + query.path(), query.form());

#include "base/time.h"
#include "flow/flow_record.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

enum class Direction { kIn, kOut };

/// The label that names the remote AS.
std::string_view remote_label(Direction direction);
inline constexpr std::string_view kRouterLabel = "hostname";

struct StoreQuery {
  std::string expression{};
  /// Equal: an instant.
  UnixTime first{};
  UnixTime last{};
  Duration step{0};

  bool is_range() const { return first != last; }
  /// How many points a series of its answer has at most.
  std::size_t points_max() const;
  /// "/api/v1/query_range"; behind the API's own URL.
  std::string path() const;
  /// application/x-www-form-urlencoded.
  std::string form() const;
};

/// How a range is written that has the sample at its begin, so that nothing is lost between ranges
/// that follow each other, and nothing has to be extrapolated. Prometheus 3 leaves that sample out,
/// so that it takes a millisecond more there, which other versions do not mind. VictoriaMetrics
/// looks for the sample before the range by itself, and with a millisecond more it takes one more.
enum class Dialect { kPromql, kMetricsql };

/// Only VictoriaMetrics can answer it.
StoreQuery dialect_probe(UnixTime end);

/// Which of the series.
struct SeriesChoice {
  Direction direction = Direction::kIn;
  Dialect dialect = Dialect::kPromql;
  /// Our own AS; none: of everybody's.
  std::vector<Asn> own{};
  /// A regular expression of RE2; empty: all.
  std::string hostname{};
};

/// Bytes of each remote AS on the day that ends then.
StoreQuery daily_volumes(const SeriesChoice& choice, UnixTime day_end);
/// Bytes per second of these AS at each five minutes of the window. Requires: some.
StoreQuery sample_rates(const SeriesChoice& choice, std::span<const Asn> remote, UnixTime end,
                        Duration window);
/// Bytes of these AS on each day of the window, for each router. Requires: some.
StoreQuery router_volumes(const SeriesChoice& choice, std::span<const Asn> remote, UnixTime end,
                          Duration window);

}  // namespace flowbridge

#pragma once
/// Which query API is asked, and in whose name.
///
/// Where samples are pushed they can mostly be asked for: the URL of the query API follows from
/// that of the destination for Prometheus, VictoriaMetrics, Mimir, Cortex, Grafana Cloud and
/// Amazon's. What says who sends to a destination, and how it is reached, is used for its own
/// origin (scheme, host and port), or where the operator names the destination; never for others.
///
/// Lifetime: values.      Threads: any.
/// Fails:    kInvalid, with a message to put behind the name of an option.
/// Units:    none.
///
///   Result<QueryTarget> target = find_query_target(destinations, {.url = "http://p:9090"});

#include "base/result.h"
#include "config/destination_settings.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// "http://prometheus:9090": a URL to put /api/v1/query behind. It ends without a slash.
Result<std::string> parse_query_url(std::string_view text);

/// Of what a destination is pushed to: absent if it cannot be told.
std::optional<std::string> query_url_of(std::string_view write_url);

/// Whether both have the same scheme, host and port.
bool is_same_origin(std::string_view a, std::string_view b);

struct QueryWish {
  /// Absent: that of the destination.
  std::optional<std::string> url{};
  /// Absent: the first, or with a URL the first one of its origin.
  std::optional<std::string> destination{};
};

struct QueryTarget {
  /// May hold a user and a password; shown only through redact_url().
  std::string url{};
  /// In whose name, and how it is reached; absent: nobody's.
  std::optional<DestinationSettings> destination{};
};

Result<QueryTarget> find_query_target(const std::vector<DestinationSettings>& destinations,
                                      const QueryWish& wish);

}  // namespace flowbridge

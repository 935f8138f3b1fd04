#pragma once
/// The Prometheus HTTP API's answers as series.
/// https://prometheus.io/docs/prometheus/latest/querying/api/
///
/// Lifetime: values.      Threads: any.
/// Fails:    kInvalid if the text is not such an answer; kUnavailable with the server's words if it
///           says that the query failed.
/// Units:    times are seconds there and UnixTime here. Stale markers, which some servers show as
///           NaN, are left out.
///
///   Result<std::vector<FoundSeries>> series = parse_matrix(body);

#include "base/result.h"
#include "oracle/compare.h"
#include "oracle/series.h"

#include <string_view>
#include <vector>

namespace flowbridge {

struct FoundSeries {
  Labels labels = {};
  std::vector<RawSample> samples = {};
};

/// Of a query whose result is a range vector.
Result<std::vector<FoundSeries>> parse_matrix(std::string_view body);
/// The sum of the values of a query whose result is an instant vector; 0 for an empty one.
Result<double> parse_vector_sum(std::string_view body);
/// Of /api/v1/series.
Result<std::vector<Labels>> parse_series_list(std::string_view body);

}  // namespace flowbridge

#pragma once
/// The HTTP API of a Prometheus-compatible server, as far as the oracle asks it.
///
/// Lifetime: owns its connection.      Threads: one.
/// Fails:    kUnavailable if the server cannot be reached or does not answer 200; kInvalid if the
///           answer is not one of the API.
/// Units:    ranges are closed at their end; servers differ at their beginning.
///
///   auto api = make_prometheus_api("http://127.0.0.1:9090");
///   auto series = (*api)->samples("flow_receive_bytes_total", {.begin = begin, .end = end});

#include "base/result.h"
#include "base/time.h"
#include "oracle/answer.h"

#include <memory>
#include <string>
#include <vector>

namespace flowbridge {

struct TimeRange {
  UnixTime begin = {};
  UnixTime end = {};
};

class PrometheusApi {
 public:
  virtual ~PrometheusApi() = default;

  /// The label sets that match; some may have no sample in the range.
  virtual Result<std::vector<Labels>> series(const std::string& selector,
                                             const TimeRange& range) = 0;
  /// Every raw sample.
  virtual Result<std::vector<FoundSeries>> samples(const std::string& selector,
                                                   const TimeRange& range) = 0;
  /// The sum of the newest values of what matches.
  virtual Result<double> newest_sum(const std::string& selector, const TimeRange& range) = 0;
};

/// `url` is what /api/v1 is appended to. Fails: kInvalid.
Result<std::unique_ptr<PrometheusApi>> make_prometheus_api(const std::string& url);

}  // namespace flowbridge

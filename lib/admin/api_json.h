#pragma once
/// The JSON behind /api/v1/status/*, in the form of Prometheus's own API.
///
/// https://prometheus.io/docs/prometheus/latest/querying/api/#build-information
///
/// Lifetime: a RuntimeView borrows for the duration of a call.
/// Threads:  any.
/// Fails:    never; bytes that are not UTF-8 become U+FFFD.
/// Units:    in the names; times are RFC 3339 strings, or null.
///
///   {"status":"success","data":{"version":"0.1.0", …}}

#include "telemetry/catalogue.h"

#include <string>
#include <vector>

namespace flowbridge {

std::string build_info_json(const BuildReport& build);

struct RuntimeView {
  const Scrape& scrape;
  const std::vector<std::string>& unmet;
};
std::string runtime_info_json(const RuntimeView& view);

}  // namespace flowbridge

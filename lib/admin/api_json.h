#pragma once
/// The JSON behind /api/v1/*, in the form of Prometheus's own API.
///
/// https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview
///
/// Lifetime: a RuntimeView borrows for the duration of a call.
/// Threads:  any.
/// Fails:    never; bytes that are not UTF-8 become U+FFFD.
/// Units:    in the names; times are RFC 3339 strings, or null.
///
///   {"status":"success","data":{"version":"0.1.0", …}}
///   {"status":"error","errorType":"bad_data","error":"…"}

#include "base/result.h"
#include "telemetry/catalogue.h"

#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

std::string build_info_json(const BuildReport& build);

struct RuntimeView {
  const Scrape& scrape;
  const std::vector<std::string>& unmet;
};
std::string runtime_info_json(const RuntimeView& view);

/// Of data that is JSON already.
std::string success_json(std::string_view data);

/// What an Error is to a client, and the status of the response that says it.
struct ApiFailure {
  int status = 500;
  std::string body;
};
ApiFailure failure_json(const Error& error);

}  // namespace flowbridge

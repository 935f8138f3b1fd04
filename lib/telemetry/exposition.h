#pragma once
/// A scrape as text, for /metrics.
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
///
/// Lifetime: none.
/// Threads:  any.
/// Fails:    never. Requires: label values are UTF-8, and no two points of a metric share all of
/// them; else a receiver refuses the whole scrape.
/// Units:    as in catalogue.h. Metrics without points are left out.
///
///   response.body = exposition({hub.snapshot(), self});

#include "telemetry/catalogue.h"

#include <string>

namespace flowbridge {

inline constexpr const char* kExpositionContentType = "text/plain; version=0.0.4; charset=utf-8";

std::string exposition(const Scrape& scrape);

}  // namespace flowbridge

#pragma once
/// What a running program says at /metrics.
///
/// Lifetime: none.      Threads: any.
/// Fails:    absent if the program does not answer, or knows no such metric.
/// Units:    as the metric's name says.
///
///   EXPECT_EQ(scraped_sum(port, "flowbridge_late_records_total"), 0.0);

#include <cstdint>
#include <optional>
#include <string>

namespace flowbridge {

/// Σ of a metric over its series.
std::optional<double> scraped_sum(std::uint16_t port, const std::string& metric);

}  // namespace flowbridge

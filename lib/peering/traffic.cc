#include "peering/traffic.h"

#include "base/check.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace flowbridge {
namespace {

/// Of `samples` in order of size, from 1.
std::size_t rank_of_p95(std::size_t samples) {
  return (samples * 95 + 99) / 100;
}

}  // namespace

RateSummary summarize(std::vector<double> rates, std::size_t expected) {
  FB_CHECK(rates.size() <= expected);
  if (rates.empty()) return {};
  for (double& rate : rates) {
    if (!std::isfinite(rate) || rate < 0) rate = 0;
  }
  RateSummary out{.samples = rates.size()};
  const double sum = std::accumulate(rates.begin(), rates.end(), 0.0);
  out.average_bits = sum / static_cast<double>(expected);
  const std::size_t missing = expected - rates.size();
  const std::size_t rank = rank_of_p95(expected);
  if (rank <= missing) return out;
  const auto nth = rates.begin() + static_cast<std::ptrdiff_t>(rank - missing - 1);
  std::nth_element(rates.begin(), nth, rates.end());
  out.p95_bits = *nth;
  return out;
}

double p95_bits_max(double average_bits, std::size_t samples) {
  FB_CHECK(samples > 0);
  const std::size_t as_large = samples - rank_of_p95(samples) + 1;
  return average_bits * static_cast<double>(samples) / static_cast<double>(as_large);
}

}  // namespace flowbridge

#include "telemetry/duration_histogram.h"

#include <algorithm>

namespace flowbridge {

void DurationHistogram::observe(std::chrono::microseconds duration) {
  duration = std::max(duration, std::chrono::microseconds{0});
  const double seconds = std::chrono::duration<double>(duration).count();
  const auto bound = std::lower_bound(kBoundsSeconds.begin(), kBoundsSeconds.end(), seconds);
  ++counts_[static_cast<std::size_t>(bound - kBoundsSeconds.begin())];
  sum_ += duration;
}

}  // namespace flowbridge

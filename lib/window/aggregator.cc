#include "window/aggregator.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

WindowAggregator::Window& WindowAggregator::window(UnixTime tick) {
  if (newest_ < windows_.size() && windows_[newest_].tick == tick) return windows_[newest_];
  for (newest_ = 0; newest_ < windows_.size(); ++newest_) {
    if (windows_[newest_].tick == tick) return windows_[newest_];
  }
  return windows_.emplace_back(Window{tick, {}});
}

void WindowAggregator::add(UnixTime tick, SeriesId series, const Counts& counts) {
  window(tick).sums[series] += counts;
}

std::size_t WindowAggregator::sums_count() const {
  std::size_t count = 0;
  for (const Window& window : windows_) count += window.sums.size();
  return count;
}

std::vector<WindowContributions> WindowAggregator::drain() {
  std::vector<WindowContributions> drained;
  drained.reserve(windows_.size());
  for (Window& window : windows_) {
    WindowContributions& out = drained.emplace_back(WindowContributions{window.tick, {}});
    out.contributions.reserve(window.sums.size());
    for (const auto& [series, counts] : window.sums) out.contributions.push_back({series, counts});
    std::sort(out.contributions.begin(), out.contributions.end(),
              [](const Contribution& a, const Contribution& b) { return a.series < b.series; });
  }
  windows_.clear();
  std::sort(
      drained.begin(), drained.end(),
      [](const WindowContributions& a, const WindowContributions& b) { return a.tick < b.tick; });
  return drained;
}

}  // namespace flowbridge

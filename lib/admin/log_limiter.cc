#include "admin/log_limiter.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

LogLimiter::Period& LogLimiter::period_of(std::string_view event, MonotonicTime now) {
  auto found = periods_.find(event);
  if (found == periods_.end() && periods_.size() >= kEventsMax) {
    event = kOtherEvents;
    found = periods_.find(event);
  }
  if (found == periods_.end()) {
    found = periods_.emplace(std::string(event), Period{}).first;
    found->second.end = now + limits_.period;
  }
  return found->second;
}

bool LogLimiter::admit(const Arrival& arrival, MonotonicTime now) {
  Period& period = period_of(arrival.event, now);
  if (period.written < limits_.lines_per_period) {
    ++period.written;
    return true;
  }
  ++period.held_back;
  period.gravest_held_back = std::max(period.gravest_held_back, arrival.level);
  return false;
}

std::vector<HeldBack> LogLimiter::ended(MonotonicTime now) {
  std::vector<HeldBack> reports;
  for (auto it = periods_.begin(); it != periods_.end();) {
    const Period& period = it->second;
    if (now < period.end) {
      ++it;
      continue;
    }
    if (period.held_back > 0) {
      reports.push_back({it->first, period.gravest_held_back, period.held_back});
    }
    it = periods_.erase(it);
  }
  return reports;
}

std::vector<HeldBack> LogLimiter::all() {
  return ended(MonotonicTime::max());
}

}  // namespace flowbridge

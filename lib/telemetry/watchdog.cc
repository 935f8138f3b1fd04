#include "telemetry/watchdog.h"

#include "base/check.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

LoopId Watchdog::add(std::string name, const WatchOptions& options) {
  MutexLock lock(mutex_);
  Loop loop{.name = std::move(name), .limit = options.limit, .last_step = options.now};
  // A place that was given up is used again: reloads must not make the list grow.
  const auto free = std::find_if(loops_.begin(), loops_.end(),
                                 [](const Loop& candidate) { return !candidate.watched; });
  const auto place = static_cast<std::size_t>(free - loops_.begin());
  if (free == loops_.end()) {
    loops_.push_back(std::move(loop));
  } else {
    *free = std::move(loop);
  }
  return LoopId(place);
}

void Watchdog::remove(LoopId id) {
  MutexLock lock(mutex_);
  FB_CHECK(id.value() < loops_.size());
  loops_[id.value()].watched = false;
}

void Watchdog::clear() {
  MutexLock lock(mutex_);
  loops_.clear();
}

void Watchdog::stepped(LoopId id, MonotonicTime now) {
  MutexLock lock(mutex_);
  FB_CHECK(id.value() < loops_.size());
  loops_[id.value()].last_step = now;
}

std::vector<StalledLoop> Watchdog::stalled(MonotonicTime now) const {
  std::vector<StalledLoop> found;
  MutexLock lock(mutex_);
  for (const Loop& loop : loops_) {
    const auto since = now - loop.last_step;
    if (loop.watched && since > loop.limit) found.push_back({loop.name, since});
  }
  return found;
}

}  // namespace flowbridge

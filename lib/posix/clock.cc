#include "posix/clock.h"

#include <thread>

namespace flowbridge {

Now read_now() {
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  const auto monotonic = std::chrono::steady_clock::now().time_since_epoch();
  return {.wall = UnixTime(std::chrono::floor<Duration>(wall)),
          .monotonic = MonotonicTime(std::chrono::floor<std::chrono::microseconds>(monotonic))};
}

void sleep_for(Duration duration) {
  std::this_thread::sleep_for(duration);
}

std::chrono::steady_clock::time_point to_steady(MonotonicTime time) {
  return std::chrono::steady_clock::time_point(time.time_since_epoch());
}

}  // namespace flowbridge

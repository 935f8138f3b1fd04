#include "process/stop_signals.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include <poll.h>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace flowbridge {

Result<StopSignals> StopSignals::make() {
  sigset_t stopping;
  sigemptyset(&stopping);
  sigaddset(&stopping, SIGINT);
  sigaddset(&stopping, SIGTERM);
  if (const int error = pthread_sigmask(SIG_BLOCK, &stopping, nullptr); error != 0) {
    return Error(ErrorCode::kIo, std::string("block signals: ") + std::strerror(error));
  }
  std::signal(SIGPIPE, SIG_IGN);
  const int descriptor = signalfd(-1, &stopping, SFD_CLOEXEC | SFD_NONBLOCK);
  if (descriptor < 0) return Error(ErrorCode::kIo, std::string("signalfd: ") + strerror(errno));
  return StopSignals(descriptor);
}

StopSignals::StopSignals(StopSignals&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

StopSignals::~StopSignals() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool StopSignals::wait(Duration limit) {
  pollfd waited{.fd = descriptor_, .events = POLLIN, .revents = 0};
  const auto longest = static_cast<std::int64_t>(std::numeric_limits<int>::max());
  const auto timeout = static_cast<int>(std::clamp<std::int64_t>(limit.count(), 0, longest));
  return poll(&waited, 1, timeout) > 0;
}

}  // namespace flowbridge

#include "flowbridge/reloads.h"

#include "posix/clock.h"

#include <utility>

namespace flowbridge {

Reloads::Reloads(std::function<void()> wake_main, UnixTime loaded)
    : wake_main_(std::move(wake_main)), report_{.last_reload_success = loaded} {}

Result<void> Reloads::request() {
  const auto deadline = to_steady(read_now().monotonic + kReloadWaitMax);
  std::uint64_t mine = 0;
  {
    const MutexLock lock(mutex_);
    mine = ++asked_;
  }
  wake_main_();
  const MutexLock lock(mutex_);
  while (answered_ < mine && !closed_) {
    if (answered_more_.wait_until(mutex_, deadline) == std::cv_status::timeout) break;
  }
  if (answered_ < mine) {
    return Error(ErrorCode::kUnavailable,
                 closed_ ? "flowbridge is stopping" : "it is still under way");
  }
  if (failure_) return *failure_;
  return {};
}

ConfigReport Reloads::report() const {
  const MutexLock lock(mutex_);
  return report_;
}

bool Reloads::is_requested() const {
  const MutexLock lock(mutex_);
  return asked_ > answered_;
}

void Reloads::run(const std::function<Result<void>()>& reload, const std::function<Now()>& now) {
  std::uint64_t served = 0;
  {
    const MutexLock lock(mutex_);
    served = asked_;
  }
  const Result<void> reloaded = reload();
  {
    const MutexLock lock(mutex_);
    answered_ = served;
    failure_ = reloaded ? std::nullopt : std::optional(reloaded.error());
    report_.last_reload_successful = reloaded.has_value();
    if (reloaded) report_.last_reload_success = now().wall;
  }
  answered_more_.notify_all();
}

void Reloads::close() {
  {
    const MutexLock lock(mutex_);
    closed_ = true;
  }
  answered_more_.notify_all();
}

}  // namespace flowbridge

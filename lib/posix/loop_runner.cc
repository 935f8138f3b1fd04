#include "posix/loop_runner.h"

#include "posix/clock.h"

#include <algorithm>
#include <utility>

#include <pthread.h>

namespace flowbridge {

namespace {

constexpr std::size_t kThreadNameBytesMax = 15;

void name_this_thread(const std::string& name) {
  static_cast<void>(
      ::pthread_setname_np(::pthread_self(), name.substr(0, kThreadNameBytesMax).c_str()));
}

}  // namespace

LoopRunner::LoopRunner(LoopOptions options, Step step)
    : options_(std::move(options)), step_(std::move(step)), thread_([this] { run(); }) {}

LoopRunner::~LoopRunner() {
  {
    const MutexLock lock(mutex_);
    abandoned_ = true;
  }
  request_stop();
  thread_.join();
}

void LoopRunner::wake() {
  {
    const MutexLock lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void LoopRunner::request_stop() {
  stop_.request_stop();
  wake();
}

bool LoopRunner::wait_ended(Duration timeout) {
  const auto deadline = to_steady(read_now().monotonic + timeout);
  const MutexLock lock(mutex_);
  while (!ended_) {
    if (changed_.wait_until(mutex_, deadline) == std::cv_status::timeout) break;
  }
  return ended_;
}

std::optional<Error> LoopRunner::failure() const {
  const MutexLock lock(mutex_);
  return failure_;
}

bool LoopRunner::abandoned() const {
  const MutexLock lock(mutex_);
  return abandoned_;
}

void LoopRunner::wait_until(MonotonicTime until) {
  // The stop token does not end this wait, wake() does: a loop that is coming to its end waits too.
  const MonotonicTime latest = read_now().monotonic + kLoopWaitMax;
  const auto deadline = to_steady(std::min(until, latest));
  const MutexLock lock(mutex_);
  while (!woken_) {
    if (changed_.wait_until(mutex_, deadline) == std::cv_status::timeout) break;
  }
  woken_ = false;
}

void LoopRunner::run() {
  name_this_thread(options_.name);
  std::optional<Error> failure;
  bool finished = false;
  while (!finished && !abandoned()) {
    StepResult result = step_(read_now(), stop_.get_token());
    if (const auto* wait = std::get_if<StepWait>(&result)) wait_until(wait->until);
    if (auto* error = std::get_if<Error>(&result)) failure = std::move(*error);
    finished = failure.has_value() || std::holds_alternative<StepFinished>(result);
  }
  {
    const MutexLock lock(mutex_);
    ended_ = true;
    failure_ = std::move(failure);
  }
  changed_.notify_all();
  if (finished && options_.on_end) options_.on_end();
}

}  // namespace flowbridge

#include "posix/signals.h"

#include "base/check.h"
#include "posix/clock.h"

#include <algorithm>
#include <cerrno>
#include <limits>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace flowbridge {

namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

constexpr int kExitCodeOfSignal = 128;  // the shell's convention

void exit_at_once(int number) {
  ::_exit(kExitCodeOfSignal + number);
}

}  // namespace

Result<std::unique_ptr<Signals>> Signals::open() {
  std::unique_ptr<Signals> signals(new Signals());
  sigset_t wanted = stop_signals();
  sigaddset(&wanted, SIGHUP);
  signals->signals_ = FileDescriptor(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals->signals_) return system_error("make a signal descriptor", errno);
  signals->interrupts_ = FileDescriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!signals->interrupts_) return system_error("make an event descriptor", errno);
  FB_CHECK(::pthread_sigmask(SIG_BLOCK, &wanted, &signals->before_) == 0);
  signals->blocked_ = true;
  return signals;
}

Signals::~Signals() {
  if (stop_seen_) {
    static_cast<void>(::sigaction(SIGTERM, &term_before_, nullptr));
    static_cast<void>(::sigaction(SIGINT, &int_before_, nullptr));
  }
  if (blocked_) static_cast<void>(::pthread_sigmask(SIG_SETMASK, &before_, nullptr));
}

SignalRequest Signals::wait(Duration timeout) {
  const MonotonicTime deadline = read_now().monotonic + timeout;
  pollfd waits[] = {{.fd = signals_.get(), .events = POLLIN, .revents = 0},
                    {.fd = interrupts_.get(), .events = POLLIN, .revents = 0}};
  for (;;) {
    const auto left = std::chrono::ceil<Duration>(deadline - read_now().monotonic);
    const auto left_ms = std::clamp<std::int64_t>(left.count(), 0, std::numeric_limits<int>::max());
    const int ready = ::poll(waits, std::size(waits), static_cast<int>(left_ms));
    FB_CHECK(ready >= 0 || errno == EINTR);
    if (ready == 0) return SignalRequest::kNone;
    if (ready < 0) continue;
    if ((waits[0].revents & POLLIN) != 0) {
      const SignalRequest request = take_signal();
      if (request != SignalRequest::kNone) return request;
    }
    std::uint64_t count = 0;
    if (::read(interrupts_.get(), &count, sizeof(count)) == sizeof(count)) {
      return SignalRequest::kInterrupted;
    }
  }
}

SignalRequest Signals::take_signal() {
  signalfd_siginfo info{};
  if (::read(signals_.get(), &info, sizeof(info)) != sizeof(info)) return SignalRequest::kNone;
  if (info.ssi_signo == SIGHUP) return SignalRequest::kReload;
  arm_second_signal();
  return SignalRequest::kStop;
}

void Signals::arm_second_signal() {
  if (stop_seen_) return;
  stop_seen_ = true;
  // A handler, not the default action: the first process of a container is immune to that. It holds
  // even if this thread never comes back to wait().
  struct sigaction action {};
  action.sa_handler = exit_at_once;
  FB_CHECK(::sigaction(SIGTERM, &action, &term_before_) == 0);
  FB_CHECK(::sigaction(SIGINT, &action, &int_before_) == 0);
  const sigset_t stop = stop_signals();
  FB_CHECK(::pthread_sigmask(SIG_UNBLOCK, &stop, nullptr) == 0);
}

void Signals::interrupt() {
  const std::uint64_t one = 1;
  // It fails only if four billion interrupts are waiting already, and then there is no need.
  static_cast<void>(::write(interrupts_.get(), &one, sizeof(one)) == sizeof(one));
}

}  // namespace flowbridge

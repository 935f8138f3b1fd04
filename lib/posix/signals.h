#pragma once
/// What people and supervisors ask of the process, as something to wait for.
///
/// SIGTERM and SIGINT ask to stop, SIGHUP asks to reload. They arrive in wait(), on the main
/// thread, and nowhere else: no handler interrupts anything. After the first request to stop, a
/// second one ends the process at once, whatever it is doing, with exit code 128 + signal.
///
/// Lifetime: make it before any thread, so that all of them leave the signals to it; one per
///           process. When it is destroyed the signals act as before.
/// Threads:  wait: the one that made it. interrupt: any.
/// Fails:    open: kUnavailable, kIo. wait: never.
/// Units:    milliseconds.
///
///   Result<std::unique_ptr<Signals>> signals = Signals::open();
///   while (!stopping) {
///     if ((*signals)->wait(1s) == SignalRequest::kStop) stopping = true;
///   }

#include "base/result.h"
#include "base/time.h"
#include "posix/file_descriptor.h"

#include <memory>

#include <signal.h>

namespace flowbridge {

enum class SignalRequest {
  kNone,         // the time is over
  kStop,         // SIGTERM or SIGINT
  kReload,       // SIGHUP
  kInterrupted,  // someone called interrupt()
};

class Signals {
 public:
  static Result<std::unique_ptr<Signals>> open();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();

  /// Waits for a request, at most for `timeout`.
  SignalRequest wait(Duration timeout);
  /// Ends the wait, or the next one: something else needs the main thread.
  void interrupt();

 private:
  Signals() = default;

  /// The request behind the signal that was read.
  SignalRequest take_signal();
  /// From now on a second request to stop ends the process.
  void arm_second_signal();

  FileDescriptor signals_;
  FileDescriptor interrupts_;
  sigset_t before_{};
  bool blocked_ = false;
  bool stop_seen_ = false;
  struct sigaction term_before_ {};
  struct sigaction int_before_ {};
};

}  // namespace flowbridge

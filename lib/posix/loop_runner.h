#pragma once
/// Gives a loop its thread, its time and its end.
///
/// The loops of the bridge are step functions without threads, clocks or sleeps. The runner calls
/// the step on a thread of its own, tells it the time, waits as long as the step says or until
/// someone wakes it, and reports how it ended. Stopping has two stages: request_stop() asks the
/// step to come to an end by itself, however many steps that takes; destruction lets it go after
/// the step that is running.
///
/// Lifetime: what the step refers to must outlive the runner; the destructor joins the thread.
/// Threads:  wake, request_stop, wait_ended and failure: any. The step and on_end: the runner's.
/// Fails:    the step's Error is kept for failure(), and the loop does not run again.
/// Units:    waits end at a MonotonicTime, at most kLoopWaitMax away.
///
///   LoopRunner ingest({.name = "ingest", .on_end = [&] { signals.interrupt(); }},
///                     [&](const Now& now, std::stop_token stop) { return loop.step(now, stop); });
///   ingest.request_stop();
///   if (!ingest.wait_ended(10s)) log("ingest did not finish in time");

#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"

#include <condition_variable>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <variant>

namespace flowbridge {

/// There is more to do now.
struct StepAgain {};
/// Nothing to do before this time, or before someone calls wake().
struct StepWait {
  MonotonicTime until;
};
/// The loop has come to its end.
struct StepFinished {};

/// What a step wants next. An Error ends the loop.
using StepResult = std::variant<StepAgain, StepWait, StepFinished, Error>;

/// Once a stop is requested, the step should finish what it must and return StepFinished.
using Step = std::function<StepResult(const Now& now, const std::stop_token& stop)>;

/// However long a step wants to wait, it is called again after this.
inline constexpr Duration kLoopWaitMax = 60s;

struct LoopOptions {
  /// The thread's name, cut to the 15 bytes that the system keeps.
  std::string name;
  /// Called once, on the loop's thread, when it has finished or failed by itself.
  std::function<void()> on_end = {};
};

class LoopRunner {
 public:
  LoopRunner(LoopOptions options, Step step);
  LoopRunner(const LoopRunner&) = delete;
  LoopRunner& operator=(const LoopRunner&) = delete;
  /// Requests a stop, lets the running step return, and joins.
  ~LoopRunner();

  /// Ends the loop's wait, or the next one if it is not waiting. Wakes do not add up.
  void wake();
  /// Asks the step to finish, and wakes it.
  void request_stop();
  /// Whether the loop has ended; waits for it up to `timeout`.
  bool wait_ended(Duration timeout);
  /// Why the loop failed, if it has ended and did.
  std::optional<Error> failure() const;

 private:
  void run();
  void wait_until(MonotonicTime until);
  bool abandoned() const;

  // Constant after construction.
  const LoopOptions options_;
  const Step step_;

  mutable Mutex mutex_;
  std::condition_variable_any changed_;
  bool woken_ FB_GUARDED_BY(mutex_) = false;
  bool abandoned_ FB_GUARDED_BY(mutex_) = false;
  bool ended_ FB_GUARDED_BY(mutex_) = false;
  std::optional<Error> failure_ FB_GUARDED_BY(mutex_);

  std::stop_source stop_;
  // Last: it uses all of the above.
  std::jthread thread_;
};

}  // namespace flowbridge

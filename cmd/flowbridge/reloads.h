#pragma once
/// Who asks for a reload, and how the last one went.
///
/// Requests come from the workers of the HTTP server, reloading is main's: a worker leaves its
/// request here, wakes main, and waits for the outcome. One reload serves all who had asked before
/// it began.
///
/// Lifetime: must outlive the HTTP server.
/// Threads:  request and report: any. The others: main's.
/// Fails:    request: what the reload failed with; kUnavailable if there is none, because the
///           process ends, or if it takes longer than kReloadWaitMax.
/// Units:    wall clock.
///
///   Reloads reloads([&] { signals.interrupt(); }, read_now().wall);
///   Result<void> reloaded = reloads.request();                           // a worker
///   if (reloads.is_requested()) reloads.run([&] { return reload(); }, read_now);   // main

#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"
#include "telemetry/reports.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <optional>

namespace flowbridge {

/// However long recovery takes, nobody waits at a page for longer.
inline constexpr Duration kReloadWaitMax = 60s;

class Reloads final {
 public:
  /// The first configuration was loaded at `loaded`.
  Reloads(std::function<void()> wake_main, UnixTime loaded);

  Result<void> request();
  ConfigReport report() const;

  bool is_requested() const;
  void run(const std::function<Result<void>()>& reload, const std::function<Now()>& now);
  /// There will be no more.
  void close();

 private:
  // Constant after construction.
  const std::function<void()> wake_main_;

  mutable Mutex mutex_;
  std::condition_variable_any answered_more_;
  // Requests so far, and those of them that are served.
  std::uint64_t asked_ FB_GUARDED_BY(mutex_) = 0;
  std::uint64_t answered_ FB_GUARDED_BY(mutex_) = 0;
  // Of the last reload; absent: it went well.
  std::optional<Error> failure_ FB_GUARDED_BY(mutex_);
  ConfigReport report_ FB_GUARDED_BY(mutex_);
  bool closed_ FB_GUARDED_BY(mutex_) = false;
};

}  // namespace flowbridge

#pragma once
/// Notices a loop that no longer steps.
///
/// Each loop says when it stepped; whoever asks learns which ones have not for longer than they
/// may. It knows nothing of Kafka or destinations: a loop that waits for a dead broker still steps,
/// and restarting it would help nobody.
///
/// Lifetime: must outlive the loops and the HTTP server.
/// Threads:  any, for all functions.
/// Fails:    never; a LoopId of another Watchdog is a bug.
/// Units:    monotonic time; a loop is stalled when its last step is more than the limit ago.
///
///   LoopId id = watchdog.add("ingest", {.limit = 30s, .now = now.monotonic});
///   watchdog.stepped(id, now.monotonic);                  // after each step
///   for (const StalledLoop& loop : watchdog.stalled(now.monotonic)) complain(loop.name);

#include "base/mutex.h"
#include "base/strong_id.h"
#include "base/time.h"

#include <cstddef>
#include <string>
#include <vector>

namespace flowbridge {

using LoopId = StrongId<struct LoopIdTag, std::size_t>;

struct WatchOptions {
  /// Above the longest wait inside a step, fsync included; higher notices later.
  Duration limit = 30s;
  /// The first step is due `limit` after this.
  MonotonicTime now;
};

struct StalledLoop {
  std::string name;
  std::chrono::microseconds since_last_step{0};
};

class Watchdog {
 public:
  LoopId add(std::string name, const WatchOptions& options);
  /// The loop has ended on purpose, and is watched no more.
  void remove(LoopId id);
  void stepped(LoopId id, MonotonicTime now);
  /// Forgets all loops: they are gone, and their ids mean nothing any more.
  void clear();

  /// In the order in which the loops were added.
  std::vector<StalledLoop> stalled(MonotonicTime now) const;

 private:
  struct Loop {
    std::string name;
    Duration limit{0};
    MonotonicTime last_step;
    bool watched = true;
  };

  mutable Mutex mutex_;
  std::vector<Loop> loops_ FB_GUARDED_BY(mutex_);
};

}  // namespace flowbridge

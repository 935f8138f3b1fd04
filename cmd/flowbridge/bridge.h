#pragma once
/// The bridge, from its start to its end: its loops, what it serves over HTTP, and reloads.
///
/// A reload ends the loops with everything durable and starts others with the new settings, in the
/// same process, as a restart would: the state directory knows where they go on, so that nothing is
/// lost and nothing counts twice. What can be known to be wrong is found before that, while the
/// loops run; if something is wrong all the same, they start again as they were.
///
/// Lifetime: borrows the log; owns the rest, and ends it in the right order.
/// Threads:  main's; makes all others.
/// Fails:    build and start: as Wiring; the port is taken. reload: a configuration that cannot be;
///           the one before holds then.
/// Units:    as in config/settings.h.
///
///   Result<std::unique_ptr<Bridge>> bridge = Bridge::build(settings, parts);
///   if (Result<void> started = (*bridge)->start(); !started) return started;
///   wait_for_a_signal();
///   Result<void> ended = (*bridge)->stop();

#include "admin/log_writer.h"
#include "base/result.h"
#include "config/settings.h"
#include "flowbridge/wiring.h"

#include <functional>
#include <memory>
#include <optional>

namespace flowbridge {

struct BridgeParts {
  LogWriter& log;
  /// Called from any thread when there is something for main: a loop has ended by itself, or a
  /// reload is asked for.
  std::function<void()> wake_main;
  BridgeSeams seams = {};
};

class Bridge {
 public:
  /// Opens everything that can be refused, and recovers the journal.
  static Result<std::unique_ptr<Bridge>> build(const Settings& settings, const BridgeParts& parts);
  Bridge(const Bridge&) = delete;
  Bridge& operator=(const Bridge&) = delete;
  ~Bridge();

  /// Listens, and starts the loops.
  Result<void> start();
  /// Why a loop has ended, or cannot begin again, if that is so.
  std::optional<Error> failure() const;
  /// Whether somebody has asked for a reload over HTTP, and waits.
  bool is_reload_requested() const;
  /// Loads the configuration anew, all or nothing. How it went is logged, and told to who asked.
  void reload(const std::function<LoadedSettings()>& load);
  /// Stops polling, makes everything durable, delivers what it can within the shutdown timeout.
  Result<void> stop();

 private:
  struct Parts;
  explicit Bridge(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

/// Says of each key of the configuration that has no effect that it has none.
void log_warnings(const LoadedSettings& loaded, Log& log);

}  // namespace flowbridge

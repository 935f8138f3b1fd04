#pragma once
/// The program, put together: the only place that knows which class stands behind which port.
///
/// wiring.cc reads from top to bottom as the program is: the state directory, the journal, Kafka,
/// the two kinds of loop, the threads that run them, and the HTTP server that shows them.
///
/// Lifetime: borrows the settings and the log; owns the rest, and ends it in the right order.
/// Threads:  main's; makes all others.
/// Fails:    build and start: the state directory is in use, damaged or of a newer format, the name
///           file cannot be read, the port is taken. Kafka or a destination that is away is no
///           failure.
/// Units:    as in config/settings.h.
///
///   Result<std::unique_ptr<Bridge>> bridge = Bridge::build(settings, parts);
///   if (Result<void> started = (*bridge)->start(); !started) return started;
///   wait_for_a_signal();
///   Result<void> ended = (*bridge)->stop();

#include "admin/log_writer.h"
#include "base/result.h"
#include "config/settings.h"
#include "port/directory.h"
#include "port/http_client.h"
#include "port/record_source.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace flowbridge {

/// Where a test build stands between the bridge and its ports. The product leaves all of it out.
struct BridgeSeams {
  /// Each wraps the real one; what it returns is used instead.
  std::function<std::unique_ptr<Directory>(std::unique_ptr<Directory>)> wrap_state = {};
  std::function<std::unique_ptr<RecordSource>(std::unique_ptr<RecordSource>)> wrap_source = {};
  std::function<std::unique_ptr<HttpClient>(std::unique_ptr<HttpClient>)> wrap_http = {};
  /// Of a journal's segment, and between checkpoints: smaller than any quota makes them.
  std::optional<std::uint64_t> segment_bytes = {};
};

struct BridgeParts {
  LogWriter& log;
  /// Called from a loop's thread when it has ended by itself.
  std::function<void()> on_loop_end;
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
  /// Why a loop has ended, if one has.
  std::optional<Error> failure() const;
  /// Stops polling, makes everything durable, delivers what it can within the shutdown timeout.
  Result<void> stop();

 private:
  struct Parts;
  explicit Bridge(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace flowbridge

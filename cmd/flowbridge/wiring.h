#pragma once
/// The loops, put together: the only place that knows which class stands behind which port.
///
/// wiring.cc reads from top to bottom as the bridge is: the state directory, the journal, Kafka,
/// the two kinds of loop, and the threads that run them. One Wiring is for one configuration; when
/// that is reloaded another takes its place, and goes on where the state directory says.
///
/// Lifetime: borrows what WiringParts has; owns the rest, and ends it in the right order.
/// Threads:  main's; makes all others but the HTTP server's.
/// Fails:    build: the state directory is in use, damaged or of a newer format, the name file
///           cannot be read, a destination is gone from the configuration. Kafka or a destination
///           that is away is no failure.
/// Units:    as in config/settings.h.
///
///   Result<std::unique_ptr<Wiring>> wiring = Wiring::build(settings, parts);
///   (*wiring)->start();
///   (*wiring)->suspend();   // and then another one, or
///   Result<void> ended = (*wiring)->stop();

#include "base/log.h"
#include "base/result.h"
#include "config/settings.h"
#include "names/published_names.h"
#include "port/directory.h"
#include "port/http_client.h"
#include "port/record_source.h"
#include "telemetry/catalogue.h"
#include "telemetry/hub.h"
#include "telemetry/watchdog.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

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

struct WiringParts {
  Log& log;
  Hub& hub;
  Watchdog& watchdog;
  /// Names that others have left there hold until others are loaded.
  PublishedNames& names;
  /// Called from a loop's thread when it has ended by itself.
  std::function<void()> on_loop_end;
  /// What is pushed of ourselves; called from loops' threads, once they are started.
  std::function<Scrape()> scrape;
  BridgeSeams seams = {};
};

class Wiring {
 public:
  /// Opens everything that can be refused, and recovers the journal.
  static Result<std::unique_ptr<Wiring>> build(const Settings& settings, const WiringParts& parts);
  Wiring(const Wiring&) = delete;
  Wiring& operator=(const Wiring&) = delete;
  ~Wiring();

  /// Starts the loops.
  void start();
  /// Why a loop has ended, if one has.
  std::optional<Error> failure() const;
  /// Stops polling, makes everything durable, delivers what it can within the shutdown timeout.
  Result<void> stop();

  /// Whether another one could be built of these settings in its place, as far as that can be told
  /// while this one runs. Fails: kInvalid, and what the disk says.
  Result<void> check_successor(const Settings& next);
  /// Stops polling and makes everything durable. What is not delivered stays in the journal for the
  /// next one, when this one is destroyed.
  void suspend();

  const std::string& instance() const;
  /// Whether there was no state directory before.
  bool is_new() const;

 private:
  struct Parts;
  explicit Wiring(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace flowbridge

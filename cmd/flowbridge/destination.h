#pragma once
/// One destination, put together: its directory, its HTTP client, its delivery loop and its thread.
///
/// Destinations share nothing but the journal: one that is slow, down or held stands still by
/// itself.
///
/// Lifetime: borrows its ports; ends its thread when it is destroyed.
/// Threads:  main's; makes one of its own. wake: any.
/// Fails:    open: its cursor or quarantine is damaged, or the disk fails. A destination that is
///           away is no failure.
/// Units:    as in config/settings.h.
///
///   Result<std::unique_ptr<Destination>> opened = Destination::open(options, ports);
///   (*opened)->start();
///   (*opened)->request_stop();
///   const bool delivered = (*opened)->wait_ended(10s);

#include "bridge/delivery_loop.h"
#include "journal/journal.h"
#include "journal/state_directory.h"
#include "port/http_client.h"
#include "posix/loop_runner.h"
#include "telemetry/hub.h"
#include "telemetry/watchdog.h"

#include <functional>
#include <memory>
#include <optional>

namespace flowbridge {

struct DestinationPorts {
  StateDirectory& state;
  Journal& journal;
  std::unique_ptr<HttpClient> http;
  Hub& hub;
  Watchdog& watchdog;
  Log& log;
  /// Called from its thread when its loop has ended by itself.
  std::function<void()> on_end;
  /// What is pushed of ourselves (R23); empty: nothing. Called from its thread.
  std::function<Scrape()> scrape = {};
};

class Destination {
 public:
  /// Reads what is undelivered back from the journal.
  static Result<std::unique_ptr<Destination>> open(const DeliveryOptions& options,
                                                   DestinationPorts ports);

  void start();
  /// There are new ticks.
  void wake();
  /// It ends once everything durable is delivered.
  void request_stop();
  bool wait_ended(Duration timeout);
  std::optional<Error> failure() const;

 private:
  Destination(std::string name, DestinationPorts ports)
      : name_(std::move(name)), ports_(std::move(ports)) {}

  // Constant after construction.
  const std::string name_;
  const DestinationPorts ports_;

  std::unique_ptr<Directory> directory_;
  std::unique_ptr<DeliveryLoop> loop_;
  std::unique_ptr<LoopRunner> runner_;
};

}  // namespace flowbridge

#pragma once
/// The pages behind the HTTP server: what each path answers.
///
/// Everything is read from the Hub, the Watchdog and what the wiring gives; nothing is kept here
/// but counts of requests. `/-/healthy` asks whether our own loops step, and nothing outside;
/// `/-/ready` asks whether flows are taken in. So a dead broker or receiver never makes an
/// orchestrator restart us.
///
/// Lifetime: what AdminSources points to must outlive the site.
/// Threads:  any; the workers of the HTTP server call answer() at once. The functions in
/// AdminSources must allow that.
/// Fails:    never; an unknown path is a 404 that lists the known ones.
/// Units:    as in the reports.
///
///   AdminSite site({.hub = &hub, .watchdog = &watchdog, .now = read_clocks, .self = report_self});
///   HttpServer::start(options, [&](const HttpQuery& query) { return site.answer(query); });

#include "admin/http_exchange.h"
#include "base/mutex.h"
#include "base/time.h"
#include "telemetry/catalogue.h"
#include "telemetry/hub.h"
#include "telemetry/watchdog.h"

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

struct AdminSources {
  const Hub* hub = nullptr;
  const Watchdog* watchdog = nullptr;
  std::function<Now()> now;
  /// Build, process and log; `ready` and `http_requests` are filled in here.
  std::function<SelfReport()> self;
  /// Conditions of readiness that the reports do not know, a line for each one not met. May be
  /// empty.
  std::function<std::vector<std::string>()> more_unmet = {};
};

class AdminSite {
 public:
  /// Requires: all of `sources` but more_unmet is set.
  explicit AdminSite(AdminSources sources);

  HttpPage answer(const HttpQuery& query);

  /// All that /metrics shows, for pushing it as well.
  Scrape scrape() const;

 private:
  struct Route {
    const char* path;
    const char* what;
    HttpPage (AdminSite::*page)() const;
  };
  static std::span<const Route> routes();

  HttpPage status() const;
  HttpPage metrics() const;
  HttpPage healthy() const;
  HttpPage ready() const;
  HttpPage build_info() const;
  HttpPage runtime_info() const;
  HttpPage not_found() const;

  std::vector<std::string> unmet(const Snapshot& snapshot) const;
  void count(const std::string& handler, int code);

  const AdminSources sources_;

  mutable Mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t> requests_ FB_GUARDED_BY(mutex_);
};

}  // namespace flowbridge

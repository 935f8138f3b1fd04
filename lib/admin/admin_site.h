#pragma once
/// The pages behind the HTTP server: what each path answers.
///
/// Everything is read from the Hub, the Watchdog and what the wiring gives; nothing is kept here
/// but counts of requests. `/-/reload` alone changes something, and is asked by POST or PUT.
/// `/-/healthy` asks whether our own loops step, and nothing outside;
/// `/-/ready` asks whether flows are taken in. So a dead broker or receiver never makes an
/// orchestrator restart us. What a page of `/api` cannot answer it refuses as Prometheus's API
/// does.
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
#include "base/result.h"
#include "base/time.h"
#include "telemetry/catalogue.h"
#include "telemetry/hub.h"
#include "telemetry/watchdog.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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
  /// Why the AS of this number, as a client wrote it, has its name: a JSON object.
  /// Fails: kInvalid if it is no number, kUnavailable if the client should ask again in a second.
  std::function<Result<std::string>(std::string_view number)> explain_as;
  /// Loads the configuration anew, and returns when that is done or refused. Empty: whoever asks is
  /// told that nobody may.
  std::function<Result<void>()> reload = {};
};

class AdminSite {
 public:
  /// Requires: all of `sources` but more_unmet and reload is set.
  explicit AdminSite(AdminSources sources);

  HttpPage answer(const HttpQuery& query);

  /// All that /metrics shows, for pushing it as well.
  Scrape scrape() const;

 private:
  /// What a client put where a path has its "<…>"; empty if it has none.
  using Operand = std::string_view;
  struct Route {
    std::string_view path;
    const char* what;
    HttpPage (AdminSite::*page)(Operand operand) const;
    /// Asking for it changes something.
    bool acts = false;
  };
  static std::span<const Route> routes();
  /// Absent if the route is another one's.
  static std::optional<Operand> operand_of(const Route& route, std::string_view path);

  HttpPage status(Operand) const;
  HttpPage metrics(Operand) const;
  HttpPage healthy(Operand) const;
  HttpPage ready(Operand) const;
  HttpPage reload(Operand) const;
  HttpPage build_info(Operand) const;
  HttpPage runtime_info(Operand) const;
  HttpPage explanation(Operand number) const;
  HttpPage not_found() const;

  std::vector<std::string> unmet(const Snapshot& snapshot) const;
  void count(const std::string& handler, int code);

  const AdminSources sources_;

  mutable Mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t> requests_ FB_GUARDED_BY(mutex_);
};

}  // namespace flowbridge

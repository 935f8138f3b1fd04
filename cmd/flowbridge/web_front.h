#pragma once
/// What is served over HTTP, from the start of the process to its end.
///
/// It outlives every Wiring: while one takes the place of another, it goes on answering with what
/// there is.
///
/// Lifetime: borrows what WebFrontParts has, which must outlive it; ends its threads.
/// Threads:  main's; the server makes its own.
/// Fails:    listen: the port is taken.
/// Units:    as in config/settings.h.
///
///   WebFront web({log, hub, watchdog, names, reloads});
///   web.explain_by(settings);
///   if (Result<void> listening = web.listen(settings.web); !listening) return listening;

#include "admin/admin_site.h"
#include "admin/http_server.h"
#include "admin/log_writer.h"
#include "base/mutex.h"
#include "config/settings.h"
#include "flowbridge/asn_explainer.h"
#include "flowbridge/reloads.h"
#include "names/published_names.h"
#include "telemetry/hub.h"
#include "telemetry/watchdog.h"

#include <cstdint>
#include <memory>

namespace flowbridge {

struct WebFrontParts {
  const LogWriter& log;
  const Hub& hub;
  const Watchdog& watchdog;
  const PublishedNames& names;
  Reloads& reloads;
};

class WebFront final {
 public:
  explicit WebFront(const WebFrontParts& parts) : parts_(parts) {}

  /// From now on, names of AS are explained by what these settings say of them.
  void explain_by(const Settings& settings);
  Result<void> listen(const WebSettings& settings);
  /// Requires: it listens.
  std::uint16_t port() const { return server_->port(); }
  /// What /metrics shows. Requires: as port(). Any thread.
  Scrape scrape() const { return site_->scrape(); }

 private:
  SelfReport self_report() const;
  std::shared_ptr<AsnExplainer> explainer() const;

  // Constant after construction.
  const WebFrontParts parts_;

  mutable Mutex mutex_;
  // One that is asked goes on, though another has taken its place.
  std::shared_ptr<AsnExplainer> explainer_ FB_GUARDED_BY(mutex_);

  std::unique_ptr<AdminSite> site_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace flowbridge

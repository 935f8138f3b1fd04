#include "flowbridge/web_front.h"

#include "admin/process_stats.h"
#include "flowbridge/build_info.h"
#include "posix/clock.h"

#include <string>
#include <string_view>
#include <utility>

namespace flowbridge {

void WebFront::explain_by(const Settings& settings) {
  auto explainer = std::make_shared<AsnExplainer>(settings, parts_.names, read_now);
  const MutexLock lock(mutex_);
  explainer_ = std::move(explainer);
}

std::shared_ptr<AsnExplainer> WebFront::explainer() const {
  const MutexLock lock(mutex_);
  return explainer_;
}

SelfReport WebFront::self_report() const {
  const BuildInfo build = build_info();
  SelfReport self;
  self.build = {std::string(build.version), std::string(build.revision),
                std::string(build.compiler), std::string(build.architecture)};
  self.config = parts_.reloads.report();
  self.process = read_process_report();
  self.log_messages = parts_.log.messages();
  self.log_messages_suppressed = parts_.log.messages_held_back();
  return self;
}

Result<void> WebFront::listen(const WebSettings& settings) {
  AdminSources sources;
  sources.hub = &parts_.hub;
  sources.watchdog = &parts_.watchdog;
  sources.now = read_now;
  sources.self = [this] { return self_report(); };
  sources.explain_as = [this](std::string_view number) { return explainer()->explain(number); };
  if (settings.lifecycle) sources.reload = [this] { return parts_.reloads.request(); };
  site_ = std::make_unique<AdminSite>(std::move(sources));
  HttpServerOptions options;
  options.listen_address = to_string(settings.listen_address);
  Result<std::unique_ptr<HttpServer>> started =
      HttpServer::start(options, [this](const HttpQuery& query) { return site_->answer(query); });
  if (!started) return started.error();
  server_ = *std::move(started);
  return {};
}

}  // namespace flowbridge

#include "flowbridge/reload_plan.h"

#include <utility>

namespace flowbridge {

namespace {

template <typename Value>
void keep(const char* option, const Value& running, Value& next, std::vector<std::string>& kept) {
  if (next == running) return;
  next = running;
  kept.emplace_back(option);
}

}  // namespace

ReloadPlan plan_reload(const Settings& running, Settings next) {
  ReloadPlan plan;
  keep("storage.path", running.storage.path, next.storage.path, plan.kept);
  keep("web.listen-address", running.web.listen_address, next.web.listen_address, plan.kept);
  keep("web.enable-lifecycle", running.web.lifecycle, next.web.lifecycle, plan.kept);
  keep("log.format", running.logging.format, next.logging.format, plan.kept);
  Settings but_for_log = next;
  but_for_log.logging = running.logging;
  plan.restarts_loops = but_for_log != running || next == running;
  plan.settings = std::move(next);
  return plan;
}

}  // namespace flowbridge

#pragma once
/// What a reload does with the settings that it finds.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   ReloadPlan plan = plan_reload(running, loaded.settings);
///   for (const std::string& option : plan.kept) warn(option);
///   if (plan.restarts_loops) start_anew(plan.settings);

#include "config/settings.h"

#include <string>
#include <vector>

namespace flowbridge {

struct ReloadPlan {
  /// Those that hold from then on.
  Settings settings;
  /// Options that say otherwise than before, and only take effect in another process: the state
  /// directory, and what belongs to the process itself.
  std::vector<std::string> kept;
  /// Not if it was all about the log. A reload without any change does, too: it is asked for to
  /// have files read again that are read at a start only, as the certificates for Kafka are.
  bool restarts_loops = true;
};

ReloadPlan plan_reload(const Settings& running, Settings next);

}  // namespace flowbridge

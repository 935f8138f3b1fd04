#include "config/settings.h"
#include "flowbridge/command.h"
#include "flowbridge/run.h"

namespace flowbridge {

int run_command(const Sources& sources) {
  const LoadedSettings loaded = load_settings(sources);
  if (!loaded.problems.empty()) return usage_error(loaded.problems);
  return run_bridge(loaded.settings);
}

}  // namespace flowbridge

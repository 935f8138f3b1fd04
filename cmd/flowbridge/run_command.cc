#include "flowbridge/command.h"
#include "flowbridge/run.h"

namespace flowbridge {

int run_command(const Sources& sources) {
  return run_bridge(sources);
}

}  // namespace flowbridge

#include "telemetry/reports.h"

#include "base/check.h"

namespace flowbridge {

const char* ingest_state_name(IngestState state) {
  switch (state) {
    case IngestState::kConsuming:
      return "consuming";
    case IngestState::kHolding:
      return "holding";
    case IngestState::kPausedQuota:
      return "paused_quota";
    case IngestState::kPausedNoSpace:
      return "paused_no_space";
  }
  FB_CHECK(false);
}

}  // namespace flowbridge

#include "series/measure.h"

#include "base/check.h"

namespace flowbridge {

const char* measure_name(Measure measure) {
  switch (measure) {
    case Measure::kBytes:
      return "bytes";
    case Measure::kPackets:
      return "packets";
    case Measure::kFlows:
      return "flows";
    case Measure::kInfo:
      return "info";
  }
  FB_CHECK(false);
}

std::uint64_t measured(const Counts& counts, Measure measure) {
  switch (measure) {
    case Measure::kBytes:
      return counts.bytes;
    case Measure::kPackets:
      return counts.packets;
    case Measure::kFlows:
      return counts.flows;
    case Measure::kInfo:
      break;
  }
  FB_CHECK(false);
}

}  // namespace flowbridge

#include "flow/flow_key.h"

#include "base/check.h"

namespace flowbridge {

const char* flow_class_name(FlowClass flow_class) {
  switch (flow_class) {
    case FlowClass::kReceive:
      return "receive";
    case FlowClass::kTransmit:
      return "transmit";
    case FlowClass::kInternal:
      return "internal";
    case FlowClass::kTransit:
      return "transit";
    case FlowClass::kUnclassified:
      return "unclassified";
  }
  FB_CHECK(false);
}

const char* unclassified_reason_name(UnclassifiedReason reason) {
  switch (reason) {
    case UnclassifiedReason::kNone:
      return "";
    case UnclassifiedReason::kAsMissing:
      return "as_missing";
    case UnclassifiedReason::kAsZero:
      return "as_zero";
    case UnclassifiedReason::kPrivateAs:
      return "private_as";
  }
  FB_CHECK(false);
}

}  // namespace flowbridge

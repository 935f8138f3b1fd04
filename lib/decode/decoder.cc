#include "decode/decoder.h"

#include "base/check.h"
#include "decode/pmacct_json.h"

namespace flowbridge {

const char* ignore_reason_name(IgnoreReason reason) {
  switch (reason) {
    case IgnoreReason::kEmpty:
      return "empty";
    case IgnoreReason::kMarker:
      return "marker";
    case IgnoreReason::kForeignEvent:
      return "foreign_event";
    case IgnoreReason::kNoCounters:
      return "no_counters";
  }
  FB_CHECK(false);
}

const char* reject_reason_name(RejectReason reason) {
  switch (reason) {
    case RejectReason::kInvalidJson:
      return "invalid_json";
    case RejectReason::kNotObject:
      return "not_object";
    case RejectReason::kTruncated:
      return "truncated";
    case RejectReason::kMissingField:
      return "missing_field";
    case RejectReason::kBadNumber:
      return "bad_number";
    case RejectReason::kOutOfRange:
      return "out_of_range";
    case RejectReason::kDuplicateField:
      return "duplicate_field";
  }
  FB_CHECK(false);
}

std::unique_ptr<Decoder> make_decoder(FlowFormat format) {
  switch (format) {
    case FlowFormat::kPmacctJson:
      return make_pmacct_json_decoder();
  }
  FB_CHECK(false);
}

}  // namespace flowbridge

#include "names/refusal.h"

namespace flowbridge {

const char* refusal_reason_name(RefusalReason reason) {
  switch (reason) {
    case RefusalReason::kEmpty:
      return "empty";
    case RefusalReason::kHtml:
      return "html";
    case RefusalReason::kTooLarge:
      return "too_large";
    case RefusalReason::kTruncated:
      return "truncated";
    case RefusalReason::kForeign:
      return "foreign";
    case RefusalReason::kBadLines:
      return "bad_lines";
    case RefusalReason::kCountMismatch:
      return "count_mismatch";
    case RefusalReason::kSummaryMismatch:
      return "summary_mismatch";
    case RefusalReason::kJson:
      return "json";
    case RefusalReason::kEnvelope:
      return "envelope";
    case RefusalReason::kFutureDate:
      return "future_date";
  }
  FB_CHECK(false);
}

}  // namespace flowbridge

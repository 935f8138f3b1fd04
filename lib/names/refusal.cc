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

std::optional<Refusal> refusal_of(const BadShare& share) {
  if (100 * share.bad <= share.all) return std::nullopt;
  return Refusal{RefusalReason::kBadLines, std::to_string(share.bad) + " of " +
                                               std::to_string(share.all) + " " + share.what +
                                               " are bad"};
}

}  // namespace flowbridge

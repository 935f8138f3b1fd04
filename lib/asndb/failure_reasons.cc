#include "asndb/failure_reasons.h"

#include "asndb/answer.h"
#include "names/refusal.h"

namespace flowbridge {

std::vector<std::string_view> refresh_failure_reasons() {
  std::vector<std::string_view> reasons;
  const auto add = [&reasons](std::string_view reason) {
    for (const std::string_view known : reasons) {
      if (known == reason) return;
    }
    reasons.push_back(reason);
  };
  for (const FetchFailure each : kFetchFailures) add(fetch_failure_name(each));
  for (const RefusalReason each : kRefusalReasons) add(refusal_reason_name(each));
  for (const EditionVerdict each :
       {EditionVerdict::kTooFew, EditionVerdict::kShrunken, EditionVerdict::kCanariesMissing}) {
    add(edition_verdict_name(each));
  }
  return reasons;
}

std::string describe_change(const EditionChange& change) {
  return std::to_string(change.before) + " before, " + std::to_string(change.after) + " now; " +
         std::to_string(change.added) + " new, " + std::to_string(change.removed) + " gone, " +
         std::to_string(change.renamed) + " renamed, " + std::to_string(change.names_lost) +
         " without the name they had";
}

}  // namespace flowbridge

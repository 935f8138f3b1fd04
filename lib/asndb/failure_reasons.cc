#include "asndb/failure_reasons.h"

#include "asndb/answer.h"
#include "names/clean.h"
#include "names/refusal.h"
#include "telemetry/hub.h"

#include <algorithm>

namespace flowbridge {
namespace {

constexpr std::string_view kAfterScheme = "://";

/// Of a word without blanks.
std::string public_word(std::string_view word) {
  const std::size_t url = word.find(kAfterScheme);
  if (url == std::string_view::npos) return std::string(word);
  // A second URL would be the first one's path, and be shown with all that it has.
  const std::size_t another = word.find(kAfterScheme, url + kAfterScheme.size());
  return another == std::string_view::npos ? public_url(word) : "hidden";
}

}  // namespace

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

std::string failure_detail(std::string_view text) {
  // Of Latin-1, UTF-8 makes at most twice the bytes. Blanks of every kind are one from here on.
  const std::string clean = clean_name(text, 2 * text.size() + kNameBytesMax);
  std::string out;
  for (std::size_t begin = 0; begin < clean.size();) {
    const std::size_t end = std::min(clean.find(' ', begin), clean.size());
    if (begin > 0) out += ' ';
    out += public_word(std::string_view(clean).substr(begin, end - begin));
    begin = end + 1;
  }
  return clean_name(out, kFailureDetailBytesMax);
}

}  // namespace flowbridge

#include "names/text_problem.h"

#include "base/check.h"
#include "names/clean.h"

#include <algorithm>

namespace flowbridge {
namespace {

constexpr std::size_t kQuotedTextBytesMax = 60;

}  // namespace

std::string quoted_briefly(std::string_view text) {
  return "\"" + clean_name(text, kQuotedTextBytesMax) + "\"";
}

Error problems_error(std::string_view path, std::vector<TextProblem> problems) {
  FB_CHECK(!problems.empty());
  std::stable_sort(problems.begin(), problems.end(),
                   [](const TextProblem& a, const TextProblem& b) { return a.at < b.at; });
  const std::size_t shown = std::min(problems.size(), kTextProblemsShownMax);
  std::string message;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) message += "\n";
    message.append(path).append(":").append(in_words(problems[i].at)).append(": ");
    message += problems[i].what;
  }
  if (shown < problems.size()) {
    message.append("\n").append(path).append(": and ");
    message += std::to_string(problems.size() - shown) + " more problems";
  }
  return {ErrorCode::kInvalid, std::move(message)};
}

}  // namespace flowbridge

#include "config/problem.h"

namespace flowbridge {

std::string format_problems(const std::vector<Problem>& problems) {
  std::string lines;
  for (const Problem& problem : problems) {
    lines += "flowbridge: ";
    if (!problem.where.empty()) lines += problem.where + ": ";
    lines += problem.what + "\n";
  }
  return lines;
}

std::string did_you_mean(std::string_view suggestion) {
  if (suggestion.empty() || suggestion.size() > kQuotedBytesMax) return {};
  return "; did you mean " + std::string(suggestion) + "?";
}

}  // namespace flowbridge

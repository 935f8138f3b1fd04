#include "names/text_problem.h"

#include "base/check.h"
#include "base/utf8.h"
#include "names/clean.h"

#include <algorithm>
#include <optional>

namespace flowbridge {
namespace {

constexpr std::size_t kQuotedTextBytesMax = 60;

bool is_control(char32_t value) {
  const bool layout = value == '\t' || value == '\n' || value == '\r';
  return (value < 0x20 && !layout) || value == 0x7f;
}

}  // namespace

TextPosition position_of(std::string_view text, std::size_t offset) {
  FB_CHECK(offset <= text.size());
  const std::string_view before = text.substr(0, offset);
  const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  // Without a line feed the last one is before the first byte.
  return {.line = lines + 1, .column = offset - (before.rfind('\n') + 1) + 1};
}

std::string quoted_briefly(std::string_view text) {
  return "\"" + clean_name(text, kQuotedTextBytesMax) + "\"";
}

std::string in_words(const TextPosition& at) {
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::vector<TextProblem> bytes_that_are_no_text(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();) {
    const std::optional<CodePoint> next = first_code_point(text.substr(offset));
    if (!next) {
      return {{position_of(text, offset), "a byte that is not UTF-8; save the file as UTF-8"}};
    }
    if (is_control(next->value)) {
      return {{position_of(text, offset), "a control character; remove it"}};
    }
    offset += next->size;
  }
  return {};
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

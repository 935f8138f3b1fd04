#include "names/source_text.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>

namespace flowbridge {

std::optional<Refusal> refused_at_sight(std::string_view file, std::size_t bytes_max) {
  if (file.size() > bytes_max) {
    return Refusal{RefusalReason::kTooLarge, "it has " + std::to_string(file.size()) +
                                                 " bytes, at most " + std::to_string(bytes_max) +
                                                 " are read"};
  }
  const std::size_t begin = file.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return Refusal{RefusalReason::kEmpty, "it is empty"};
  const char first = file[begin];
  if (first == '<') return Refusal{RefusalReason::kHtml, "it is HTML, perhaps an error page"};
  if (first == '{' || first == '[') return Refusal{RefusalReason::kForeign, "it begins like JSON"};
  return std::nullopt;
}

std::string_view next_line(std::string_view& rest) {
  const std::size_t size = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, size);
  rest.remove_prefix(std::min(size + 1, rest.size()));
  return line;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped_at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped_at != end) return std::nullopt;
  return value;
}

}  // namespace flowbridge

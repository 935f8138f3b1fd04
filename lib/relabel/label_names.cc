#include "relabel/label_names.h"

#include "base/utf8.h"

#include <algorithm>

namespace flowbridge {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_any_name(std::string_view text) {
  return !text.empty() && is_utf8(text);
}

/// How much of the text, which begins with "$", is a variable; 0 if it is none.
std::size_t variable_size(std::string_view text) {
  const bool braced = text.size() > 1 && text[1] == '{';
  const std::size_t first = braced ? 2 : 1;
  std::size_t end = first;
  while (end < text.size() && is_word(text[end])) ++end;
  if (end == first) return 0;
  if (!braced) return end;
  return end < text.size() && text[end] == '}' ? end + 1 : 0;
}

}  // namespace

bool is_label_name(std::string_view text, LabelNames names) {
  if (names == LabelNames::kUtf8) return is_any_name(text);
  return !text.empty() && !is_digit(text.front()) && std::ranges::all_of(text, is_word);
}

bool is_metric_name(std::string_view text, LabelNames names) {
  if (names == LabelNames::kUtf8) return is_any_name(text);
  return !text.empty() && !is_digit(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_word(c) || c == ':'; });
}

bool is_label_name_template(std::string_view text, LabelNames names) {
  if (names == LabelNames::kUtf8) return is_any_name(text);
  if (text.empty() || is_digit(text.front())) return false;
  while (!text.empty()) {
    const std::size_t size =
        text.front() == '$' ? variable_size(text) : std::size_t{is_word(text.front())};
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace flowbridge

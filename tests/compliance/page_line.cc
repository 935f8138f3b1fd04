#include "compliance/page_line.h"

#include "base/utf8.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace flowbridge {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

template <typename Number>
std::optional<Number> number_of(std::string_view word) {
  if (word.starts_with('+')) {
    word.remove_prefix(1);
    if (word.starts_with('-')) return std::nullopt;
  }
  Number number{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return number;
}

bool are_unique(const std::vector<Label>& labels) {
  std::vector<std::string_view> names;
  for (const Label& label : labels) names.push_back(label.name);
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) == names.end();
}

}  // namespace

bool PageLine::take(std::string_view text) {
  skip_blanks();
  if (!rest_.starts_with(text)) return false;
  rest_.remove_prefix(text.size());
  return true;
}

std::optional<std::string> PageLine::take_name(NameOf kind) {
  skip_blanks();
  const auto may_begin = [&](char c) {
    return is_letter(c) || (kind == NameOf::kMetric && c == ':');
  };
  std::size_t size = 0;
  while (size < rest_.size() && (may_begin(rest_[size]) || (size > 0 && is_digit(rest_[size])))) {
    ++size;
  }
  if (size == 0) return std::nullopt;
  std::string name(rest_.substr(0, size));
  rest_.remove_prefix(size);
  return name;
}

std::optional<std::vector<Label>> PageLine::take_labels() {
  std::vector<Label> labels;
  if (!take("{")) return labels;
  while (!take("}")) {
    if (!labels.empty()) {
      if (!take(",")) return std::nullopt;
      // One behind the last is allowed.
      if (take("}")) break;
    }
    std::optional<std::string> name = take_name(NameOf::kLabel);
    if (!name || !take("=")) return std::nullopt;
    std::optional<std::string> value = take_quoted();
    if (!value) return std::nullopt;
    labels.push_back({*std::move(name), *std::move(value)});
  }
  if (!are_unique(labels)) return std::nullopt;
  return labels;
}

std::optional<std::string> PageLine::take_quoted() {
  if (!take("\"")) return std::nullopt;
  std::size_t size = 0;
  while (size < rest_.size() && rest_[size] != '"') size += rest_[size] == '\\' ? 2U : 1U;
  if (size >= rest_.size()) return std::nullopt;
  std::string text = without_escapes(rest_.substr(0, size));
  rest_.remove_prefix(size + 1);
  if (!is_utf8(text)) return std::nullopt;
  return text;
}

std::optional<double> PageLine::take_number() {
  return number_of<double>(take_word());
}

std::optional<std::int64_t> PageLine::take_whole_number() {
  return number_of<std::int64_t>(take_word());
}

std::string_view PageLine::take_rest() {
  skip_blanks();
  return std::exchange(rest_, {});
}

bool PageLine::at_end() {
  skip_blanks();
  return rest_.empty();
}

void PageLine::skip_blanks() {
  while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
}

std::string_view PageLine::take_word() {
  skip_blanks();
  std::size_t size = 0;
  while (size < rest_.size() && !is_blank(rest_[size])) ++size;
  const std::string_view word = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return word;
}

std::string without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == 'n' || next == '"' || next == '\\') {
      plain += next == 'n' ? '\n' : next;
      ++i;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

}  // namespace flowbridge

#include "relabel/anchored_regex.h"

#include <algorithm>
#include <string>

#include <re2/re2.h>

namespace flowbridge {

namespace {

Error mistake(std::string what) {
  return {ErrorCode::kInvalid, std::move(what)};
}

/// How many bytes of `text`, which begins with a bracket, are one class: "[^]a[:digit:]]".
std::size_t class_size(std::string_view text) {
  std::size_t at = text.starts_with("[^") ? 2 : 1;
  if (at < text.size() && text[at] == ']') ++at;
  while (at < text.size() && text[at] != ']') {
    if (text[at] == '\\') {
      at += 2;
    } else if (const std::size_t named_end = text.find(":]", at);
               text.substr(at, 2) == "[:" && named_end != std::string_view::npos) {
      at = named_end + 2;
    } else {
      ++at;
    }
  }
  return std::min(at + 1, text.size());
}

/// How many bytes at the start of `text` must not be looked into.
std::size_t opaque_size(std::string_view text) {
  if (text.starts_with("\\Q")) {
    const std::size_t end = text.find("\\E");
    return end == std::string_view::npos ? text.size() : end + 2;
  }
  if (text.front() == '\\') return std::min<std::size_t>(2, text.size());
  if (text.front() == '[') return class_size(text);
  return 1;
}

/// Go's syntax as RE2's.
Result<std::string> translated(std::string_view pattern) {
  std::string out;
  while (!pattern.empty()) {
    if (pattern.starts_with("\\C")) return mistake("invalid escape sequence: \\C");
    // Newer versions of RE2 know it; with those two they say what is wrong.
    if (pattern.starts_with("(?<") && !pattern.starts_with("(?<=") &&
        !pattern.starts_with("(?<!")) {
      out += "(?P<";
      pattern.remove_prefix(3);
      continue;
    }
    const std::size_t size = opaque_size(pattern);
    out += pattern.substr(0, size);
    pattern.remove_prefix(size);
  }
  return out;
}

re2::RE2::Options quiet() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return options;
}

}  // namespace

Result<AnchoredRegex> AnchoredRegex::compile(std::string_view pattern) {
  const Result<std::string> inner = translated(pattern);
  if (!inner) return inner.error();
  const re2::RE2 alone(*inner, quiet());
  if (!alone.ok()) return mistake(alone.error());
  auto regex = std::make_shared<const re2::RE2>("^(?s:" + *inner + ")$", quiet());
  if (!regex->ok()) return mistake(regex->error());
  return AnchoredRegex(std::move(regex));
}

bool AnchoredRegex::matches(std::string_view text) const {
  return re2::RE2::PartialMatch({text.data(), text.size()}, *regex_);
}

std::optional<RegexGroups> AnchoredRegex::match(std::string_view text) const {
  std::vector<re2::StringPiece> found(static_cast<std::size_t>(regex_->NumberOfCapturingGroups()) +
                                      1);
  if (!regex_->Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED, found.data(),
                     static_cast<int>(found.size()))) {
    return std::nullopt;
  }
  RegexGroups groups;
  groups.reserve(found.size());
  for (const re2::StringPiece& group : found) groups.emplace_back(group.data(), group.size());
  return groups;
}

std::vector<std::size_t> AnchoredRegex::numbers_of(std::string_view name) const {
  std::vector<std::size_t> numbers;
  for (const auto& [number, name_of_group] : regex_->CapturingGroupNames()) {
    if (name_of_group == name) numbers.push_back(static_cast<std::size_t>(number));
  }
  return numbers;
}

}  // namespace flowbridge

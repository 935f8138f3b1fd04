#include "relabel/text_template.h"

#include "base/utf8.h"
#include "relabel/unicode.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace flowbridge {

namespace {

/// A number of more digits is a name, and so is one with a zero in front.
constexpr std::size_t kNumberDigitsMax = 9;

struct Variable {
  std::string_view name;
  /// Of the whole, "${name}".
  std::size_t size = 0;
};

std::size_t name_size(std::string_view text) {
  std::size_t size = 0;
  while (const std::optional<CodePoint> next = first_code_point(text.substr(size))) {
    if (next->value != '_' && !is_letter_or_digit(next->value)) break;
    size += next->size;
  }
  return size;
}

/// The variable that `text`, which begins with a dollar, begins with.
std::optional<Variable> first_variable(std::string_view text) {
  const bool braced = text.substr(1).starts_with('{');
  const std::size_t first = braced ? 2 : 1;
  const std::string_view name = text.substr(first, name_size(text.substr(first)));
  const std::size_t end = first + name.size();
  if (name.empty() || (braced && !text.substr(end).starts_with('}'))) return std::nullopt;
  return Variable{name, braced ? end + 1 : end};
}

std::vector<std::size_t> groups_of(std::string_view name, const AnchoredRegex& regex) {
  const bool is_number = name.size() <= kNumberDigitsMax && (name == "0" || name.front() != '0') &&
                         std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return regex.numbers_of(name);
  std::size_t number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return {number};
}

}  // namespace

TextTemplate::TextTemplate(std::string_view text, const AnchoredRegex& regex) : pieces_(1) {
  while (!text.empty()) {
    const std::size_t dollar = std::min(text.find('$'), text.size());
    pieces_.back().text += text.substr(0, dollar);
    text.remove_prefix(dollar);
    if (text.empty()) break;
    if (const std::optional<Variable> variable = first_variable(text)) {
      pieces_.back().groups = groups_of(variable->name, regex);
      pieces_.emplace_back();
      text.remove_prefix(variable->size);
    } else {
      pieces_.back().text += '$';
      text.remove_prefix(text.starts_with("$$") ? 2 : 1);
    }
  }
}

std::string TextTemplate::expand(const RegexGroups& groups) const {
  std::string out;
  for (const Piece& piece : pieces_) {
    out += piece.text;
    const auto took_part = [&groups](std::size_t number) {
      return number < groups.size() && groups[number].data() != nullptr;
    };
    const auto first = std::ranges::find_if(piece.groups, took_part);
    if (first != piece.groups.end()) out += groups[*first];
  }
  return out;
}

}  // namespace flowbridge

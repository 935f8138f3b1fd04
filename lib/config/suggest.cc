#include "config/suggest.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace flowbridge {

namespace {

/// No name is longer than this, and neither is one that was meant to be it.
constexpr std::size_t kNameBytesMax = 64;

/// "Kafka_Group-ID" and "kafka.group-id" are the same name, spelt by different habits.
std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '.' || c == '-' || c == '_') continue;
    out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

/// Is `wanted`, folded, what stands after the candidate's dot?
bool is_last_part(std::string_view wanted, std::string_view candidate) {
  const std::size_t dot = candidate.rfind('.');
  return dot != std::string_view::npos && folded(candidate.substr(dot + 1)) == wanted;
}

/// Is `wanted`, folded, what stands before the candidate's dot?
bool is_first_part(std::string_view wanted, std::string_view candidate) {
  const std::size_t dot = candidate.find('.');
  return dot != std::string_view::npos && folded(candidate.substr(0, dot)) == wanted;
}

/// A third of the name may be wrong; of a short one, one letter.
std::size_t edits_max(std::string_view name) {
  return std::max<std::size_t>(1, name.size() / 3);
}

std::string_view fewest_edits(std::string_view name,
                              const std::vector<std::string_view>& candidates) {
  std::string_view best;
  std::size_t best_edits = edits_max(name) + 1;
  const std::string wanted = folded(name);
  for (const std::string_view candidate : candidates) {
    const std::size_t edits = edit_distance(wanted, folded(candidate));
    if (edits >= best_edits) continue;
    best = candidate;
    best_edits = edits;
  }
  return best;
}

}  // namespace

bool is_same_but_for_spelling(std::string_view a, std::string_view b) {
  return folded(a) == folded(b);
}

std::size_t edit_distance(std::string_view from, std::string_view to) {
  // Three rows of the usual table: swaps look two rows back.
  std::vector<std::size_t> before(to.size() + 1);
  std::vector<std::size_t> above(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[to.size()];
}

std::string_view nearest(std::string_view name, const std::vector<std::string_view>& candidates) {
  if (name.empty() || name.size() > kNameBytesMax) return {};
  const auto first = [&candidates](const auto& matches) {
    const auto found = std::find_if(candidates.begin(), candidates.end(), matches);
    return found == candidates.end() ? std::string_view{} : *found;
  };
  const std::string wanted = folded(name);
  const std::string_view same = first([&](std::string_view c) { return folded(c) == wanted; });
  if (!same.empty()) return same;
  const std::string_view tail = first([&](std::string_view c) { return is_last_part(wanted, c); });
  if (!tail.empty()) return tail;
  const std::string_view head = first([&](std::string_view c) { return is_first_part(wanted, c); });
  if (!head.empty()) return head;
  return fewest_edits(name, candidates);
}

}  // namespace flowbridge

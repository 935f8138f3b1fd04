#pragma once
/// A regular expression as Prometheus's relabelling reads it: the whole text, or no match.
///
/// Prometheus writes `^(?s:…)$` around what the operator wrote and gives it to Go, whose syntax is
/// RE2's but for two things, which are mended here: `(?<name>…)` is a group as `(?P<name>…)` is,
/// and `\C` is a mistake. In two things we differ from Go: `a)|(?:b`, which closes brackets that it
/// does not see and so matches a part of the text, is a mistake, and the name of a group may have
/// letters beyond ASCII.
///
/// Lifetime: owns all it needs.      Threads: any, at the same time; it does not change.
/// Fails:    compile(): kInvalid, with what is wrong with the pattern.
/// Units:    patterns and texts are UTF-8; "." matches no byte that is not.
/// Bounds:   time is linear in the text; an expression of over 8 MiB once compiled is a mistake.
///
///   const Result<AnchoredRegex> regex = AnchoredRegex::compile("(bdr|agg)-(.*)");
///   if (const auto groups = regex->match("bdr-fra1")) use((*groups)[2]);   // "fra1"

#include "base/result.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}  // namespace re2

namespace flowbridge {

/// By number; 0 is the whole match. One that took no part has no data().
using RegexGroups = std::vector<std::string_view>;

class AnchoredRegex final {
 public:
  static Result<AnchoredRegex> compile(std::string_view pattern);

  bool matches(std::string_view text) const;
  /// What the groups matched, as views of the text. Absent if it does not match.
  std::optional<RegexGroups> match(std::string_view text) const;

  /// The numbers of the groups of that name, ascending.
  std::vector<std::size_t> numbers_of(std::string_view name) const;

 private:
  explicit AnchoredRegex(std::shared_ptr<const re2::RE2> regex) : regex_(std::move(regex)) {}

  // A copy of a rule has the same one.
  std::shared_ptr<const re2::RE2> regex_;
};

}  // namespace flowbridge

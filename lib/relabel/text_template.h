#pragma once
/// A replacement: text with variables for what a regular expression's groups matched.
///
/// As Go's Regexp.Expand reads it: "$1", "${1}", "$name", "${name}" and "$$" for a dollar. Without
/// braces a name is as long as it can be: "$1x" is the group called "1x". A group that there is not
/// gives nothing, of several of one name the first that took part counts, and a dollar that begins
/// no variable is a dollar.
///
/// Lifetime: owns its text.      Threads: any, at the same time; it does not change.
/// Fails:    never.
/// Units:    UTF-8; names are letters and digits of any script, and "_".
///
///   const TextTemplate path("ch${1}-$2", regex);
///   path.expand(*regex.match("foo"));

#include "relabel/anchored_regex.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

class TextTemplate final {
 public:
  /// Requires: expand() is given groups of this regex.
  TextTemplate(std::string_view text, const AnchoredRegex& regex);

  std::string expand(const RegexGroups& groups) const;

 private:
  // Text, and then what the first of the groups that took part matched.
  struct Piece {
    std::string text{};
    std::vector<std::size_t> groups{};
  };

  std::vector<Piece> pieces_;
};

}  // namespace flowbridge

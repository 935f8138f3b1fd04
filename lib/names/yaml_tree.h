#pragma once
/// YAML as a tree of texts that know where they stand.
///
/// The adapter around yaml-cpp, which is good at scanning and bad at limits: its loader stops
/// silently after the first document, its other loader never ends for some broken inputs, and both
/// resolve aliases, so that a small file may become a great or an endless one. Here its events make
/// the tree, of one document, without aliases, and not deeper than kYamlDepthMax. Scalars are not
/// interpreted: "NO" is a country.
///
/// Lifetime: owns its texts.      Threads: any.
/// Fails:    the tree has a problem, and is not to be used. Text that is empty but for comments is
///           a null.
/// Units:    see names/text_problem.h. Requires: bytes_that_are_no_text() finds none.
///
///   const YamlTree tree = parse_yaml_tree("asns:\n  64512: Lab\n");
///   tree.root.children[0].text;   // "asns"

#include "names/text_problem.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// Of maps and lists within each other.
inline constexpr std::size_t kYamlDepthMax = 8;

enum class YamlKind { kNull, kScalar, kList, kMap };

struct YamlNode {
  YamlKind kind = YamlKind::kNull;
  TextPosition at{};
  /// Of a scalar.
  std::string text{};
  /// Of a map: key, value, key, value.
  std::vector<YamlNode> children{};
};

struct YamlTree {
  YamlNode root;
  std::optional<TextProblem> problem;
};

YamlTree parse_yaml_tree(std::string_view text);

}  // namespace flowbridge

#pragma once
/// YAML as a tree of texts that know where they stand.
///
/// The adapter around yaml-cpp, which is good at scanning and bad at limits: its loader stops
/// silently after the first document, its other loader never ends for some broken inputs, it takes
/// a quote that is never closed, and lets later keys replace earlier ones. Here its events make the
/// tree, of one document without anchors, aliases and tags, not deeper than kYamlDepthMax, in which
/// each key of a map stands once. Scalars are not interpreted: "NO" is a country.
///
/// Lifetime: owns its texts.      Threads: any.
/// Fails:    as problems, whatever the bytes are: of what is not such YAML one, and the root is a
///           null; of keys that come twice one each, and the first one is kept. Text that is empty
///           but for comments is a null without a problem.
/// Units:    bytes; lines and columns count from 1.
///
///   const YamlTree tree = parse_yaml_tree("asns:\n  64512: Lab\n");
///   tree.root.children[0].text;   // "asns"

#include "base/text_position.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// Of maps and lists within each other.
inline constexpr std::size_t kYamlDepthMax = 8;
inline constexpr std::size_t kYamlBytesMax = std::size_t{1} << 20;

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
  /// In no order.
  std::vector<TextProblem> problems;
  /// Whether the text could be taken apart; if not there is one problem, and the root is a null.
  bool is_sound = true;
};

YamlTree parse_yaml_tree(std::string_view text);

/// A key as messages show it: fit for a terminal, not long, and without what stands behind a "=",
/// ":" or blank: it may be a secret where somebody wrote "key=value", "key:value" or "key value".
std::string shown_key(const YamlNode& key);

}  // namespace flowbridge

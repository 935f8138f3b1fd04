#include "names/overrides_draft.h"
#include "yaml/yaml_tree.h"

#include <utility>

namespace flowbridge {
namespace {

constexpr std::string_view kKeys = "an entry has name, country and tags";

/// Walks the tree; whatever is not where it belongs becomes a problem.
class YamlReader {
 public:
  explicit YamlReader(std::vector<TextProblem> problems)
      : draft_{.entries = {}, .problems = std::move(problems)} {}

  void read(YamlNode root) {
    if (root.kind == YamlKind::kNull) return;
    if (root.kind != YamlKind::kMap) {
      return add_problem(root, "\"asns:\" is expected, and below it lines like \"  64512: Lab\"");
    }
    for (std::size_t i = 0; i < root.children.size(); i += 2) {
      const YamlNode& key = root.children[i];
      if (key.text != "asns") {
        add_problem(key, quoted_briefly(key.text) + " is no key here; asns is the only one");
      } else {
        read_entries(root.children[i + 1]);
      }
    }
  }
  void add_problem(const YamlNode& node, std::string what) {
    draft_.problems.push_back({node.at, std::move(what)});
  }
  OverridesDraft& draft() { return draft_; }

 private:
  void read_entries(YamlNode& asns) {
    if (asns.kind == YamlKind::kNull) return;
    if (asns.kind != YamlKind::kMap) {
      return add_problem(asns, "AS numbers with their names are expected: \"64512: Lab\"");
    }
    for (std::size_t i = 0; i < asns.children.size(); i += 2) {
      OverrideDraft entry{.range = taken(asns.children[i])};
      read_entry(entry, asns.children[i + 1]);
      draft_.entries.push_back(std::move(entry));
    }
  }

  void read_entry(OverrideDraft& entry, YamlNode& value) {
    if (value.kind == YamlKind::kScalar) {
      entry.name = taken(value);
      return;
    }
    if (value.kind == YamlKind::kList) {
      return add_problem(value, "a list is no name; write a name, or name, country and tags below");
    }
    bool is_named = false;
    for (std::size_t i = 0; i < value.children.size(); i += 2) {
      is_named = is_named || value.children[i].text == "name";
      read_field(entry, value.children[i], value.children[i + 1]);
    }
    if (is_named) return;
    draft_.problems.push_back(
        {entry.range.at, quoted_briefly(entry.range.text) + " has no name; add one"});
  }

  void read_field(OverrideDraft& entry, const YamlNode& key, YamlNode& value) {
    if (key.text == "tags") return read_tags(entry, value);
    if (key.text != "name" && key.text != "country") {
      return add_problem(
          key, quoted_briefly(key.text) + " is no key of an entry; " + std::string(kKeys));
    }
    std::optional<DraftText>& field = key.text == "name" ? entry.name : entry.country;
    if (value.kind == YamlKind::kList || value.kind == YamlKind::kMap) {
      return add_problem(value, key.text + " is one text; write it on the line of its key");
    }
    // A name without a value is an empty one; a country without a value is none.
    if (value.kind == YamlKind::kScalar || key.text == "name") field = taken(value);
  }

  void read_tags(OverrideDraft& entry, YamlNode& value) {
    if (value.kind == YamlKind::kNull) return;
    if (value.kind != YamlKind::kList) {
      return add_problem(value, "tags are a list; write [internal, branch]");
    }
    for (YamlNode& tag : value.children) entry.tags.push_back(taken(tag));
  }

  static DraftText taken(YamlNode& node) { return {.at = node.at, .text = std::move(node.text)}; }

  OverridesDraft draft_;
};

}  // namespace

OverridesDraft read_overrides_yaml(std::string_view text) {
  YamlTree tree = parse_yaml_tree(text);
  YamlReader reader(std::move(tree.problems));
  reader.read(std::move(tree.root));
  return std::move(reader.draft());
}

}  // namespace flowbridge

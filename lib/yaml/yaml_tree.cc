#include "yaml/yaml_tree.h"

#include "base/quoted.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <sstream>
#include <tuple>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace flowbridge {
namespace {

constexpr std::size_t kShownKeyBytesMax = 64;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

TextPosition position(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {.line = static_cast<std::size_t>(mark.line) + 1,
          .column = static_cast<std::size_t>(mark.column) + 1};
}

struct Explanation {
  std::string_view message;
  std::string_view meaning;
};

/// What yaml-cpp says, as a person would say it.
std::string explained(std::string_view message) {
  using namespace YAML::ErrorMsg;
  const std::array<Explanation, 9> explanations = {{
      {MAP_VALUE,
       "a \":\" where none belongs; put quotes around a text that holds one, or mend the line "
       "before"},
      {END_OF_MAP,
       "this belongs neither to the key before it nor to another; mend its indentation or quotes"},
      {END_OF_SEQ,
       "this belongs neither to the list before it nor to a key; mend its indentation or quotes"},
      {END_OF_MAP_FLOW, "a \"{\" before this is not closed; close it"},
      {END_OF_SEQ_FLOW, "a \"[\" before this is not closed; close it"},
      {EOF_IN_SCALAR, "a quote before this is not closed; close it"},
      {FLOW_END, "a bracket that closes nothing; remove it"},
      {UNKNOWN_TOKEN, "no text begins with this; put quotes around it"},
      {UNKNOWN_ANCHOR, "an alias of nothing; write out what it stands for"},
  }};
  const auto known =
      std::find_if(explanations.begin(), explanations.end(),
                   [message](const Explanation& one) { return one.message == message; });
  return "not YAML: " +
         (known == explanations.end() ? as_name(message) : std::string(known->meaning));
}

class TreeBuilder final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) refuse(mark, "the document ends before this; a file holds one");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add(mark, YamlKind::kNull, {}); }
  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    refuse(mark, "an anchor; remove it, and write out what it stands for wherever it is meant");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "an alias; write out what it stands for");
    add(mark, YamlKind::kNull, {});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    last_text_ = mark.is_null() ? 0 : static_cast<std::size_t>(mark.pos);
    refuse_tag(mark, tag);
    add(mark, YamlKind::kScalar, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    open(mark, YamlKind::kList);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    open(mark, YamlKind::kMap);
  }
  void OnMapEnd() override { close(); }

  void refuse(const YAML::Mark& mark, std::string what) {
    if (!problem_) problem_ = {position(mark), std::move(what)};
  }
  void refuse(TextProblem problem) {
    if (!problem_) problem_ = std::move(problem);
  }

  /// Where the last scalar begins.
  std::size_t last_text() const { return last_text_; }

  YamlTree take() && {
    if (problem_) return {.root = {}, .problems = {*std::move(problem_)}, .is_sound = false};
    return {.root = std::move(root_), .problems = {}};
  }

 private:
  /// "?" is none, and "!" is the one that quotes are.
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    refuse(mark, "a tag; remove it, all values are read as text");
  }

  void add(const YAML::Mark& mark, YamlKind kind, std::string text) {
    add(YamlNode{.kind = kind, .at = position(mark), .text = std::move(text)});
  }
  void add(YamlNode node) {
    if (documents_ > 1 || skipped_ > 0) return;
    if (open_.empty()) {
      root_ = std::move(node);
    } else {
      open_.back().children.push_back(std::move(node));
    }
  }

  void open(const YAML::Mark& mark, YamlKind kind) {
    if (skipped_ == 0 && open_.size() < kYamlDepthMax) {
      open_.push_back({.kind = kind, .at = position(mark)});
      return;
    }
    refuse(mark, "too many lists and maps within each other");
    ++skipped_;
  }
  void close() {
    if (skipped_ > 0) {
      --skipped_;
      return;
    }
    YamlNode node = std::move(open_.back());
    open_.pop_back();
    add(std::move(node));
  }

  YamlNode root_;
  std::optional<TextProblem> problem_;
  int documents_ = 0;
  std::size_t last_text_ = 0;
  /// Maps and lists that have begun and not ended, the innermost last.
  std::vector<YamlNode> open_;
  /// How many of them, further in, are too deep.
  std::size_t skipped_ = 0;
};

/// yaml-cpp gives a text in quotes that are not closed all the rest of the file; so it is the last.
bool is_open_quote(std::string_view text) {
  if (!text.starts_with('\'') && !text.starts_with('"')) return false;
  const char quote = text.front();
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      const bool is_doubled = quote == '\'' && i + 1 < text.size() && text[i + 1] == quote;
      if (!is_doubled) return false;
      ++i;
    }
  }
  return true;
}

/// A tab among the blanks that `line` begins with.
bool is_indented_by_tab(std::string_view text, std::size_t line) {
  for (std::size_t i = 1; i < line; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
}

/// The quote is what is wrong, whatever yaml-cpp found missing behind it.
void refuse_open_quote(TreeBuilder& builder, std::string_view text) {
  const std::size_t last = std::min(builder.last_text(), text.size());
  if (!is_open_quote(text.substr(last))) return;
  builder.refuse({position_of(text, last), "not YAML: a quote that is not closed; close it"});
}

void refuse_broken(TreeBuilder& builder, const YAML::Mark& mark, std::string_view message,
                   std::string_view text) {
  refuse_open_quote(builder, text);
  const bool is_tab = !mark.is_null() && is_indented_by_tab(text, position(mark).line);
  builder.refuse(mark, is_tab ? "not YAML: a tab; indent by blanks" : explained(message));
}

YamlTree parse_document(std::string_view text) {
  TreeBuilder builder;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    // The second call only finds out whether there is more. A loop of them may never end.
    if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
  } catch (const YAML::Exception& error) {
    refuse_broken(builder, error.mark, error.msg, text);
  } catch (const std::exception& error) {
    refuse_broken(builder, YAML::Mark::null_mark(), error.what(), text);
  }
  refuse_open_quote(builder, text);
  return std::move(builder).take();
}

/// Leaves the first of keys that are the same, and tells of the others.
class RepeatedKeys {
 public:
  explicit RepeatedKeys(std::vector<TextProblem>& problems) : problems_(problems) {}

  /// Lists and maps go no deeper than kYamlDepthMax.
  void remove(YamlNode& node, const std::string& path) {
    if (node.kind == YamlKind::kMap) {
      remove_in(node, path);
      for (std::size_t i = 0; i < node.children.size(); i += 2) {
        remove(node.children[i + 1], path_of(path, node.children[i]));
      }
    }
    if (node.kind == YamlKind::kList) {
      for (std::size_t i = 0; i < node.children.size(); ++i) {
        remove(node.children[i], path + "[" + std::to_string(i) + "]");
      }
    }
  }

 private:
  static std::string path_of(const std::string& path, const YamlNode& key) {
    return path.empty() ? shown_key(key) : path + "." + shown_key(key);
  }

  void remove_in(YamlNode& map, const std::string& path) {
    const std::vector<YamlNode>& nodes = map.children;
    std::vector<std::size_t> keys;
    for (std::size_t i = 0; i < nodes.size(); i += 2) {
      if (nodes[i].kind == YamlKind::kScalar) keys.push_back(i);
    }
    std::sort(keys.begin(), keys.end(), [&nodes](std::size_t a, std::size_t b) {
      return std::tie(nodes[a].text, a) < std::tie(nodes[b].text, b);
    });
    std::vector<bool> is_repeated(nodes.size());
    std::size_t first = 0;
    for (std::size_t i = 1; i < keys.size(); ++i) {
      if (nodes[keys[i]].text != nodes[keys[first]].text) {
        first = i;
        continue;
      }
      is_repeated[keys[i]] = true;
      problems_.push_back(
          {nodes[keys[i]].at, path_of(path, nodes[keys[i]]) + " comes twice, first at " +
                                  in_words(nodes[keys[first]].at) + "; remove one"});
    }
    std::vector<YamlNode> kept;
    for (std::size_t i = 0; i < nodes.size(); i += 2) {
      if (is_repeated[i]) continue;
      kept.push_back(std::move(map.children[i]));
      kept.push_back(std::move(map.children[i + 1]));
    }
    map.children = std::move(kept);
  }

  std::vector<TextProblem>& problems_;
};

YamlTree refused(TextProblem problem) {
  return {.root = {}, .problems = {std::move(problem)}, .is_sound = false};
}

}  // namespace

YamlTree parse_yaml_tree(std::string_view text) {
  if (text.size() > kYamlBytesMax) {
    return refused({{},
                    "has " + std::to_string(text.size()) + " bytes; at most " +
                        std::to_string(kYamlBytesMax) + " are read"});
  }
  if (std::optional<TextProblem> problem = byte_that_is_no_text(text)) {
    return refused(*std::move(problem));
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  YamlTree tree = parse_document(text);
  RepeatedKeys(tree.problems).remove(tree.root, "");
  return tree;
}

std::string shown_key(const YamlNode& key) {
  const std::size_t end = std::min(key.text.find_first_of("=: "), key.text.size());
  const std::string_view shown =
      shortened(std::string_view(key.text).substr(0, end), kShownKeyBytesMax);
  if (shown.size() == key.text.size()) return as_name(shown);
  return as_name(shown) + (shown.size() == end ? key.text.substr(end, 1) : "") + "…";
}

}  // namespace flowbridge

#include "names/yaml_tree.h"

#include "names/clean.h"

#include <exception>
#include <sstream>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace flowbridge {
namespace {

TextPosition position(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {.line = static_cast<std::size_t>(mark.line) + 1,
          .column = static_cast<std::size_t>(mark.column) + 1};
}

class TreeBuilder final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) refuse(mark, "the document ends before this; a file holds one");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add(mark, YamlKind::kNull, {}); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "an alias; write out what it stands for");
    add(mark, YamlKind::kNull, {});
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string& value) override {
    add(mark, YamlKind::kScalar, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(mark, YamlKind::kList);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(mark, YamlKind::kMap);
  }
  void OnMapEnd() override { close(); }

  void refuse(const YAML::Mark& mark, std::string what) {
    if (!tree_.problem) tree_.problem = {position(mark), std::move(what)};
  }
  YamlTree take() && { return std::move(tree_); }

 private:
  void add(const YAML::Mark& mark, YamlKind kind, std::string text) {
    add(YamlNode{.kind = kind, .at = position(mark), .text = std::move(text)});
  }
  void add(YamlNode node) {
    if (documents_ > 1 || skipped_ > 0) return;
    if (open_.empty()) {
      tree_.root = std::move(node);
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

  YamlTree tree_;
  int documents_ = 0;
  /// Maps and lists that have begun and not ended, the innermost last.
  std::vector<YamlNode> open_;
  /// How many of them, further in, are too deep.
  std::size_t skipped_ = 0;
};

}  // namespace

YamlTree parse_yaml_tree(std::string_view text) {
  TreeBuilder builder;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    // The second call only finds out whether there is more. A loop of them may never end.
    if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
  } catch (const YAML::Exception& error) {
    builder.refuse(error.mark, "not YAML: " + clean_name(error.msg));
  } catch (const std::exception& error) {
    builder.refuse(YAML::Mark::null_mark(), "not YAML: " + clean_name(error.what()));
  }
  return std::move(builder).take();
}

}  // namespace flowbridge

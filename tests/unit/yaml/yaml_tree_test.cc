#include "yaml/yaml_tree.h"

#include "base/utf8.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string in_flow_style(const YamlNode& node);

/// The nodes of a list with `separators` between them, in turn.
std::string joined(const std::vector<YamlNode>& nodes, const std::vector<std::string>& separators) {
  std::string out;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (i > 0) out += separators[i % separators.size()];
    out += in_flow_style(nodes[i]);
  }
  return out;
}

/// {a: [1, ~]}, each scalar as it is.
std::string in_flow_style(const YamlNode& node) {
  switch (node.kind) {
    case YamlKind::kNull:
      return "~";
    case YamlKind::kScalar:
      return node.text;
    case YamlKind::kList:
      return "[" + joined(node.children, {", "}) + "]";
    case YamlKind::kMap:
      return "{" + joined(node.children, {", ", ": "}) + "}";
  }
  return "";
}

std::string problems(std::string_view text) {
  std::string out;
  for (const TextProblem& problem : parse_yaml_tree(text).problems) {
    out += in_words(problem.at) + ": " + problem.what + "\n";
  }
  return out;
}

/// The tree, or its problems.
std::string read(std::string_view text) {
  const YamlTree tree = parse_yaml_tree(text);
  EXPECT_EQ(tree.is_sound || tree.root.kind == YamlKind::kNull, true);
  return tree.problems.empty() ? in_flow_style(tree.root) : problems(text);
}

TEST(YamlTree, HoldsMapsListsTextsAndNulls) {
  EXPECT_EQ(read("a: 1\nb:\n- x\n- y: [z, {k: v}]\nc:\nd: ~\n"),
            "{a: 1, b: [x, {y: [z, {k: v}]}], c: ~, d: ~}");
  EXPECT_EQ(read(""), "~");
  EXPECT_EQ(read("# nothing\n"), "~");
  EXPECT_EQ(read("a b"), "a b");
}

TEST(YamlTree, ScalarsAreTexts) {
  EXPECT_EQ(read("a: NO\nb: 0x10\nc: 1e3\nd: 04:30\ne: off\nf: http://h:1/?q={x}#y\n"),
            "{a: NO, b: 0x10, c: 1e3, d: 04:30, e: off, f: http://h:1/?q={x}#y}");
  EXPECT_EQ(read("a: 'it''s'\nb: \"\\u00e9\\n\"\nc: ''\nd: 'null'\n"),
            "{a: it's, b: é\n, c: , d: null}");
  EXPECT_EQ(read("a: |\n  x\n  y\nb: >-\n  x\n  y\n"), "{a: x\ny\n, b: x y}");
}

TEST(YamlTree, NodesKnowWhereTheyStand) {
  const YamlTree tree = parse_yaml_tree(
      "\xef\xbb\xbf"
      "a: x\né:  [1,\n  {b: c}]\n");
  const YamlNode& list = tree.root.children[3];
  EXPECT_EQ(in_words(tree.root.children[1].at), "1:4");
  EXPECT_EQ(in_words(tree.root.children[2].at), "2:1");
  EXPECT_EQ(in_words(list.at), "2:6");
  EXPECT_EQ(in_words(list.children[1].children[1].at), "3:7");
}

TEST(YamlTree, AKeyThatComesTwiceIsToldAndTheFirstIsKept) {
  const std::string text = "a: 1\nb: {c: 2, d: 3, c: 4, c: 5}\na: 6\nl: [{x: 1}, {y: 1, y: 2}]\n";
  EXPECT_EQ(problems(text),
            "3:1: a comes twice, first at 1:1; remove one\n"
            "2:17: b.c comes twice, first at 2:5; remove one\n"
            "2:23: b.c comes twice, first at 2:5; remove one\n"
            "4:20: l[1].y comes twice, first at 4:14; remove one\n");
  const YamlTree tree = parse_yaml_tree(text);
  EXPECT_TRUE(tree.is_sound);
  EXPECT_EQ(in_flow_style(tree.root), "{a: 1, b: {c: 2, d: 3}, l: [{x: 1}, {y: 1}]}");
}

TEST(YamlTree, WhatLooksLikeAValueInAKeyIsNotShown) {
  EXPECT_EQ(problems("{a:hunter2, a:hunter2}\n"),
            "1:13: a:… comes twice, first at 1:2; remove one\n");
  EXPECT_EQ(problems("password=hunter2:\npassword=hunter2:\n"),
            "2:1: password=… comes twice, first at 1:1; remove one\n");
  EXPECT_EQ(problems("\"\\e[2J\": 1\n\"\\e[2J\": 2\n"),
            "2:1: \\x1b[2J comes twice, first at 1:1; remove one\n");
}

TEST(YamlTree, WhatYamlCouldDoToAReaderIsRefused) {
  EXPECT_EQ(read("a: &x 1\nb: *x\n"),
            "1:4: an anchor; remove it, and write out what it stands for wherever it is meant\n");
  EXPECT_EQ(read("a: *x\n"), "1:4: not YAML: an alias of nothing; write out what it stands for\n");
  EXPECT_EQ(read("a: !!int 5\n"), "1:4: a tag; remove it, all values are read as text\n");
  EXPECT_EQ(read("a: !env HOME\n"), "1:4: a tag; remove it, all values are read as text\n");
  EXPECT_EQ(read("a: !!set {x}\n"), "1:4: a tag; remove it, all values are read as text\n");
  EXPECT_EQ(read("a: [[[[[[[1]]]]]]]\n"), "{a: [[[[[[[1]]]]]]]}");
  EXPECT_EQ(read("a: [[[[[[[[1]]]]]]]]\n"), "1:11: too many lists and maps within each other\n");
  EXPECT_THAT(read(std::string(100'000, '[')), HasSubstr(": too many lists and maps"));
  EXPECT_THAT(read(std::string(kYamlBytesMax + 1, '\n')),
              StartsWith("1:1: has 1048577 bytes; at most 1048576 are read"));
}

TEST(YamlTree, AFileHoldsOneDocument) {
  EXPECT_EQ(read("---\na: 1\n...\n"), "{a: 1}");
  EXPECT_EQ(read("a: 1\n---\nb: 2\n"), "2:1: the document ends before this; a file holds one\n");
  EXPECT_EQ(read("- a\nb: c\n"), "2:1: the document ends before this; a file holds one\n");
  EXPECT_THAT(read("a: {}, \n"), StartsWith("1:"));
  EXPECT_THAT(read("a: {}\n]\n"), StartsWith("2:1: "));
}

TEST(YamlTree, BrokenYamlIsExplained) {
  EXPECT_EQ(
      read("a: b: c\n"),
      "1:5: not YAML: a \":\" where none belongs; put quotes around a text that holds one, or "
      "mend the line before\n");
  EXPECT_EQ(read("a:\n  b: 1\n c: 2\n"),
            "3:2: not YAML: this belongs neither to the key before it nor to another; mend its "
            "indentation or quotes\n");
  EXPECT_EQ(read("a:\n\tb: c\n"), "2:3: not YAML: a tab; indent by blanks\n");
  EXPECT_EQ(read("a: {x: 1\n"), "2:1: not YAML: a \"{\" before this is not closed; close it\n");
  EXPECT_EQ(read("a: [x\nb: 1\n"), "2:2: not YAML: a \"[\" before this is not closed; close it\n");
  EXPECT_EQ(read("a: }\n"), "1:4: not YAML: a bracket that closes nothing; remove it\n");
  EXPECT_EQ(read("a: @x\n"), "1:4: not YAML: no text begins with this; put quotes around it\n");
  EXPECT_EQ(read("a: \"\\é\"\n"), "1:7: not YAML: unknown escape character: \\xc3\n");
  EXPECT_EQ(read("a: Z\xfcrich\n"), "1:5: a byte that is not UTF-8; save the file as UTF-8\n");
}

// yaml-cpp takes the rest of the file for the text.
TEST(YamlTree, AQuoteThatIsNotClosedIsToldWhereItOpens) {
  EXPECT_EQ(read("a: 'x\nb: y\n"), "1:4: not YAML: a quote that is not closed; close it\n");
  EXPECT_EQ(read("\xef\xbb\xbf"
                 "é: 1\nb: \"x\\\"\n"),
            "2:4: not YAML: a quote that is not closed; close it\n");
  EXPECT_EQ(read("b: {c: 'it''s}\n"), "1:8: not YAML: a quote that is not closed; close it\n");
  EXPECT_EQ(read("a: 'x"), "1:6: not YAML: a quote before this is not closed; close it\n");
  EXPECT_EQ(read("a: \"'\"\nb: '\"'\nc: 'it''s'\nd: \"\\\\\"\n"), "{a: ', b: \", c: it's, d: \\}");
}

TEST(YamlTree, ReadsAnyBytes) {
  std::uint32_t state = 1;
  const auto below = [&state](std::size_t limit) {
    state = state * 1664525 + 1013904223;
    return (state >> 8) % limit;
  };
  constexpr std::string_view kBytes = "a:b- \n\t[]{},'\"|>&*!%@#?~\\\r.x\xc3\xa9";
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (std::size_t size = below(24); size > 0; --size) text += kBytes[below(kBytes.size())];
    const YamlTree tree = parse_yaml_tree(text);
    for (const TextProblem& problem : tree.problems) {
      EXPECT_TRUE(is_utf8(problem.what) && problem.what.find('\n') == std::string::npos) << text;
    }
  }
}

}  // namespace
}  // namespace flowbridge

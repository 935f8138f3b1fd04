#include "architecture/shape_rules.h"

#include "architecture/small_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string repeated(std::size_t count, const std::string& line) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += line + "\n";
  return text;
}

std::vector<std::string> sizes(const std::string& path, const std::string& text) {
  return places(check_sizes(small_tree({{path, text}})));
}

TEST(Sizes, OfAFileStayBelowTheLimit) {
  EXPECT_THAT(sizes("lib/flow/a.cc", repeated(399, "//")), IsEmpty());
  EXPECT_THAT(sizes("lib/flow/a.cc", repeated(400, "//")), ElementsAre("lib/flow/a.cc:400"));
  EXPECT_THAT(sizes("lib/README.md", repeated(400, "prose")), IsEmpty());
}

TEST(Sizes, OfALineAreCountedInCodePoints) {
  EXPECT_THAT(sizes("lib/flow/a.cc", std::string(100, 'x')), IsEmpty());
  EXPECT_THAT(sizes("lib/flow/a.cc", "\n" + std::string(101, 'x')), ElementsAre("lib/flow/a.cc:2"));
  std::string arrows;
  for (int i = 0; i < 100; ++i) arrows += "→";
  EXPECT_THAT(sizes("lib/flow/a.cc", arrows), IsEmpty());
  EXPECT_THAT(sizes("lib/flow/a.cc", arrows + "→"), ElementsAre("lib/flow/a.cc:1"));
}

TEST(Sizes, HoldForScriptsAndCMakeToo) {
  const std::string wide(101, 'x');
  EXPECT_THAT(sizes("cmake/a.cmake", wide), ElementsAre("cmake/a.cmake:1"));
  EXPECT_THAT(sizes("scripts/run", "#!/bin/sh\n" + wide), ElementsAre("scripts/run:2"));
}

std::vector<std::string> functions(const std::string& text) {
  return places(check_function_sizes(small_tree({{"lib/flow/a.cc", text}})));
}

/// A body that makes a function which opens on its first line one line too long.
std::string long_body() {
  return repeated(kFunctionLinesMax - 1, "  if (x) { g({1, 2}); }") + "}\n";
}

TEST(FunctionSizes, AreCountedFromTheHeadToTheLastBrace) {
  EXPECT_THAT(functions("void f() {\n" + repeated(68, "  g();") + "}\n"), IsEmpty());
  EXPECT_THAT(functions("\nvoid f() {\n" + long_body()), ElementsAre("lib/flow/a.cc:2"));
  EXPECT_THAT(functions("void f(int a,\n       int b) {\n" + repeated(68, "  g();") + "}\n"),
              ElementsAre("lib/flow/a.cc:1"));
}

TEST(FunctionSizes, AreSeenWhereverAFunctionMayStand) {
  EXPECT_THAT(functions("namespace a::b {\nnamespace {\nvoid f() {\n" + long_body() + "}\n}\n"),
              ElementsAre("lib/flow/a.cc:3"));
  EXPECT_THAT(
      functions("class A final : public B {\n public:\n  void f() {\n" + long_body() + "};"),
      ElementsAre("lib/flow/a.cc:3"));
  EXPECT_THAT(
      functions("template <typename T = int>\nclass FB_CAPABILITY(\"x\") A {\n  int f() {\n" +
                long_body() + "};\n"),
      ElementsAre("lib/flow/a.cc:3"));
  EXPECT_THAT(functions("template <typename T = int>\nvoid f(T t = {}) {\n" + long_body()),
              ElementsAre("lib/flow/a.cc:1"));
  EXPECT_THAT(functions("bool operator==(A a, A b) {\n" + long_body()),
              ElementsAre("lib/flow/a.cc:1"));
  EXPECT_THAT(functions("TEST(Name, Claim) {\n" + long_body()), ElementsAre("lib/flow/a.cc:1"));
  EXPECT_THAT(functions("A::A(int b) : b_{b}, c_{1} {\n" + long_body()),
              ElementsAre("lib/flow/a.cc:1"));
}

TEST(FunctionSizes, AreNotThoseOfTablesClassesAndNamespaces) {
  EXPECT_THAT(functions("const Row kTable[] = {\n" + repeated(100, "  {f(1), 2},") + "};\n"),
              IsEmpty());
  EXPECT_THAT(functions("struct A {\n" + repeated(100, "  void f() { g(); }") + "};\n"), IsEmpty());
  EXPECT_THAT(functions("namespace {\n" + repeated(100, "void f() { g(); }") + "}\n"), IsEmpty());
}

TEST(FunctionSizes, AreNotConfusedByTextAndMacros) {
  EXPECT_THAT(functions("// {\n#define A(x) \\\n  {\nconst char* kText = \"{\";\nchar c = '{';\n"),
              IsEmpty());
}

TEST(FunctionSizes, CannotBeToldWhenBracesDoNotBalance) {
  EXPECT_THAT(functions("#if A\nvoid f() {\n#else\nvoid g() {\n#endif\n}\n"),
              ElementsAre("lib/flow/a.cc"));
  EXPECT_THAT(functions("}\n"), ElementsAre("lib/flow/a.cc"));
}

std::vector<std::string> prose(const std::string& text) {
  return places(check_header_prose(small_tree({{"lib/flow/a.h", text}})));
}

const std::string kLabels = "/// Lifetime: a.  Threads: b.\n/// Fails: c.\n/// Units: d.\n";

TEST(HeaderProse, ComesFirstAndAnswersEachQuestion) {
  EXPECT_THAT(prose("#pragma once\n/// What and why.\n" + kLabels + "\nint x;\n"), IsEmpty());
  EXPECT_THAT(prose("#pragma once\n/// What and why.\n\nint x;\n"),
              ElementsAre("lib/flow/a.h:2", "lib/flow/a.h:2", "lib/flow/a.h:2", "lib/flow/a.h:2"));
}

TEST(HeaderProse, AfterADeclarationIsTooLate) {
  EXPECT_THAT(prose("#pragma once\n/// What and why.\nint x;\n" + kLabels).size(), 4u);
  EXPECT_THAT(prose("#pragma once\n\n/// What and why.\n" + kLabels),
              ElementsAre("lib/flow/a.h:1"));
  EXPECT_THAT(prose("/// What and why.\n#pragma once\n" + kLabels), ElementsAre("lib/flow/a.h:1"));
  EXPECT_THAT(prose(""), ElementsAre("lib/flow/a.h:1"));
}

}  // namespace
}  // namespace flowbridge

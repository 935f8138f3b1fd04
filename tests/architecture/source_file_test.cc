#include "architecture/source_file.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

std::vector<std::string> code_of(std::string text) {
  return make_source_file("lib/base/x.cc", std::move(text)).code;
}

TEST(SourceFile, CommentsAreNotCode) {
  EXPECT_EQ(code_of("int a;  // throw\nint /* throw\nthrow */ b;\n"),
            (std::vector<std::string>{"int a;          ", "int         ", "         b;"}));
}

TEST(SourceFile, TheInsideOfLiteralsIsNotCode) {
  EXPECT_EQ(code_of(R"(f("a\"//b", '"', c);)")[0], R"(f("      ", ' ', c);)");
}

TEST(SourceFile, TheInsideOfRawStringsIsNotCode) {
  EXPECT_EQ(code_of("f(R\"x(a\" )\" throw\n)x\"); g();"),
            (std::vector<std::string>{"f(R\"             ", "  \"); g();"}));
}

TEST(SourceFile, DigitSeparatorsOpenNoLiteral) {
  EXPECT_EQ(code_of("f(15'000, 'x', 0xff'ff);")[0], "f(15'000, ' ', 0xff'ff);");
}

TEST(SourceFile, CommentsAreFoundOnTheirLines) {
  const SourceFile file = make_source_file("lib/base/x.cc", "f(\"// no\");\n// yes\n");
  EXPECT_EQ(file.comments, (std::vector<std::string>{"           ", "// yes"}));
}

TEST(SourceFile, UnterminatedTextsEndWithTheFile) {
  EXPECT_EQ(code_of("a /* b"), (std::vector<std::string>{"a     "}));
  EXPECT_EQ(code_of("a \"b\\"), (std::vector<std::string>{"a \"  "}));
  EXPECT_EQ(code_of("a R\"(b"), (std::vector<std::string>{"a R   "}));
}

TEST(SourceFile, IncludesHaveLineNameAndForm) {
  const SourceFile file = make_source_file(
      "lib/base/x.cc", "#include \"base/x.h\"\n// #include \"no\"\n#  include <vector>  // why\n");
  const std::vector<Include> includes = includes_of(file);
  ASSERT_EQ(includes.size(), 2u);
  EXPECT_EQ(includes[0].name, "base/x.h");
  EXPECT_FALSE(includes[0].angled);
  EXPECT_EQ(includes[1].name, "vector");
  EXPECT_EQ(includes[1].line, 3u);
  EXPECT_TRUE(includes[1].angled);
}

TEST(SourceFile, WordsAreNotPartsOfLongerWords) {
  EXPECT_EQ(find_word("std::nothrow; rethrow(); throw x;", "throw"), 25u);
  EXPECT_EQ(find_word("operand(1)", "rand("), std::string::npos);
  EXPECT_EQ(find_word("x = rand();", "rand("), 4u);
}

TEST(SourceFile, ModulesAreFoldersOfLib) {
  EXPECT_EQ(module_of("lib/base/time.h"), "base");
  EXPECT_EQ(module_of("lib/LAYERS"), "");
  EXPECT_EQ(module_of("cmd/flowbridge/main.cc"), "");
}

}  // namespace
}  // namespace flowbridge

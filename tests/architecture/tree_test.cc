/// The tree keeps the rules of the house: one test per rule.

#include "architecture/rules.h"

#include <gtest/gtest.h>

namespace flowbridge {

/// For GoogleTest, which would show the bytes.
void PrintTo(const Rule& rule, std::ostream* out) {
  *out << rule.name;
}

namespace {

const Tree& the_tree() {
  static const Tree kTree = read_tree(FLOWBRIDGE_SOURCE_DIR);
  return kTree;
}

class TheTree : public testing::TestWithParam<Rule> {};

TEST_P(TheTree, Keeps) {
  for (const Violation& violation : GetParam().check(the_tree())) {
    ADD_FAILURE() << to_string(violation);
  }
}

INSTANTIATE_TEST_SUITE_P(Rules, TheTree, testing::ValuesIn(rules()),
                         [](const auto& rule) { return std::string(rule.param.name); });

// Guards the tests above: a tree that was not read keeps every rule.
TEST(ReadTree, FindsTheFilesThatTheRulesAreAbout) {
  for (const char* path : {"lib/LAYERS", "lib/base/result.h", "lib/base/result.cc",
                           "cmd/flowbridge/main.cc", "tests/architecture/tree_test.cc"}) {
    EXPECT_NE(find_file(the_tree(), path), nullptr) << path;
  }
  EXPECT_EQ(find_file(the_tree(), "build/dev/CMakeCache.txt"), nullptr);
}

}  // namespace
}  // namespace flowbridge

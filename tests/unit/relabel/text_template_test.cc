#include "relabel/text_template.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

void check(std::string_view text, std::string_view want) {
  const AnchoredRegex regex = *AnchoredRegex::compile("(?P<first>a)(?P<second_2>b)?(c)(?P<01>d)");
  const TextTemplate replacement(text, regex);
  EXPECT_EQ(replacement.expand(*regex.match("acd")), want) << text;
}

TEST(TextTemplate, PutsGroupsInByNumber) {
  check("$1", "a");
  check("${1}", "a");
  check("$0", "acd");
  check("<$1-$3>", "<a-c>");
  check("$1$3", "ac");
  check("${1}0", "a0");
}

TEST(TextTemplate, PutsGroupsInByName) {
  check("$first", "a");
  check("${first}", "a");
  check("${first}_", "a_");
  check("$first-", "a-");
}

TEST(TextTemplate, TakesTheLongestName) {
  check("$1x", "");
  check("$first_", "");
  check("$10", "");
  check("$1é", "");
  check("$1٣", "");
  check("$1²", "a²");
  check("$1·", "a·");
}

TEST(TextTemplate, PutsNothingInForAGroupThatMatchedNothingOrIsNone) {
  check("<$2>", "<>");
  check("<$second_2>", "<>");
  check("<$5>", "<>");
  check("<${none}>", "<>");
  check("<$999999999>", "<>");
  check("<$99999999999999999999>", "<>");
}

TEST(TextTemplate, TakesTheFirstGroupOfANameThatTookPart) {
  const AnchoredRegex regex = *AnchoredRegex::compile("(?P<n>a)?(?P<n>b*)(?P<n>c)");
  const TextTemplate replacement("<$n>", regex);
  EXPECT_EQ(replacement.expand(*regex.match("abc")), "<a>");
  EXPECT_EQ(replacement.expand(*regex.match("bc")), "<b>");
  EXPECT_EQ(replacement.expand(*regex.match("c")), "<>");
}

TEST(TextTemplate, TakesANumberWithAZeroInFrontForAName) {
  check("$01", "d");
  check("$001", "");
  check("$00", "");
}

TEST(TextTemplate, WritesADollarForTwo) {
  check("$$", "$");
  check("$$1", "$1");
  check("$$$1", "$a");
  check("$$$$", "$$");
}

TEST(TextTemplate, LeavesADollarThatBeginsNoVariable) {
  check("$", "$");
  check("a$", "a$");
  check("$-", "$-");
  check("$ 1", "$ 1");
  check("${", "${");
  check("${}", "${}");
  check("${1", "${1");
  check("${1-}", "${1-}");
  check("${ 1}$1", "${ 1}a");
  check("${$1}", "${a}");
}

TEST(TextTemplate, IsTextWithoutVariables) {
  check("", "");
  check("plain é text", "plain é text");
}

}  // namespace
}  // namespace flowbridge

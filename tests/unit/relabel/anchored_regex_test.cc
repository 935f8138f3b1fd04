#include "relabel/anchored_regex.h"

#include "support/result_matchers.h"

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::Optional;

bool matches(std::string_view pattern, std::string_view text) {
  const Result<AnchoredRegex> regex = AnchoredRegex::compile(pattern);
  EXPECT_THAT(regex, IsOk()) << pattern;
  return regex && regex->matches(text) && regex->match(text);
}

TEST(AnchoredRegex, MatchesTheWholeTextOrNothing) {
  EXPECT_TRUE(matches("foo", "foo"));
  EXPECT_FALSE(matches("foo", "foobar"));
  EXPECT_FALSE(matches("bar", "foobar"));
  EXPECT_FALSE(matches("foo|bar", "foobar"));
  EXPECT_FALSE(matches("(?m)^foo$", "foo\nbar"));
  EXPECT_FALSE(matches("foo$", "foo\n"));
  EXPECT_TRUE(matches("", ""));
  EXPECT_FALSE(matches("", "a"));
  EXPECT_TRUE(matches(".*", "a\nb"));
  EXPECT_FALSE(matches("(?-s).*", "a\nb"));
  EXPECT_TRUE(matches("(?i)straße", "STRAßE"));
}

TEST(AnchoredRegex, MatchesTextWithNulBytes) {
  EXPECT_TRUE(matches(R"(a\x00b)", std::string_view("a\0b", 3)));
  EXPECT_FALSE(matches("a", std::string_view("a\0", 2)));
}

TEST(AnchoredRegex, GivesTheGroupsByNumber) {
  const Result<AnchoredRegex> regex = AnchoredRegex::compile("(a)|(b)(c?)");
  EXPECT_THAT(regex->match("a"), Optional(ElementsAre("a", "a", "", "")));
  EXPECT_THAT(regex->match("b"), Optional(ElementsAre("b", "", "b", "")));
  EXPECT_EQ(regex->match("ab"), std::nullopt);
}

TEST(AnchoredRegex, KnowsGroupsByEitherWayOfNamingThem) {
  const Result<AnchoredRegex> regex = AnchoredRegex::compile("(?P<a>.)(?<b_2>.)(.)(?<a>.)");
  EXPECT_THAT(regex->numbers_of("a"), ElementsAre(1, 4));
  EXPECT_THAT(regex->numbers_of("b_2"), ElementsAre(2));
  EXPECT_THAT(regex->numbers_of("c"), ElementsAre());
  EXPECT_THAT(regex->numbers_of(""), ElementsAre());
}

TEST(AnchoredRegex, TakesNothingForANameThatIsNone) {
  EXPECT_TRUE(matches(R"(\(?<a>)", "<a>"));
  EXPECT_TRUE(matches("[(?<a>]+", "<(?a>"));
  EXPECT_TRUE(matches("[](?<a>]+", "](?<a>"));
  EXPECT_TRUE(matches("[^](?<a>]+", "xyz"));
  EXPECT_TRUE(matches(R"([\](?<a>]+)", "](?<a>"));
  EXPECT_TRUE(matches("[[:digit:](?<a>]+", "1(?<a>"));
  EXPECT_TRUE(matches(R"(\Q(?<a>\E(?<a>b))", "(?<a>b"));
  EXPECT_TRUE(matches(R"(\\(?<a>b))", R"(\b)"));
}

TEST(AnchoredRegex, RefusesWhatGoRefuses) {
  for (const char* pattern :
       {"(", ")", "[", "a**", "*", R"(\C)", R"(\)", R"(\8)", "(?=a)", "(?<=a)b", "(?<!a)b", "(?<a",
        "(?<>a)", "a{1001}", R"(\Qa)", "\xff", R"([\C])"}) {
    EXPECT_THAT(AnchoredRegex::compile(pattern), FailsWith(ErrorCode::kInvalid)) << pattern;
  }
}

// Go takes it, and it then matches a part of the text.
TEST(AnchoredRegex, RefusesToBreakOutOfItsAnchors) {
  EXPECT_THAT(AnchoredRegex::compile("a)|(?:b"), FailsWith(ErrorCode::kInvalid));
}

TEST(AnchoredRegex, SaysWhatIsWrong) {
  EXPECT_EQ(AnchoredRegex::compile("(a").error().message(), "missing ): (a");
}

}  // namespace
}  // namespace flowbridge

#include "relabel/unicode.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Unicode, ChangesTheCaseOfLettersOfEveryScript) {
  EXPECT_EQ(lower_cased("TELEFÓNICA 42 ΑΒΓ ЖЩ"), "telefónica 42 αβγ жщ");
  EXPECT_EQ(upper_cased("telefónica 42 αβγ жщ"), "TELEFÓNICA 42 ΑΒΓ ЖЩ");
  EXPECT_EQ(lower_cased(""), "");
}

// As Go does, and not as a language would have it.
TEST(Unicode, ChangesEachCharacterByItself) {
  EXPECT_EQ(upper_cased("straße"), "STRAßE");
  EXPECT_EQ(lower_cased("ẞ"), "ß");
  EXPECT_EQ(lower_cased("ΣΣ"), "σσ");
  EXPECT_EQ(lower_cased("İ"), "i");
  EXPECT_EQ(upper_cased("ŉ"), "ŉ");
  EXPECT_EQ(upper_cased("ǆ"), "Ǆ");
  EXPECT_EQ(lower_cased("ǅ"), "ǆ");
  EXPECT_EQ(upper_cased("ﬁ"), "ﬁ");
}

TEST(Unicode, LeavesBytesThatAreNotUtf8) {
  EXPECT_EQ(upper_cased("a\xff\xc3z"), "A\xff\xc3Z");
}

TEST(Unicode, KnowsLettersAndDecimalDigits) {
  for (const char32_t value : {U'a', U'Z', U'0', U'é', U'ª', U'ʰ', U'ǅ', U'中', U'٣', U'𝟘'}) {
    EXPECT_TRUE(is_letter_or_digit(value)) << static_cast<std::uint32_t>(value);
  }
  for (const char32_t value :
       {U'_', U'-', U' ', U'²', U'Ⅷ', U'½', U'\u0301', U'€', U'\U0010ffff'}) {
    EXPECT_FALSE(is_letter_or_digit(value)) << static_cast<std::uint32_t>(value);
  }
}

}  // namespace
}  // namespace flowbridge

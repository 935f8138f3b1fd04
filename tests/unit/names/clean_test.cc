#include "names/clean.h"

#include "base/utf8.h"

#include <random>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(CleanName, BlanksOfEveryKindFoldToOne) {
  EXPECT_EQ(clean_name("  a \t b\r\nc\u00a0d\u2003e\u3000f\u2028g  "), "a b c d e f g");
  EXPECT_EQ(clean_name(std::string("a\0b", 3)), "a b");
  EXPECT_EQ(clean_name("a\x7f\u0085b\u009fc"), "a b c");
}

TEST(CleanName, InvisibleCharactersGo) {
  EXPECT_EQ(clean_name("a\u00ad\u200b\u202eb\u2060\ufeffc\U000e0041"), "abc");
  EXPECT_EQ(clean_name("\u200b"), "");
}

TEST(CleanName, CommasAndSemicolonsAtTheEndGo) {
  EXPECT_EQ(clean_name("ILLUMIO,"), "ILLUMIO");
  EXPECT_EQ(clean_name("Smith, Jones; ,;, "), "Smith, Jones");
  EXPECT_EQ(clean_name(" ,; "), "");
}

TEST(CleanName, QuotesAndBackslashesStay) {
  EXPECT_EQ(clean_name("SIA \"BITE\" a\\b O`K <&#65289>"), "SIA \"BITE\" a\\b O`K <&#65289>");
}

TEST(CleanName, WhatIsNotUtf8IsLatin1) {
  EXPECT_EQ(clean_name("FUNDA\xc7\xc3O"), "FUNDA\u00c7\u00c3O");
  EXPECT_EQ(clean_name("\xc3\xa9 \xff"), "\u00c3\u00a9 \u00ff");
  EXPECT_EQ(clean_name("\x85"
                       "a\xad"),
            "a");
}

TEST(CleanName, LongNamesEndInAnEllipsisBetweenCodePoints) {
  EXPECT_EQ(clean_name(std::string(128, 'a')), std::string(128, 'a'));
  EXPECT_EQ(clean_name(std::string(129, 'a')), std::string(125, 'a') + "\u2026");
  EXPECT_EQ(clean_name(std::string(124, 'a') + "\u00e9\u00e9\u00e9"),
            std::string(124, 'a') + "\u2026");
  EXPECT_EQ(clean_name("abcdef", 5), "ab\u2026");
}

// A tab at the beginning goes, and takes the name off the short way that clean ones have.
TEST(CleanName, TheShortWayIsTheLongOne) {
  const std::string_view alphabet = "abcdefghijklmnopqrstuvw!~~  ,;-\x1f\x7f\xc3\xa9";
  std::mt19937 random(7);
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (std::size_t left = random() % 40; left > 0; --left) {
      text.push_back(alphabet[random() % alphabet.size()]);
    }
    ASSERT_EQ(clean_name(text, 30), clean_name("\t" + text, 30)) << "'" << text << "'";
  }
}

TEST(CleanName, AppendingLeavesWhatIsThere) {
  std::string out = "a ";
  append_clean_name(out, " b,");
  append_clean_name(out, " \tc\u00e9 ;");
  append_clean_name(out, " ");
  EXPECT_EQ(out, "a bc\u00e9");
}

TEST(CleanName, TheResultIsValidForEveryPairOfBytes) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string bytes = {'x', static_cast<char>(first), static_cast<char>(second), 'x'};
      const std::string name = clean_name(bytes);
      ASSERT_TRUE(is_utf8(name)) << first << " " << second;
      ASSERT_EQ(clean_name(name), name) << first << " " << second;
    }
  }
}

}  // namespace
}  // namespace flowbridge

#include "asndb/columns.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Columns, TextBeginsAndAmountsEndBelowOneAnother) {
  EXPECT_EQ(in_columns({{"source", "entries", "age", "url"},
                        {"asnames", "122591", "3h", "https://a.example/x"},
                        {"caf\u00e9", "7", "-", ""}},
                       " "),
            " source   entries  age  url\n"
            " asnames   122591   3h  https://a.example/x\n"
            " caf\u00e9           7    -\n");
  EXPECT_EQ(in_columns({}, " "), "");
}

TEST(Columns, AnAgeHasOneUnit) {
  EXPECT_EQ(age_text(-5s), "0s");
  EXPECT_EQ(age_text(59'999ms), "59s");
  EXPECT_EQ(age_text(60s), "1m");
  EXPECT_EQ(age_text(3599s), "59m");
  EXPECT_EQ(age_text(47h), "47h");
  EXPECT_EQ(age_text(48h), "2d");
  EXPECT_EQ(age_of(std::nullopt, unix_ms(0)), "-");
  EXPECT_EQ(age_of(unix_ms(0), unix_ms(1000)), "1s");
}

TEST(Columns, ALineHoldsNothingThatATerminalWouldObey) {
  EXPECT_EQ(in_one_line("a  \"b\" \\ \u00e9\U0001f6f0"), "a  \"b\" \\ \u00e9\U0001f6f0");
  EXPECT_EQ(in_one_line("a\x1b[2J\n"), "a\\u{1b}[2J\\u{a}");
  EXPECT_EQ(in_one_line("a\u202eb\u200bc"), "a\\u{202e}b\\u{200b}c");
  EXPECT_EQ(in_one_line("\xe9"), "\u00e9");
}

}  // namespace
}  // namespace flowbridge

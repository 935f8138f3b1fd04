#include "base/quoted.h"

#include "base/utf8.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Quoted, EscapesWhatATerminalWouldObey) {
  EXPECT_EQ(in_quotes("plain"), R"("plain")");
  EXPECT_EQ(in_quotes("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(in_quotes("\x1b[2J\n"), R"("\x1b[2J\x0a")");
  EXPECT_EQ(as_name("a\"b\\c\x7f\xff"), R"(a"b\c\x7f\xff)");
  // A C1 control character, and one that turns what follows around.
  EXPECT_EQ(as_name("\xc2\x9b\x32J \xe2\x80\xae"), R"(\xc2\x9b2J \xe2\x80\xae)");
}

TEST(Quoted, KeepsWholeCodePointsOfALongText) {
  const std::string shown = as_name(std::string(kQuotedBytesMax - 1, 'x') + "é");
  EXPECT_EQ(shown, std::string(kQuotedBytesMax - 1, 'x') + "…");
  EXPECT_TRUE(is_utf8(in_quotes(std::string(1000, '\xc3'))));
}

}  // namespace
}  // namespace flowbridge

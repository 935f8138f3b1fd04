#include "base/text_position.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(TextPosition, CountsLinesAndBytesFromOne) {
  EXPECT_EQ(in_words(position_of("", 0)), "1:1");
  EXPECT_EQ(in_words(position_of("ab\nc", 2)), "1:3");
  EXPECT_EQ(in_words(position_of("ab\nc", 3)), "2:1");
  EXPECT_EQ(in_words(position_of("ab\nc", 4)), "2:2");
}

TEST(TextPosition, TheFirstByteThatIsNoTextIsFound) {
  EXPECT_FALSE(byte_that_is_no_text("a\tb\r\nZürich\n"));
  const auto place = [](std::string_view text) {
    const std::optional<TextProblem> problem = byte_that_is_no_text(text);
    return problem ? in_words(problem->at) : "";
  };
  EXPECT_EQ(place("a\nb\xfc"), "2:2");
  EXPECT_EQ(place(std::string_view("a\0", 2)), "1:2");
  EXPECT_EQ(place("\x1b[2J"), "1:1");
}

}  // namespace
}  // namespace flowbridge

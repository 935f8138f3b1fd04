#include "names/source_text.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

std::string sight(std::string_view file) {
  const std::optional<Refusal> refusal = refused_at_sight(file, 10);
  return refusal ? refusal_reason_name(refusal->reason) : "";
}

TEST(SourceText, SizeAndFirstBytesTellWhatIsNoSource) {
  EXPECT_EQ(sight("0123456789"), "");
  EXPECT_EQ(sight("0123456789\n"), "too_large");
  EXPECT_EQ(sight(""), "empty");
  EXPECT_EQ(sight(" \r\n\t"), "empty");
  EXPECT_EQ(sight("\n <html>"), "html");
  EXPECT_EQ(sight("{\"a\":1}"), "foreign");
  EXPECT_EQ(sight("[1]"), "foreign");
}

TEST(SourceText, LinesComeWithoutTheirEnd) {
  std::string_view rest = "a\n\nb";
  EXPECT_EQ(next_line(rest), "a");
  EXPECT_EQ(next_line(rest), "");
  EXPECT_EQ(next_line(rest), "b");
  EXPECT_TRUE(rest.empty());
}

TEST(SourceText, ADecimalIsDigitsAlone) {
  EXPECT_EQ(parse_decimal("0"), 0u);
  EXPECT_EQ(parse_decimal("007"), 7u);
  EXPECT_EQ(parse_decimal("18446744073709551615"), 18446744073709551615u);
  for (const char* text : {"", " 1", "1 ", "+1", "-1", "0x1", "1.0", "18446744073709551616"}) {
    EXPECT_FALSE(parse_decimal(text)) << text;
  }
}

}  // namespace
}  // namespace flowbridge

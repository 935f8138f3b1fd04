#include "base/utf8.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Utf8, EveryScalarValueSurvivesWritingAndReading) {
  for (char32_t value = 0; value <= 0x10ffff; ++value) {
    if (value >= 0xd800 && value <= 0xdfff) continue;
    std::string text;
    append_utf8(text, value);
    const std::optional<CodePoint> read = first_code_point(text);
    ASSERT_TRUE(read) << std::hex << static_cast<unsigned>(value);
    ASSERT_EQ(read->value, value);
    ASSERT_EQ(read->size, text.size());
  }
}

TEST(Utf8, MalformedBytesAreNotACodePoint) {
  for (const char* bytes : {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80",
                            "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",
                            "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xc3(", "\xe2\x28\xa1"}) {
    EXPECT_FALSE(first_code_point(bytes)) << testing::PrintToString(bytes);
    EXPECT_FALSE(is_utf8(std::string("ok") + bytes)) << testing::PrintToString(bytes);
  }
  EXPECT_FALSE(first_code_point(""));
  EXPECT_TRUE(is_utf8(""));
}

// ASCII is passed over eight bytes at a time.
TEST(Utf8, MalformedBytesAreFoundAfterAnyLengthOfAscii) {
  for (std::size_t before = 0; before < 40; ++before) {
    for (std::size_t after = 0; after < 20; ++after) {
      const std::string ascii(before, 'a');
      EXPECT_TRUE(is_utf8(ascii + "\u00e9" + std::string(after, 'b')));
      EXPECT_FALSE(is_utf8(ascii + "\xe9" + std::string(after, 'b')));
    }
  }
}

TEST(Utf8, ShorteningNeverCutsACodePoint) {
  EXPECT_EQ(shortened("caf\u00e9", 5), "caf\u00e9");
  EXPECT_EQ(shortened("caf\u00e9", 4), "caf");
  EXPECT_EQ(shortened("\U0001f600", 3), "");
  EXPECT_EQ(shortened("abc", 0), "");
}

}  // namespace
}  // namespace flowbridge

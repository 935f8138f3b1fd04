#include "auth/encoding.h"

#include "base/split_mix.h"

#include <string>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

std::string random_bytes(SplitMix64& random) {
  std::string bytes(random.below(40), '\0');
  for (char& c : bytes) c = static_cast<char>(random.below(256));
  return bytes;
}

// RFC 4648 §10.
TEST(Base64, IsThatOfTheStandard) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xfb\xef\xff"), "++//");
}

std::string from_base64(const std::string& text) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<unsigned>(digits.find(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 255);
  }
  return out;
}

TEST(Base64, KeepsEveryByte) {
  SplitMix64 random(1);
  for (int i = 0; i < 1000; ++i) {
    const std::string bytes = random_bytes(random);
    const std::string text = base64(bytes);
    ASSERT_EQ(from_base64(text), bytes) << i;
    ASSERT_EQ(text.size(), (bytes.size() + 2) / 3 * 4) << i;
  }
}

TEST(PercentEncoding, LeavesUnreservedCharactersAlone) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded("a b/c%\xe1"), "a%20b%2Fc%25%E1");
}

TEST(PercentEncoding, IsUndoneByDecoding) {
  SplitMix64 random(2);
  for (int i = 0; i < 1000; ++i) {
    const std::string bytes = random_bytes(random);
    ASSERT_EQ(percent_decoded(percent_encoded(bytes)), bytes) << i;
  }
}

TEST(PercentEncoding, WhatIsNoEscapeStandsForItself) {
  EXPECT_EQ(percent_decoded("%e1%88%B4"), "\xe1\x88\xb4");
  EXPECT_EQ(percent_decoded("100%"), "100%");
  EXPECT_EQ(percent_decoded("%4"), "%4");
  EXPECT_EQ(percent_decoded("%4g%zz%41"), "%4g%zzA");
  EXPECT_EQ(percent_decoded("a+b"), "a+b");
}

TEST(FormEncoding, WritesABlankAsPlus) {
  EXPECT_EQ(form_encoded("a b+c&d=é"), "a+b%2Bc%26d%3D%C3%A9");
}

TEST(HexEncoding, HasTwoDigitsForEveryByte) {
  EXPECT_EQ(hex_encoded(std::string("\0\x0f\xff", 3)), "000fff");
}

}  // namespace
}  // namespace flowbridge

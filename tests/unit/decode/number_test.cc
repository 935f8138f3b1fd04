#include "decode/number.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

void check_integer(std::string_view text, bool negative, std::uint64_t magnitude) {
  const JsonNumber number = parse_json_number(text);
  EXPECT_EQ(number.form, NumberForm::kInteger) << text;
  EXPECT_EQ(number.negative, negative) << text;
  EXPECT_EQ(number.magnitude, magnitude) << text;
}

TEST(JsonNumber, IntegersAreExact) {
  check_integer("0", false, 0);
  check_integer("-0", true, 0);
  check_integer("-60", true, 60);
  check_integer("18446744073709551615", false, 18446744073709551615u);
  check_integer("999999999999999999", false, 999999999999999999u);
  check_integer("1000000000000000000", false, 1000000000000000000u);
}

TEST(JsonNumber, AnIntegerBeyond64BitsIsAFormOfItsOwn) {
  for (const char* text : {"18446744073709551616", "-18446744073709551616",
                           "99999999999999999999999", "184467440737095516150"}) {
    EXPECT_EQ(parse_json_number(text).form, NumberForm::kHugeInteger) << text;
  }
}

TEST(JsonNumber, AFractionOrAnExponentMakesAReal) {
  for (const char* text : {"1.0", "-0.5", "1e3", "1E+3", "0e0", "1.25e-3", "1e999"}) {
    EXPECT_EQ(parse_json_number(text).form, NumberForm::kReal) << text;
  }
}

TEST(JsonNumber, AnythingElseIsMalformed) {
  for (const char* text : {"", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "0x10", "1 ", " 1",
                           "1,", "1.5.2", "NaN", "Infinity", "--1", "1-", "1e5x"}) {
    EXPECT_EQ(parse_json_number(text).form, NumberForm::kMalformed) << text;
  }
}

}  // namespace
}  // namespace flowbridge

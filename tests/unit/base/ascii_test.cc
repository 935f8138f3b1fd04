#include "base/ascii.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(LowerCase, ChangesLettersOfAsciiOnly) {
  EXPECT_EQ(lower_case("X-Amz-Date"), "x-amz-date");
  EXPECT_EQ(lower_case("@AZ[`az{"), "@az[`az{");
  EXPECT_EQ(lower_case("\xc3\x89"), "\xc3\x89");
  EXPECT_EQ(lower_case(""), "");
}

}  // namespace
}  // namespace flowbridge

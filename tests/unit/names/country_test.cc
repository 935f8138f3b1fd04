#include "names/country.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Country, IsTwoLettersInUpperCase) {
  EXPECT_EQ(Country("US").text(), "US");
  EXPECT_EQ(Country("na").text(), "NA");
  EXPECT_EQ(Country("us"), Country("US"));
  EXPECT_FALSE(Country("EU").empty());
}

TEST(Country, IsNoneForAnythingElse) {
  for (const char* text : {"", "Z", "ZZ", "zz", "USA", "U1", "\xc3\xa9", "  "}) {
    EXPECT_TRUE(Country(text).empty()) << text;
    EXPECT_EQ(Country(text).text(), "");
  }
}

}  // namespace
}  // namespace flowbridge

#include "port/downloader.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(HeaderOf, IsTheValueOfTheFirstHeaderOfThatName) {
  const std::vector<HttpHeader> headers = {{"date", "today"}, {"etag", "\"a\""}, {"etag", "\"b\""}};
  EXPECT_EQ(header_of(headers, "etag"), "\"a\"");
  EXPECT_EQ(header_of(headers, "date"), "today");
}

TEST(HeaderOf, IsNothingIfThereIsNone) {
  EXPECT_EQ(header_of({}, "etag"), std::nullopt);
  EXPECT_EQ(header_of({{"etag-x", "a"}, {"eta", "b"}}, "etag"), std::nullopt);
}

TEST(HeaderOf, TellsAnEmptyValueFromNone) {
  const std::vector<HttpHeader> headers = {{"etag", ""}};
  EXPECT_EQ(header_of(headers, "etag"), "");
}

}  // namespace
}  // namespace flowbridge

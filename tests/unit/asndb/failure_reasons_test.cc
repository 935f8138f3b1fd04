#include "asndb/failure_reasons.h"

#include "base/utf8.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(FailureDetail, IsOneCleanLine) {
  EXPECT_EQ(failure_detail("status 429"), "status 429");
  EXPECT_EQ(failure_detail("status 500: <html>\r\n\t<b>\x1b[31mno</b>\n"),
            "status 500: <html> <b> [31mno</b>");
  EXPECT_EQ(failure_detail("pas trouv\xe9"), "pas trouv\u00e9");
  EXPECT_EQ(failure_detail(""), "");
  EXPECT_EQ(failure_detail(" \n"), "");
}

TEST(FailureDetail, OfAUrlIsWhatMayBeShown) {
  EXPECT_EQ(failure_detail("cannot reach https://me:secret@a.example/x?key=secret#secret now"),
            "cannot reach https://a.example/x now");
  EXPECT_EQ(failure_detail("(http://me:secret@proxy.example:3128/)"),
            "(http://proxy.example:3128/)");
  EXPECT_EQ(failure_detail("https://a.example/,https://me:secret@b.example/"), "hidden");
  EXPECT_EQ(failure_detail("cut: https://me:secr"), "cut: https://hidden");
}

TEST(FailureDetail, IsBounded) {
  for (const char* text : {"a", "\xe9", "\u00e9", "\u20ac", "a\n"}) {
    std::string many;
    for (int i = 0; i < 5'000; ++i) many += text;
    const std::string detail = failure_detail(many);
    EXPECT_LE(detail.size(), kFailureDetailBytesMax);
    EXPECT_GT(detail.size(), kFailureDetailBytesMax - 10);
    EXPECT_TRUE(is_utf8(detail));
  }
}

}  // namespace
}  // namespace flowbridge

#include "asndb/digest.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

// RFC 1321, A.5.
TEST(Digest, IsMd5) {
  EXPECT_EQ(md5_of(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(md5_of("abc"), "900150983cd24fb0d6963f7d28e17f72");
}

TEST(Digest, IsFoundInBothForms) {
  EXPECT_EQ(digest_in("MD5 (delegated-afrinic-extended-latest) = 900150983CD24FB0D6963F7D28E17F72"),
            "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(digest_in("900150983cd24fb0d6963f7d28e17f72  delegated-arin-extended-20260928\n"),
            "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_FALSE(digest_in(""));
  EXPECT_FALSE(digest_in("<html>not found</html>"));
  EXPECT_FALSE(digest_in("900150983cd24fb0d6963f7d28e17f7"));
}

}  // namespace
}  // namespace flowbridge

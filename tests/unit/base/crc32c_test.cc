#include "base/crc32c.h"

#include <string>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

// The vectors of RFC 3720 appendix B.4.
TEST(Crc32c, MatchesTheVectorsOfTheRfc) {
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  std::string rising;
  for (int i = 0; i < 32; ++i) rising.push_back(static_cast<char>(i));
  EXPECT_EQ(crc32c(rising), 0x46dd794eu);
  EXPECT_EQ(crc32c("123456789"), 0xe3069283u);
}

TEST(Crc32c, OfTwoHalvesIsThatOfTheWhole) {
  const std::string text = "every byte counted exactly once";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    EXPECT_EQ(crc32c(text.substr(cut), crc32c(text.substr(0, cut))), crc32c(text)) << cut;
  }
}

}  // namespace
}  // namespace flowbridge

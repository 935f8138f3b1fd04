#include "delivery/label_claims.h"

#include "support/result_matchers.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(LabelClaims, AreReadAsTheyWereWritten) {
  const LabelClaims claims{{SeriesId(0), {.refused = true}},
                           {SeriesId(7), {.told = {1, 2, 3}}},
                           {SeriesId(4'000'000'000), {.refused = true, .told = {9, 0, 0}}}};
  EXPECT_THAT(decode_label_claims(encode(claims)), IsOkAndHolds(claims));
  EXPECT_THAT(decode_label_claims(encode(LabelClaims{})), IsOkAndHolds(LabelClaims{}));
}

TEST(LabelClaims, CutAnywhereAreRefused) {
  const std::string whole =
      encode(LabelClaims{{SeriesId(300), {.refused = true, .told = {1, 2, 3}}}});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(decode_label_claims(whole.substr(0, size)), FailsWith(ErrorCode::kCorrupt)) << size;
  }
  EXPECT_THAT(decode_label_claims(whole + '\0'), FailsWith(ErrorCode::kCorrupt));
}

TEST(LabelClaims, ThatSayNothingOrTwiceOrAreOutOfOrderAreRefused) {
  const std::string refused[] = {
      std::string("\1\1\0\0\0\0", 6),                     // like any other
      std::string("\1\1\2\0\0\0", 6),                     // neither refused nor not
      std::string("\2\1\1\0\0\0\1\1\0\0\0", 11),          // twice
      std::string("\2\2\1\0\0\0\1\1\0\0\0", 11),          // out of order
      "\1\x80\x80\x80\x80\x10\1" + std::string(3, '\0'),  // no number of a series
  };
  for (const std::string& bytes : refused) {
    EXPECT_THAT(decode_label_claims(bytes), FailsWith(ErrorCode::kCorrupt));
  }
}

}  // namespace
}  // namespace flowbridge

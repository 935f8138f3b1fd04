#include "base/result.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return Error(ErrorCode::kInvalid, "odd: " + std::to_string(value));
  return value / 2;
}

TEST(Result, HoldsAValueOrAnError) {
  EXPECT_EQ(*half(8), 4);
  ASSERT_FALSE(half(7));
  EXPECT_EQ(half(7).error().code(), ErrorCode::kInvalid);
  EXPECT_EQ(half(7).error().message(), "odd: 7");
}

TEST(Result, AnErrorCanSayWhatWasBeingDone) {
  EXPECT_EQ(half(7).error().within("halve").message(), "halve: odd: 7");
}

TEST(ResultDeathTest, TheValueOfAnErrorIsABug) {
  Result<int> odd = half(7);
  EXPECT_DEATH(static_cast<void>(odd.value()), "check failed");
}

}  // namespace
}  // namespace flowbridge

#include "base/time.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(Time, FloorsToMultiplesSinceTheEpochEvenBeforeIt) {
  EXPECT_EQ(floor_to(unix_ms(15'000), 15s), unix_ms(15'000));
  EXPECT_EQ(floor_to(unix_ms(29'999), 15s), unix_ms(15'000));
  EXPECT_EQ(floor_to(unix_ms(-1), 15s), unix_ms(-15'000));
}

}  // namespace
}  // namespace flowbridge
